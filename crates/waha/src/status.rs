//! The state of a session, as WAHA names it.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The status of a session. The set is open: WAHA has added members before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SessionStatus {
    /// Known to WAHA, not running.
    Stopped,
    /// Connecting, or connecting again.
    Starting,
    /// Waits for a phone to scan the QR code; sent again with each new code.
    ScanQrCode,
    /// Waits for a passkey, which only web.whatsapp.com can give (GOWS, 2026.7.1).
    PasskeyRequired,
    /// Waits for the confirmation of a passkey (GOWS, 2026.7.1).
    PasskeyConfirmationRequired,
    /// Linked and connected.
    Working,
    /// Logged out, out of QR codes, or broken. Nothing but a restart changes it.
    Failed,
    /// A status that this version of the client does not know.
    Other(String),
}

impl SessionStatus {
    /// WAHA's name of the status.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::ScanQrCode => "SCAN_QR_CODE",
            Self::PasskeyRequired => "PASSKEY_REQUIRED",
            Self::PasskeyConfirmationRequired => "PASSKEY_CONFIRMATION_REQUIRED",
            Self::Working => "WORKING",
            Self::Failed => "FAILED",
            Self::Other(name) => name,
        }
    }
}

impl From<&str> for SessionStatus {
    fn from(name: &str) -> Self {
        match name {
            "STOPPED" => Self::Stopped,
            "STARTING" => Self::Starting,
            "SCAN_QR_CODE" => Self::ScanQrCode,
            "PASSKEY_REQUIRED" => Self::PasskeyRequired,
            "PASSKEY_CONFIRMATION_REQUIRED" => Self::PasskeyConfirmationRequired,
            "WORKING" => Self::Working,
            "FAILED" => Self::Failed,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl FromStr for SessionStatus {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(name.into())
    }
}

impl fmt::Display for SessionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for SessionStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SessionStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Ok(name.as_ref().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_and_unknown_names_survive_a_round_trip() {
        for name in [
            "STOPPED",
            "STARTING",
            "SCAN_QR_CODE",
            "PASSKEY_REQUIRED",
            "PASSKEY_CONFIRMATION_REQUIRED",
            "WORKING",
            "FAILED",
            "MIGRATING_2027",
        ] {
            let status = SessionStatus::from(name);
            assert_eq!(status.as_str(), name);
            assert_eq!(
                matches!(status, SessionStatus::Other(_)),
                name == "MIGRATING_2027"
            );
        }
    }
}
