//! Where WAHA keeps a file for a while.

use std::fmt;

use url::Url;

/// The path of a file below WAHA's API, of a session: `files/tenant_5/false_12025550143@c.us_AC36.oga`.
///
/// The URL that WAHA tells has the host that WAHA was told to have, by default `localhost`: it is asked for at the
/// address under which the node is known instead, and the API key goes nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FilePath(String);

/// More is no name of WAHA's.
const LONGEST: usize = 500;

impl FilePath {
    /// Out of the URL of a session's file; `None` where it is something else: in a bucket, of another session, or no
    /// URL of WAHA's at all.
    pub fn of_url(url: &str, session: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let (_, path) = url.path().rsplit_once("/api/files/")?;
        Self::of_path(&format!("files/{path}"), session)
    }

    /// As it was stored.
    pub fn of_path(path: &str, session: &str) -> Option<Self> {
        let name = path.strip_prefix("files/")?.strip_prefix(session)?;
        let name = name.strip_prefix('/')?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.@%+=,~".contains(&byte);
        let is_name = !name.is_empty() && name.len() <= LONGEST && name.bytes().all(is_plain);
        // `%2e` is a dot to some servers.
        let climbs = matches!(
            name.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        );
        (is_name && !climbs && !name.to_ascii_lowercase().contains("%2f"))
            .then(|| Self(path.to_owned()))
    }

    /// The path, from the API's root on.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Option<String> {
        FilePath::of_url(url, "tenant_5").map(|path| path.0)
    }

    #[test]
    fn a_file_is_found_whatever_the_host() {
        let path = "files/tenant_5/false_12025550143@c.us_AC36.oga";
        for url in [
            format!("http://localhost:3000/api/{path}"),
            format!("https://waha.example.com/below/api/{path}"),
            format!("http://waha-1:3000/api/{path}?x=1#y"),
        ] {
            assert_eq!(read(&url).as_deref(), Some(path), "{url}");
        }
    }

    #[test]
    fn what_is_not_the_sessions_file_is_none() {
        for url in [
            "http://waha:3000/api/files/tenant_50/x.oga",
            "http://waha:3000/api/files/tenant_6/x.oga",
            "http://waha:3000/api/files/tenant_5/",
            "http://waha:3000/api/files/tenant_5/..",
            "http://waha:3000/api/files/tenant_5/%2e%2E",
            "http://waha:3000/api/files/tenant_5/../tenant_6/x",
            "http://waha:3000/api/files/tenant_5/..%2ftenant_6%2Fx",
            "http://waha:3000/api/files/tenant_5/a/b",
            "http://waha:3000/api/sessions/tenant_5",
            "https://bucket.example.com/tenant_5/x.oga?signature=abc",
            "file:///etc/passwd",
            "tenant_5/x.oga",
            "",
        ] {
            assert_eq!(read(url), None, "{url}");
        }
    }
}
