//! Which part of a file is asked for (RFC 9110, 14.2).

use std::ops::Range;

use axum::http::HeaderValue;

/// What a header `Range` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it, also where the header cannot be read or asks for several parts.
    All,
    /// This part.
    Part(Range<u64>),
    /// A part that the file does not have.
    Nothing,
}

/// Reads the header, for a file of so many bytes.
pub(super) fn asked(header: Option<&HeaderValue>, size: u64) -> Asked {
    let text = header.and_then(|header| header.to_str().ok());
    let Some((first, last)) = text
        .and_then(|text| text.strip_prefix("bytes="))
        .and_then(|part| part.trim().split_once('-'))
    else {
        return Asked::All;
    };
    let number = |text: &str| text.parse::<u64>().ok();
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Some(first), None) if last.is_empty() => first..size,
        (None, Some(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Asked::All,
    };
    if range.is_empty() {
        Asked::Nothing
    } else {
        Asked::Part(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_read_and_all_else_is_all_of_it() {
        for (header, expected) in [
            ("bytes=0-99", Asked::Part(0..100)),
            ("bytes=10-", Asked::Part(10..1000)),
            ("bytes=990-5000", Asked::Part(990..1000)),
            ("bytes=-10", Asked::Part(990..1000)),
            ("bytes=-5000", Asked::Part(0..1000)),
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=0-18446744073709551615", Asked::Part(0..1000)),
            ("bytes=1000-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=5000-6000", Asked::Nothing),
            ("bytes=9-5", Asked::All),
            ("bytes=0-1,5-6", Asked::All),
            ("bytes=-", Asked::All),
            ("bytes=99999999999999999999-", Asked::All),
            ("lines=1-2", Asked::All),
        ] {
            let header = HeaderValue::from_static(header);
            assert_eq!(asked(Some(&header), 1000), expected, "{header:?}");
        }
        assert_eq!(asked(None, 1000), Asked::All);
        assert_eq!(
            asked(Some(&HeaderValue::from_static("bytes=0-")), 0),
            Asked::Nothing
        );
    }
}
