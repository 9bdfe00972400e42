//! Where files can be kept.

use url::Url;

/// What the URL of a store has to be.
pub const STORE_URL: &str =
    "must be the URL of a folder on this machine, such as file:///var/lib/peyk/media";

/// Whether it is the URL of a store: an absolute path below the root of the file system.
pub fn is_store_url(url: &Url) -> bool {
    let is_plain = url.query().is_none() && url.fragment().is_none() && !url.has_host();
    url.scheme() == "file" && is_plain && !url.path().trim_matches('/').is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_a_store_and_nothing_else_is() {
        for (url, expected) in [
            ("file:///var/lib/peyk/media", true),
            ("file:///var/lib/peyk/media/", true),
            ("file:///", false),
            ("file:///media?x=1", false),
            ("file://host/media", false),
            ("s3://bucket/media", false),
            ("https://example.com/media", false),
        ] {
            let parsed = Url::parse(url).expect("a URL");
            assert_eq!(is_store_url(&parsed), expected, "{url}");
        }
    }
}
