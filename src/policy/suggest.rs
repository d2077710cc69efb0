/// The candidate a mistyped word was meant to be: at most a third of its characters differ.
pub(crate) fn closest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let most = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let rules = ["lambda-own-timeout", "lambda-throttled"];
        assert_eq!(
            closest("lambda-own-timout", rules),
            Some("lambda-own-timeout")
        );
        assert_eq!(closest("lamda-throtled", rules), Some("lambda-throttled"));
        assert_eq!(closest("cold-start", rules), None);
        assert_eq!(closest("hgih", ["high", "info"]), Some("high"));
    }
}
