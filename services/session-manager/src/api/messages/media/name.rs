//! Under which name a file is saved.

use std::fmt::Write as _;

/// The header `Content-Disposition`: whether the file is shown or saved, and its name as the sender says (RFC 6266).
pub(super) fn disposition(shown: bool, name: Option<&str>) -> String {
    let mut text = if shown { "inline" } else { "attachment" }.to_owned();
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            // The characters of a name that need no escape; a path's are none of them.
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // Writing to a text does not fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reaches_into_nothing() {
        for (shown, name, expected) in [
            (true, None, "inline"),
            (false, Some(""), "attachment"),
            (
                false,
                Some("invoice-42.pdf"),
                "attachment; filename*=UTF-8''invoice-42.pdf",
            ),
            (
                false,
                Some("a\"; x\r\n: y/../z"),
                "attachment; filename*=UTF-8''a%22%3B%20x%0D%0A%3A%20y%2F..%2Fz",
            ),
            (
                true,
                Some("سند"),
                "inline; filename*=UTF-8''%D8%B3%D9%86%D8%AF",
            ),
        ] {
            assert_eq!(disposition(shown, name), expected);
        }
    }
}
