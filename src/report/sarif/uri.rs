use std::fmt::Write;

/// A file's name as a URI reference (RFC 3986): relative where the name is, so that GitHub finds it in the repository.
pub(super) fn of(name: &str) -> String {
    let name = name.strip_prefix("./").unwrap_or(name).replace('\\', "/");
    let mut uri = String::from(if name.starts_with('/') { "file://" } else { "" });
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").expect("writing to a string does not fail");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn names_become_uri_references() {
        for (name, uri) in [
            ("./api/template.yaml", "api/template.yaml"),
            ("../up.yaml", "../up.yaml"),
            ("a b, 50%:1.yaml", "a%20b%2C%2050%25%3A1.yaml"),
            ("läden.yaml", "l%C3%A4den.yaml"),
            ("/tmp/x.yaml", "file:///tmp/x.yaml"),
            ("api\\template.yaml", "api/template.yaml"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(of(name), uri);
        }
    }
}
