//! A WAHA session: one tenant's link to one WhatsApp number.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::TenantId;

/// The name of a WAHA session: 1 to 54 characters of `[a-zA-Z0-9_-]`, which is WAHA's own rule (since
/// 2025.8.1). Such a name is also safe as a token of a NATS subject, in a URL and in a log line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SessionName(String);

impl SessionName {
    /// The longest name that WAHA takes, in characters.
    pub const MAX_LEN: usize = 54;

    /// The name a tenant's session has unless another is registered: `tenant_{id}`.
    pub fn of_tenant(tenant: TenantId) -> Self {
        Self(format!("tenant_{tenant}"))
    }

    /// The tenant that the name itself tells, for names of the form `tenant_{id}`.
    pub fn tenant(&self) -> Option<TenantId> {
        self.0.strip_prefix("tenant_")?.parse().ok()
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is not a session's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session name has 1 to {max} characters of a-z, A-Z, 0-9, _ and -", max = SessionName::MAX_LEN)]
pub struct InvalidSessionName;

impl FromStr for SessionName {
    type Err = InvalidSessionName;

    fn from_str(text: &str) -> Result<Self, InvalidSessionName> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for SessionName {
    type Error = InvalidSessionName;

    fn try_from(text: String) -> Result<Self, InvalidSessionName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if (1..=Self::MAX_LEN).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(InvalidSessionName)
        }
    }
}

impl From<SessionName> for String {
    fn from(name: SessionName) -> String {
        name.0
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What WAHA says of a session. The set is open: WAHA added passkey statuses in 2026.7.1, and what
/// comes next is shown as it is instead of failing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SessionStatus {
    /// Not running.
    Stopped,
    /// Connecting to WhatsApp.
    Starting,
    /// Shows a QR code and waits for a phone.
    ScanQrCode,
    /// Linked and connected.
    Working,
    /// Logged out, out of QR codes, or beyond recovery: it needs a person.
    Failed,
    /// Any other status, as WAHA spells it.
    Other(String),
}

impl SessionStatus {
    /// WAHA's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::ScanQrCode => "SCAN_QR_CODE",
            Self::Working => "WORKING",
            Self::Failed => "FAILED",
            Self::Other(status) => status,
        }
    }
}

impl From<String> for SessionStatus {
    fn from(status: String) -> Self {
        match status.as_str() {
            "STOPPED" => Self::Stopped,
            "STARTING" => Self::Starting,
            "SCAN_QR_CODE" => Self::ScanQrCode,
            "WORKING" => Self::Working,
            "FAILED" => Self::Failed,
            _ => Self::Other(status),
        }
    }
}

impl FromStr for SessionStatus {
    type Err = Infallible;

    fn from_str(status: &str) -> Result<Self, Infallible> {
        Ok(Self::from(status.to_owned()))
    }
}

impl From<SessionStatus> for String {
    fn from(status: SessionStatus) -> String {
        status.as_str().to_owned()
    }
}

impl fmt::Display for SessionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_tells_its_tenant() {
        let tenant: TenantId = "12".parse().expect("an id");
        let name = SessionName::of_tenant(tenant);
        assert_eq!(name.as_str(), "tenant_12");
        assert_eq!(name.tenant(), Some(tenant));
        for other in ["default", "tenant_", "tenant_012", "tenant_-1", "Tenant_5"] {
            assert_eq!(
                other.parse::<SessionName>().expect("a name").tenant(),
                None,
                "{other}"
            );
        }
    }

    #[test]
    fn names_that_waha_refuses_are_refused() {
        let too_long = "x".repeat(SessionName::MAX_LEN + 1);
        for text in [
            "",
            "a b",
            "a.b",
            "a>",
            "a*",
            "a/b",
            "сессия",
            "a\n",
            too_long.as_str(),
        ] {
            assert_eq!(
                text.parse::<SessionName>(),
                Err(InvalidSessionName),
                "{text:?}"
            );
        }
    }

    #[test]
    fn an_unknown_status_survives() {
        let status = SessionStatus::from("PASSKEY_REQUIRED".to_owned());
        assert_eq!(status.as_str(), "PASSKEY_REQUIRED");
        assert_eq!(
            SessionStatus::from("WORKING".to_owned()),
            SessionStatus::Working
        );
    }

    proptest! {
        /// A token of a subject, a part of a key, a word of a URL and of a log line.
        #[test]
        fn a_name_is_one_word_wherever_it_is_put(
            text in prop_oneof![
                r"(?s)[a-zA-Z0-9_-]{0,56}[.*>:/ \r\n\x00\x1b\u{202e}é]?[a-zA-Z0-9_-]{0,3}",
                "(?s).{0,60}",
            ],
        ) {
            let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
            let is_name = (1..=54).contains(&text.len()) && text.bytes().all(plain);
            prop_assert_eq!(text.parse::<SessionName>().is_ok(), is_name);
            if let Ok(name) = text.parse::<SessionName>() {
                prop_assert_eq!(name.as_str(), text);
                if let Some(tenant) = name.tenant() {
                    prop_assert_eq!(SessionName::of_tenant(tenant), name);
                }
            }
        }
    }
}
