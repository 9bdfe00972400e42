//! What a failed call means.

use crate::SessionStatus;

/// A failed call, by meaning. The texts hold WAHA's reason where it gives one, never the API key and
/// never the request that WAHA echoes in its errors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The API key is wrong (401).
    #[error("WAHA does not accept the API key")]
    Unauthorized,
    /// The API key is for another session, or may not do this (403).
    #[error("the API key does not allow this call")]
    Forbidden,
    /// What the call is about does not exist: a chat, a message, a file (404).
    #[error("not found: {0}")]
    NotFound(String),
    /// WAHA has no session of this name.
    #[error("WAHA has no such session")]
    SessionUnknown,
    /// A session of this name exists already.
    #[error("the session exists already")]
    AlreadyExists,
    /// The session is not in the status that the call needs: `WORKING` for a send, `SCAN_QR_CODE` for a
    /// QR code. WAHA had waited for it (15 s at most). Try again once the status has changed.
    #[error("the session is {status}, the call needs another status")]
    WrongStatus {
        /// The status it is in.
        status: SessionStatus,
    },
    /// WAHA refuses the request and will refuse it again (other 4xx).
    #[error("WAHA refuses the call with status {status}: {reason}")]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// WAHA's words.
        reason: String,
    },
    /// This version of WAHA or its engine has no such call (501, or a path unknown to it).
    #[error("this WAHA does not support the call: {0}")]
    Unsupported(String),
    /// WhatsApp lets the account open no new chats for a time (463). Chats that exist work. Neither
    /// send again nor restart the session.
    #[error("WhatsApp lets this account open no new chats at present (463)")]
    Timelock,
    /// The account's quota of messages is used up (475).
    #[error("the account's quota of messages is used up (475)")]
    Quota,
    /// The chat's Linked ID is not known to WAHA yet. Try later, or write to the `@lid` address.
    #[error("WAHA does not know the chat's Linked ID")]
    NoLid,
    /// Another call holds the session's lock. Whether this one did its work is not known.
    #[error("the session is busy with another call")]
    Busy,
    /// There is no answer, or none that says what happened.
    #[error("WAHA is not available: {reason}")]
    Unavailable {
        /// What is known.
        reason: String,
        /// False if the request surely did not reach WAHA.
        outcome_unknown: bool,
        /// The failure of the connection, without the URL.
        #[source]
        source: Option<reqwest::Error>,
    },
    /// WAHA answered that it did it, but not in a way that can be read.
    #[error("WAHA's answer is not understood: {0}")]
    Protocol(String),
}

impl Error {
    /// Whether the same call may succeed a little later without anybody doing anything. First see
    /// [`Error::outcome_unknown`]: a send that may have happened must be looked up, not repeated.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::NoLid | Self::Busy | Self::Unavailable { .. })
    }

    /// Whether WAHA may have done what it was asked to.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            Self::Busy | Self::Protocol(_) => true,
            Self::Unavailable {
                outcome_unknown, ..
            } => *outcome_unknown,
            _ => false,
        }
    }

    /// One word for metrics and spans.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound(_) => "not_found",
            Self::SessionUnknown => "session_unknown",
            Self::AlreadyExists => "already_exists",
            Self::WrongStatus { .. } => "wrong_status",
            Self::Rejected { .. } => "rejected",
            Self::Unsupported(_) => "unsupported",
            Self::Timelock => "timelock",
            Self::Quota => "quota",
            Self::NoLid => "no_lid",
            Self::Busy => "busy",
            Self::Unavailable { .. } => "unavailable",
            Self::Protocol(_) => "protocol",
        }
    }

    /// From a failure to exchange request and answer.
    pub(crate) fn from_transport(error: reqwest::Error) -> Self {
        let reason = if error.is_connect() {
            "no connection"
        } else if error.is_timeout() {
            "no answer in time"
        } else {
            "the connection broke"
        };
        Self::Unavailable {
            reason: reason.to_owned(),
            // A request goes out once the connection stands.
            outcome_unknown: !error.is_connect() && !error.is_builder(),
            // The URL holds phone numbers.
            source: Some(error.without_url()),
        }
    }
}
