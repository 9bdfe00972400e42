//! How a session is, in words for people, each with what to do next.

use domain::SessionStatus;
use storage::sessions::Health;
use time::OffsetDateTime;

/// How a session is, as far as a running one is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It is being made, or connects to WhatsApp for the first time.
    Connecting,
    /// It shows a QR code.
    WaitingForScan,
    /// WhatsApp wants a passkey, which cannot be given here.
    WaitingForPasskey,
    /// It is linked and works.
    Connected,
    /// It was linked, and connects again.
    Reconnecting,
    /// It was linked and is not any more.
    LoggedOut,
    /// Nobody has scanned its QR codes.
    CodeExpired,
    /// WAHA does not answer, so nothing is known.
    WahaUnreachable,
    /// It was tried often enough.
    GaveUp,
    /// WAHA says that it works, and it does not hear what happens in it.
    Deaf,
    /// The operator has suspended the tenant: it is stopped, and stays linked.
    Suspended,
    /// WAHA says something that this version does not know.
    Unknown,
}

const LOGGED_OUT: &str =
    "The phone logged this device out of WhatsApp, or WhatsApp ended the link.";
pub(super) const SUSPENDED: &str = "The operator has suspended this tenant.";
const CODE_EXPIRED: &str = "Nobody scanned the QR code in time.";

impl State {
    /// All there are.
    pub(crate) const ALL: [Self; 12] = [
        Self::Connecting,
        Self::WaitingForScan,
        Self::WaitingForPasskey,
        Self::Connected,
        Self::Reconnecting,
        Self::LoggedOut,
        Self::CodeExpired,
        Self::WahaUnreachable,
        Self::GaveUp,
        Self::Deaf,
        Self::Suspended,
        Self::Unknown,
    ];

    /// As it is stored and shown.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::WaitingForScan => "waiting_for_scan",
            Self::WaitingForPasskey => "waiting_for_passkey",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
            Self::LoggedOut => "logged_out",
            Self::CodeExpired => "code_expired",
            Self::WahaUnreachable => "waha_unreachable",
            Self::GaveUp => "gave_up",
            Self::Deaf => "deaf",
            Self::Suspended => "suspended",
            Self::Unknown => "unknown",
        }
    }

    /// Of a row, which another version may have written.
    pub(crate) fn of(health: &Health) -> Self {
        Self::named(&health.state)
    }

    /// By the word that is stored.
    pub(crate) fn named(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == word)
            .unwrap_or(Self::Unknown)
    }

    /// What the tenant's person does next. `status` is what WAHA said last.
    pub(crate) fn next_step(self, status: Option<&SessionStatus>) -> &'static str {
        match self {
            Self::Connecting => "Wait a moment.",
            Self::LoggedOut if status == Some(&SessionStatus::ScanQrCode) => SCAN,
            Self::WaitingForScan => SCAN,
            Self::WaitingForPasskey => {
                "Remove the passkey in WhatsApp's settings on the phone, then connect again."
            }
            Self::Connected => "Nothing needs to be done.",
            Self::Reconnecting => {
                "See that the phone is switched on and online. The link comes back by itself."
            }
            Self::LoggedOut | Self::CodeExpired => {
                "Connect again and scan the QR code with the phone."
            }
            Self::WahaUnreachable => {
                "Wait: it is tried again by itself. If it lasts, tell the operator."
            }
            Self::GaveUp => "Connect again. If that does not help, tell the operator the reason.",
            Self::Deaf => {
                "Tell the operator the reason. If it lasts, disconnect, connect again, and scan the QR code."
            }
            Self::Suspended => "Ask the operator of the platform.",
            Self::Unknown => "Connect again if it lasts.",
        }
    }

    /// What a status of WAHA's means.
    fn meant(status: &SessionStatus, linked: bool) -> Self {
        match (status, linked) {
            (SessionStatus::Working, _) => Self::Connected,
            (SessionStatus::Stopped | SessionStatus::Starting, true) => Self::Reconnecting,
            (SessionStatus::Stopped | SessionStatus::Starting, false) => Self::Connecting,
            (SessionStatus::ScanQrCode | SessionStatus::Failed, true) => Self::LoggedOut,
            (SessionStatus::ScanQrCode, false) => Self::WaitingForScan,
            (SessionStatus::Failed, false) => Self::CodeExpired,
            (SessionStatus::Other(name), _) if name.starts_with("PASSKEY_") => {
                Self::WaitingForPasskey
            }
            (SessionStatus::Other(_), _) => Self::Unknown,
        }
    }
}

