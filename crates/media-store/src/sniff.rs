//! What a file is, by its content.
//!
//! A browser that is told `text/html` runs what is in it, in the name of whoever opens it. So a file is served under a
//! type that its first bytes show, or under one that browsers do nothing with.

/// The type of what we do not know: a browser saves it.
pub const UNKNOWN: &str = "application/octet-stream";

/// So many bytes from the start are enough.
pub const HEAD: usize = 64;

/// Bytes at a place.
type Mark = (usize, &'static [u8]);

/// What begins so is of this type; the first that fits counts.
const MARKS: &[(&[Mark], &str)] = &[
    (&[(0, b"\xff\xd8\xff")], "image/jpeg"),
    (&[(0, b"\x89PNG\r\n\x1a\n")], "image/png"),
    (&[(0, b"GIF87a")], "image/gif"),
    (&[(0, b"GIF89a")], "image/gif"),
    (&[(0, b"RIFF"), (8, b"WEBP")], "image/webp"),
    (&[(4, b"ftypheic")], "image/heic"),
    (&[(4, b"ftypheix")], "image/heic"),
    (&[(4, b"ftypmif1")], "image/heif"),
    (&[(0, b"OggS")], "audio/ogg"),
    (&[(0, b"ID3")], "audio/mpeg"),
    (&[(0, b"\xff\xfb")], "audio/mpeg"),
    (&[(0, b"\xff\xf3")], "audio/mpeg"),
    (&[(0, b"\xff\xf2")], "audio/mpeg"),
    (&[(0, b"\xff\xf1")], "audio/aac"),
    (&[(0, b"\xff\xf9")], "audio/aac"),
    (&[(0, b"#!AMR")], "audio/amr"),
    (&[(0, b"RIFF"), (8, b"WAVE")], "audio/wav"),
    (&[(4, b"ftypM4A")], "audio/mp4"),
    (&[(4, b"ftyp3g")], "video/3gpp"),
    (&[(4, b"ftypqt")], "video/quicktime"),
    (&[(4, b"ftyp")], "video/mp4"),
    (&[(0, b"\x1a\x45\xdf\xa3")], "video/webm"),
    (&[(0, b"%PDF-")], "application/pdf"),
];

/// Containers of several types: the first bytes show the container, and of the types that are kept in it the told one
/// counts. A browser runs none of them.
const CONTAINERS: &[(Mark, &[&str])] = &[
    (
        (0, b"PK\x03\x04"),
        &[
            "application/zip",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ],
    ),
    (
        (0, b"\xd0\xcf\x11\xe0"),
        &[
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
        ],
    ),
    ((4, b"ftyp"), &["audio/mp4"]),
];

/// The type of a file that begins so and is told to be of that type. One of a fixed set, whatever it is told.
pub fn type_of(head: &[u8], told: Option<&str>) -> &'static str {
    let told = told.unwrap_or_default();
    let told = told.split(';').next().unwrap_or_default().trim();
    let container = CONTAINERS.iter().find(|(mark, _)| has(head, mark));
    let contained = container.and_then(|(_, types)| types.iter().find(|known| **known == told));
    if let Some(contained) = contained {
        return contained;
    }
    let fits = |marks: &[Mark]| marks.iter().all(|mark| has(head, mark));
    let found = MARKS.iter().find(|(marks, _)| fits(marks));
    found.map_or(UNKNOWN, |(_, found)| found)
}

/// Whether a browser may show it in its place, instead of saving it: pictures, sound and films, which hold no program.
pub fn is_shown(mime: &str) -> bool {
    let is_known = MARKS.iter().any(|(_, known)| *known == mime);
    let shows = ["image/", "audio/", "video/"];
    is_known && shows.iter().any(|kind| mime.starts_with(kind))
}

fn has(head: &[u8], (at, bytes): &Mark) -> bool {
    head.get(*at..).is_some_and(|rest| rest.starts_with(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn content_counts_and_what_is_told_does_not() {
        for (head, told, expected) in [
            (
                &b"OggS\x00\x02"[..],
                Some("audio/ogg; codecs=opus"),
                "audio/ogg",
            ),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg"), "image/jpeg"),
            (b"\xff\xd8\xff\xe0", Some("text/html"), "image/jpeg"),
            (b"\xff\xd8\xff\xe0", None, "image/jpeg"),
            (b"<html><script>", Some("image/jpeg"), UNKNOWN),
            (b"<html><script>", Some("text/html"), UNKNOWN),
            (b"<svg onload=alert(1)>", Some("image/svg+xml"), UNKNOWN),
            (b"PK\x03\x04", Some("application/zip"), "application/zip"),
            (b"PK\x03\x04", Some("text/html"), UNKNOWN),
            (b"PK\x03\x04", Some("image/png"), UNKNOWN),
            (b"\x00\x00\x00\x20ftypisom", Some("audio/mp4"), "audio/mp4"),
            (b"\x00\x00\x00\x20ftypisom", Some("video/mp4"), "video/mp4"),
            (b"%PDF-1.7", Some("application/pdf"), "application/pdf"),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None, "image/webp"),
            (b"RIFF", None, UNKNOWN),
            (b"", Some("image/png"), UNKNOWN),
        ] {
            assert_eq!(type_of(head, told), expected, "{head:?} {told:?}");
        }
    }

    #[test]
    fn what_may_run_is_not_shown() {
        for mime in ["image/jpeg", "audio/ogg", "video/mp4", "image/webp"] {
            assert!(is_shown(mime), "{mime}");
        }
        for mime in [
            "text/html",
            "image/svg+xml",
            "application/pdf",
            UNKNOWN,
            "",
            "image/",
        ] {
            assert!(!is_shown(mime), "{mime}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_a_browser_runs_comes_of_any_bytes(head: Vec<u8>, told in "[a-z/+;=. -]{0,40}") {
            let found = type_of(&head, Some(&told));
            let runs = ["html", "xml", "script", "svg", "text/"];
            prop_assert!(!runs.iter().any(|word| found.contains(word) && !found.contains("officedocument")), "{found}");
        }
    }
}
