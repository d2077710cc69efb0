//! Templates in, models out.

mod corpus;
