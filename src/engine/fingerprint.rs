use std::collections::BTreeMap;

use sha2::Digest;
use sha2::Sha256;

use super::Judged;

/// Give every finding its fingerprint: a hash of rule and subject, and of an ordinal where both are equal (in the order of the slice).
pub(super) fn assign(findings: &mut [Judged]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for judged in findings {
        let first = digest(judged, 0);
        let ordinal = seen.entry(first.clone()).or_default();
        judged.fingerprint = match *ordinal {
            0 => first,
            n => digest(judged, n),
        };
        *ordinal += 1;
    }
}

fn digest(judged: &Judged, ordinal: usize) -> String {
    let subject = &judged.finding.subject;
    let mut hash = Sha256::new();
    let optional = [&subject.stage, &subject.route, &subject.function];
    let parts = [Some(judged.finding.rule), Some(subject.api.as_str())]
        .into_iter()
        .chain(optional.map(Option::as_deref));
    for part in parts {
        // An absent part and an empty one are different subjects.
        hash.update([u8::from(part.is_some())]);
        hash.update(part.unwrap_or_default());
        hash.update([0]);
    }
    if ordinal > 0 {
        hash.update(ordinal.to_string());
    }
    hash.finalize()
        .iter()
        .fold(String::with_capacity(64), |hex, byte| {
            format!("{hex}{byte:02x}")
        })
}
