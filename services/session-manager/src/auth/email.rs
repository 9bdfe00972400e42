//! E-mail addresses of users.

use std::fmt;

use serde::Deserialize;

/// By RFC 5321.
const LONGEST: usize = 254;

/// An e-mail address in lower case: people do not remember how they wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Email(String);

/// Not an e-mail address.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an e-mail address")]
pub(crate) struct InvalidEmail;

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        let (name, host) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let plain = |letter: char| letter.is_ascii_graphic() && letter != '@';
        let fits = text.len() <= LONGEST && !name.is_empty() && !host.is_empty();
        if fits && name.chars().all(plain) && host.chars().all(plain) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidEmail)
        }
    }
}

impl Email {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_one_writes_them() {
        let read = |text: &str| Email::try_from(text.to_owned());
        assert_eq!(
            read(" Ana@Palm.Example ").unwrap().as_str(),
            "ana@palm.example"
        );
        let long = format!("{}@x", "a".repeat(LONGEST));
        for text in [
            "", "ana", "@palm", "ana@", "a b@c", "a@b@c", "ana\n@x", "آنا@x", &long,
        ] {
            assert_eq!(read(text), Err(InvalidEmail), "{text:?}");
        }
    }
}
