//! Values that must not be seen.

use std::fmt;
use std::sync::LazyLock;

use secrecy::{ExposeSecret, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

const REDACTED: &str = "[redacted]";

/// A text that is never printed: `[redacted]`, or nothing when it is empty.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself. Say in the code why it has to be seen.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    fn shown(&self) -> &'static str {
        if self.is_empty() { "" } else { REDACTED }
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<&Secret> for SecretString {
    fn from(secret: &Secret) -> Self {
        secret.0.clone()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SecretString::deserialize(deserializer)
            .map(Self)
            // The library's own message could hold the value.
            .map_err(|_| D::Error::custom("expected a text"))
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.shown())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.shown())
    }
}

/// A URL that may carry a password, which is shown as `redacted`.
///
/// May be empty in the defaults; then [`SecretUrl::is_empty`], and validation asks for it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretUrl(Option<Url>);

/// What an empty one exposes: no client accepts it, and its name says what is wrong.
static UNSET: LazyLock<Url> = LazyLock::new(|| "unset:".parse().expect("a scheme makes a URL"));

impl SecretUrl {
    /// The URL with its password; `unset:` when it is empty.
    pub fn expose(&self) -> &Url {
        self.0.as_ref().unwrap_or_else(|| &UNSET)
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl From<Url> for SecretUrl {
    fn from(url: Url) -> Self {
        Self(Some(url))
    }
}

impl<'de> Deserialize<'de> for SecretUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = || D::Error::custom("expected a URL such as scheme://host:port/path");
        let text = String::deserialize(deserializer).map_err(|_| expected())?;
        if text.is_empty() {
            return Ok(Self(None));
        }
        let url = Url::parse(&text).map_err(|_| expected())?;
        // `user:password@host` parses too, with the scheme `user` and the password in the path.
        if url.has_host() {
            Ok(Self(Some(url)))
        } else {
            Err(expected())
        }
    }
}

impl Serialize for SecretUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .as_ref()
            .map_or(Ok(()), |url| f.write_str(redacted(url).as_str()))
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

fn redacted(url: &Url) -> Url {
    let mut shown = url.clone();
    // The setters fail on URLs that cannot carry these parts; those have nothing to hide.
    if url.password().is_some() {
        let _ = shown.set_password(Some("redacted"));
    } else if !url.username().is_empty() {
        // A name alone is a token in NATS URLs.
        let _ = shown.set_username("redacted");
    }
    if url.query().is_some() {
        // Drivers take passwords and tokens as parameters, under many names.
        let names: Vec<_> = url.query_pairs().map(|(name, _)| name).collect();
        let mut pairs = shown.query_pairs_mut();
        pairs.clear();
        for name in names {
            pairs.append_pair(&name, "redacted");
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> SecretUrl {
        Url::parse(text).unwrap().into()
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret:?}"), "\"[redacted]\"");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"[redacted]\"");
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(format!("{:?}", Secret::default()), "\"\"");
    }

    #[test]
    fn a_url_is_printed_without_its_secrets() {
        let cases = [
            (
                "postgres://peyk:hunter2@db:5432/peyk",
                "postgres://peyk:redacted@db:5432/peyk",
            ),
            ("nats://hunter2@nats:4222", "nats://redacted@nats:4222"),
            ("nats://nats:4222", "nats://nats:4222"),
            (
                "postgres://db/peyk?password=hunter2",
                "postgres://db/peyk?password=redacted",
            ),
        ];
        for (given, shown) in cases {
            assert_eq!(url(given).to_string(), shown);
            assert_eq!(format!("{:?}", url(given)), format!("\"{shown}\""));
            assert!(
                !serde_json::to_string(&url(given))
                    .unwrap()
                    .contains("hunter2")
            );
            assert_eq!(url(given).expose().as_str(), given);
        }
    }

    #[test]
    fn an_empty_url_is_unset() {
        let empty: SecretUrl = serde_json::from_str("\"\"").unwrap();
        assert!(empty.is_empty());
        assert_eq!(empty.to_string(), "");
        assert_eq!(empty.expose().as_str(), "unset:");
    }

    #[test]
    fn a_broken_url_is_not_echoed() {
        for broken in ["\"peyk:hunter2@db\"", "\"hunter2\"", "{\"hunter2\":1}"] {
            let error = serde_json::from_str::<SecretUrl>(broken)
                .unwrap_err()
                .to_string();
            assert!(error.contains("expected a URL"), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
