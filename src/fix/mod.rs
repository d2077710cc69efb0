//! Cures: a finding's [](crate::finding::Edit) as bytes of its file.
