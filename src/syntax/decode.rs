//! Bytes → text.

use crate::error::InputError;

/// The text of a file's bytes, a byte order mark included. CloudFormation takes UTF-8 only.
pub fn decode(bytes: Vec<u8>) -> Result<String, InputError> {
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes.as_slice() {
        return Err(InputError::plain("the file is UTF-16, not UTF-8").help("save it as UTF-8"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.split(|b| *b == b'\n').count();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let message = format!("the file is not UTF-8: byte {at} (line {line}) is 0x{byte:02x}");
        InputError::plain(message).help("save it as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undecodable_bytes_are_named() {
        let error = decode(b"a: 1\nb: \xe9t\xe9\n".to_vec()).expect_err("Latin-1 is not UTF-8");
        let message = "the file is not UTF-8: byte 8 (line 2) is 0xe9";
        assert_eq!(error.message, message);
        let error = decode(b"\xff\xfea\0".to_vec()).expect_err("UTF-16 is not UTF-8");
        assert_eq!(error.message, "the file is UTF-16, not UTF-8");
        let error = decode(b"a\xe2\x82".to_vec()).expect_err("a character is cut off");
        assert_eq!(
            error.message,
            "the file is not UTF-8: byte 1 (line 1) is 0xe2"
        );
        assert_eq!(
            decode("\u{feff}é".into()).expect("it is UTF-8"),
            "\u{feff}é"
        );
    }
}
