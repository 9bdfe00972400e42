//! The subjects of the bus, as typed values, and the wildcards of the streams that hold them.

use std::{fmt, str::FromStr};

use domain::TenantId;

/// WAHA's name of an event, such as `message.any`: one to six tokens of `[a-z0-9_-]` joined by dots, so
/// that it can be the tail of a subject. The set is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventName(String);

/// The text cannot be the name of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an event name is made of a-z, 0-9, _ and -, with dots between, at most {} characters",
    EventName::MAX_LEN
)]
pub struct InvalidEventName;

impl EventName {
    /// The longest name taken, in characters.
    pub const MAX_LEN: usize = 64;
    const MOST_TOKENS: usize = 6;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the event tells of a session itself, and not of what is written there.
    pub fn is_of_a_session(&self) -> bool {
        self.0.split('.').next() == Some("session")
    }

    /// Whether the event would be missed if it came late or not at all: what people wrote, and what became
    /// of it. How far a message came, and how a session is, is asked of WAHA where it matters.
    pub fn outlasts_its_moment(&self) -> bool {
        let mut tokens = self.0.split('.');
        tokens.next() == Some("message") && tokens.next() != Some("ack")
    }
}

impl FromStr for EventName {
    type Err = InvalidEventName;

    fn from_str(text: &str) -> Result<Self, InvalidEventName> {
        let allowed =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
        let token = |token: &str| !token.is_empty() && token.bytes().all(allowed);
        let tokens = text.split('.').count();
        if text.len() <= Self::MAX_LEN && tokens <= Self::MOST_TOKENS && text.split('.').all(token)
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidEventName)
        }
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a message is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// `waha.events.{tenant}.{event}`: a tenant's event.
    Event(TenantId, EventName),
    /// `waha.bulk.{tenant}.{event}`: an event of a tenant of whom more comes than is its share.
    Bulk(TenantId, EventName),
    /// `waha.backfill.{tenant}.{event}`: an event that was read from WAHA's history.
    Backfill(TenantId, EventName),
    /// `waha.dead.{tenant}.{event}`: an event that a consumer could not process.
    Dead(TenantId, EventName),
    /// `waha.dead.unknown`: a message that does not even tell its tenant.
    DeadUnknown,
    /// `waha.unrouted.{reason}` and, where it is known, `.{tenant}`: a webhook that no tenant takes.
    Unrouted(&'static str, Option<TenantId>),
    /// `peyk.changes.{tenant}.{kind}`: something of a tenant's has changed.
    Change(TenantId, &'static str),
}

impl Subject {
    /// All events of all tenants: the subject of the stream `WAHA_EVENTS`.
    pub const EVENTS: &'static str = "waha.events.>";
    /// What floods tenants: with [`Subject::BACKFILL`] the subjects of the stream `WAHA_BULK`.
    pub const BULK: &'static str = "waha.bulk.>";
    /// What was missed and is caught up on.
    pub const BACKFILL: &'static str = "waha.backfill.>";
    /// All that could not be processed: the subject of the stream `WAHA_DEAD`.
    pub const DEAD: &'static str = "waha.dead.>";
    /// All that could not be routed: the subject of the stream `WAHA_UNROUTED`.
    pub const UNROUTED: &'static str = "waha.unrouted.>";
    /// All changes of all tenants: the subject of the stream `TENANT_CHANGES`.
    pub const CHANGES: &'static str = "peyk.changes.>";
    /// The life of sessions.
    pub const SESSION_STATUS: &'static str = "waha.events.*.session.status";

    /// The tenant and the event that a subject of [`Subject::EVENTS`], [`Subject::BULK`] or [`Subject::BACKFILL`] tells.
    pub fn parse_event(subject: &str) -> Option<(TenantId, EventName)> {
        let way = |way| subject.strip_prefix(way);
        let rest = way("waha.events.").or_else(|| way("waha.bulk."));
        let (tenant, event) = rest.or_else(|| way("waha.backfill."))?.split_once('.')?;
        Some((tenant.parse().ok()?, event.parse().ok()?))
    }

    /// All events of one tenant.
    pub fn events_of(tenant: TenantId) -> String {
        format!("waha.events.{tenant}.>")
    }

    /// All that floods one tenant.
    pub fn bulk_of(tenant: TenantId) -> String {
        format!("waha.bulk.{tenant}.>")
    }

    /// All that one tenant missed.
    pub fn backfill_of(tenant: TenantId) -> String {
        format!("waha.backfill.{tenant}.>")
    }

    /// All dead letters of one tenant.
    pub fn dead_of(tenant: TenantId) -> String {
        format!("waha.dead.{tenant}.>")
    }

    /// All that is kept for one tenant until it takes it.
    pub fn unrouted_of(tenant: TenantId) -> String {
        format!("waha.unrouted.*.{tenant}")
    }

    /// All changes of one tenant.
    pub fn changes_of(tenant: TenantId) -> String {
        format!("peyk.changes.{tenant}.>")
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(tenant, event) => write!(f, "waha.events.{tenant}.{event}"),
            Self::Bulk(tenant, event) => write!(f, "waha.bulk.{tenant}.{event}"),
            Self::Backfill(tenant, event) => write!(f, "waha.backfill.{tenant}.{event}"),
            Self::Dead(tenant, event) => write!(f, "waha.dead.{tenant}.{event}"),
            Self::DeadUnknown => f.write_str("waha.dead.unknown"),
            Self::Unrouted(reason, None) => write!(f, "waha.unrouted.{reason}"),
            Self::Unrouted(reason, Some(tenant)) => write!(f, "waha.unrouted.{reason}.{tenant}"),
            Self::Change(tenant, kind) => write!(f, "peyk.changes.{tenant}.{kind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tenant(id: i64) -> TenantId {
        TenantId::try_from(id).expect("positive")
    }

    #[test]
    fn reads_as_documented() {
        let event: EventName = "message.any".parse().expect("a name");
        assert_eq!(
            Subject::Event(tenant(5), event.clone()).to_string(),
            "waha.events.5.message.any"
        );
        assert_eq!(
            Subject::Dead(tenant(5), event).to_string(),
            "waha.dead.5.message.any"
        );
    }

    #[test]
    fn what_was_written_outlasts_its_moment() {
        let outlasts = |text: &str| {
            let name: EventName = text.parse().expect("a name");
            name.outlasts_its_moment()
        };
        for text in [
            "message",
            "message.any",
            "message.edited",
            "message.revoked",
        ] {
            assert!(outlasts(text), "{text}");
        }
        for text in [
            "message.ack",
            "message.ack.group",
            "session.status",
            "presence.update",
            "messages",
        ] {
            assert!(!outlasts(text), "{text}");
        }
    }

    #[test]
    fn names_that_would_change_the_subject_are_refused() {
        for text in [
            "",
            ".",
            "a..b",
            "a.",
            "a b",
            "a.>",
            "*",
            "a\r\nb",
            "A",
            "a.b.c.d.e.f.g",
        ] {
            assert_eq!(text.parse::<EventName>(), Err(InvalidEventName), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_event_stays_within_its_tenant(id in 1_i64.., name in nearly_a_name()) {
            if let Ok(event) = name.parse::<EventName>() {
                for (way, subject) in [
                    ("events", Subject::Event(tenant(id), event.clone())),
                    ("bulk", Subject::Bulk(tenant(id), event.clone())),
                    ("backfill", Subject::Backfill(tenant(id), event.clone())),
                ] {
                    let subject = subject.to_string();
                    let of = id.to_string();
                    let expected = ["waha", way, &of].into_iter().chain(name.split('.'));
                    prop_assert!(subject.split('.').eq(expected));
                    prop_assert_eq!(Subject::parse_event(&subject), Some((tenant(id), event.clone())));
                    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
                    prop_assert!(subject.split('.').all(|token| !token.is_empty()) && subject.bytes().all(plain));
                }
            }
        }

        #[test]
        fn a_subject_that_is_read_is_the_one_that_is_written(tenant in "(?s)[0-9]{1,3}|.{0,5}", name in nearly_a_name()) {
            let subject = format!("waha.events.{tenant}.{name}");
            if let Some((tenant, event)) = Subject::parse_event(&subject) {
                prop_assert_eq!(Subject::Event(tenant, event).to_string(), subject);
            }
        }
    }

    /// Anything, but mostly what might pass: of pure noise nothing ever does.
    fn nearly_a_name() -> impl Strategy<Value = String> {
        let odd = r"(?s)([a-z0-9_.-]{0,20}[A-Z .*>:\r\n\x00\x1b\u{202e}é]?){0,3}";
        prop_oneof![
            "[a-z0-9_-]{1,5}([.][a-z0-9_-]{1,9}){0,6}",
            odd,
            "(?s).{0,80}"
        ]
    }
}