const SCAN: &str = "Scan the QR code: on the phone, WhatsApp, Linked devices, Link a device.";

/// How a session is after WAHA said `status`.
pub(super) fn after(before: &Health, status: &SessionStatus, now: OffsetDateTime) -> Health {
    let mut health = before.clone();
    health.linked |= *status == SessionStatus::Working;
    let was = State::of(before);
    let is = match State::meant(status, health.linked) {
        // It still tries, and so it was when we gave up; or it goes down, as it is to.
        State::Connecting | State::Reconnecting
            if matches!(was, State::GaveUp | State::Suspended) =>
        {
            was
        }
        // It said so all the time.
        State::Connected if was == State::Deaf => was,
        state => state,
    };
    if is == was {
        return health;
    }
    enter(&mut health, is, now);
    health.reason = match is {
        State::Connected => None,
        State::LoggedOut => Some(LOGGED_OUT.to_owned()),
        State::CodeExpired => Some(CODE_EXPIRED.to_owned()),
        _ if was == State::WahaUnreachable => None,
        _ => health.reason,
    };
    health
}

pub(super) fn enter(health: &mut Health, state: State, now: OffsetDateTime) {
    state.as_str().clone_into(&mut health.state);
    health.since = now;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn fresh() -> Health {
        Health {
            state: State::Connecting.as_str().to_owned(),
            since: NOON,
            reason: None,
            linked: false,
            attempts: 0,
            next_try_at: None,
        }
    }

    /// The states that a session goes through.
    fn states(statuses: &[&str]) -> Vec<&'static str> {
        let mut health = fresh();
        statuses
            .iter()
            .map(|status| {
                let status = SessionStatus::from((*status).to_owned());
                health = after(&health, &status, NOON + Duration::from_secs(1));
                State::of(&health).as_str()
            })
            .collect()
    }

    #[test]
    fn a_lost_link_is_not_a_code_that_nobody_scanned() {
        assert_eq!(
            states(&["STARTING", "SCAN_QR_CODE", "FAILED"]),
            ["connecting", "waiting_for_scan", "code_expired"]
        );
        assert_eq!(
            states(&[
                "WORKING",
                "STARTING",
                "FAILED",
                "STARTING",
                "SCAN_QR_CODE",
                "FAILED"
            ]),
            [
                "connected",
                "reconnecting",
                "logged_out",
                "reconnecting",
                "logged_out",
                "logged_out"
            ]
        );
        assert_eq!(
            states(&["PASSKEY_REQUIRED", "NEW_IN_2027"]),
            ["waiting_for_passkey", "unknown"]
        );
    }

    #[test]
    fn a_reason_comes_with_what_it_explains_and_goes_when_all_is_well() {
        let linked = after(&fresh(), &SessionStatus::Working, NOON);
        let lost = after(&linked, &SessionStatus::Failed, NOON);
        assert_eq!(lost.reason.as_deref(), Some(LOGGED_OUT));
        let again = after(&lost, &SessionStatus::Working, NOON);
        assert_eq!(again.reason, None);
    }

    #[test]
    fn what_was_given_up_or_suspended_stays_so_until_something_else_is_seen() {
        let mut health = fresh();
        for state in [State::Suspended, State::GaveUp] {
            enter(&mut health, state, NOON);
            for status in [SessionStatus::Starting, SessionStatus::Stopped] {
                assert_eq!(after(&health, &status, NOON), health);
            }
        }
        let health = after(&health, &SessionStatus::ScanQrCode, NOON);
        assert_eq!(State::of(&health), State::WaitingForScan);
    }

    #[test]
    fn a_deaf_session_is_not_well_because_it_says_so() {
        let mut health = after(&fresh(), &SessionStatus::Working, NOON);
        enter(&mut health, State::Deaf, NOON);
        assert_eq!(after(&health, &SessionStatus::Working, NOON), health);
        let restarted = after(&health, &SessionStatus::Starting, NOON);
        assert_eq!(State::of(&restarted), State::Reconnecting);
        let works = after(&restarted, &SessionStatus::Working, NOON);
        assert_eq!(State::of(&works), State::Connected);
    }

    #[test]
    fn states_have_names_of_their_own() {
        let names: HashSet<_> = State::ALL.map(State::as_str).into();
        assert_eq!(names.len(), State::ALL.len());
    }
}
