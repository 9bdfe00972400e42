//! The key under which a WhatsApp event is known once, however often and by whatever way it arrives.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{SessionName, TenantId};

/// `{tenant}:{session}:{kind}:{in|out}:{stanza}[:{extra}]`, for example
/// `5:tenant_5:message:in:AC363A0C94E511346808FE5F3D96A849`.
///
/// It is built from the *stanza id*, the third field of WAHA's `{fromMe}_{chatId}_{stanza}`, because the
/// LID copy and the number copy of one message differ in every other id. The direction is part of it
/// because a customer sees our stanza ids and could send one back as his own. The key is the
/// `Nats-Msg-Id` of the event and is unique in Postgres.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageKey(String);

/// A [`MessageKey`] without its tenant: of an event that is not assigned to one yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnownedKey(String);

/// Who wrote the message, seen from the tenant's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From a customer.
    In,
    /// From the tenant's own number: the bot, the owner's phone, or another device.
    Out,
}

impl Direction {
    /// `in` or `out`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// What a [`MessageKey`] is made of, beside tenant and session.
#[derive(Debug, Clone, Copy)]
pub struct MessageKeyParts<'a> {
    /// `message`, `ack`, `reaction`, …: events about one message are no duplicates of it.
    pub kind: &'a str,
    /// Who wrote it.
    pub direction: Direction,
    /// WhatsApp's id of the message. Chosen by the sender's device: hostile until proven plain.
    pub stanza: &'a str,
    /// What tells events of one kind about one message apart, such as the level of an ack.
    pub extra: Option<&'a str>,
}

impl MessageKey {
    /// Builds the key. Parts that are not plain are replaced by their hash, so that no part can reach
    /// into another, into a header or into a log line, and the key stays below 300 bytes.
    pub fn new(tenant: TenantId, session: &SessionName, parts: MessageKeyParts<'_>) -> Self {
        UnownedKey::new(session, parts).of(tenant)
    }

    /// Takes a key that was built before and stored.
    pub fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl UnownedKey {
    /// Builds it; see [`MessageKey::new`].
    pub fn new(session: &SessionName, parts: MessageKeyParts<'_>) -> Self {
        let kind = plain(parts.kind);
        let stanza = plain(parts.stanza);
        let direction = parts.direction.as_str();
        let mut key = format!("{session}:{kind}:{direction}:{stanza}");
        if let Some(extra) = parts.extra {
            key.push(':');
            key.push_str(&plain(extra));
        }
        Self(key)
    }

    /// The key that the event has once it is the tenant's: the same as if it had been from the start.
    pub fn of(&self, tenant: TenantId) -> MessageKey {
        MessageKey(format!("{tenant}:{}", self.0))
    }

    /// Takes a key that was built before and stored.
    pub fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn plain(part: &str) -> Cow<'_, str> {
    const LONGEST: usize = 64;
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'@');
    if (1..=LONGEST).contains(&part.len()) && part.bytes().all(allowed) {
        Cow::Borrowed(part)
    } else {
        // `~` is not allowed in a plain part: a hash never equals somebody's id.
        Cow::Owned(format!(
            "~{}",
            hex::encode(&Sha256::digest(part.as_bytes())[..16])
        ))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(kind: &str, direction: Direction, stanza: &str, extra: Option<&str>) -> MessageKey {
        let tenant: TenantId = "5".parse().expect("an id");
        let parts = MessageKeyParts {
            kind,
            direction,
            stanza,
            extra,
        };
        MessageKey::new(tenant, &SessionName::of_tenant(tenant), parts)
    }

    #[test]
    fn reads_as_documented() {
        let message = key("message", Direction::In, "AC36", None);
        assert_eq!(message.as_str(), "5:tenant_5:message:in:AC36");
        let ack = key("ack", Direction::Out, "3EB0", Some("2"));
        assert_eq!(ack.as_str(), "5:tenant_5:ack:out:3EB0:2");
    }

    #[test]
    fn a_customer_cannot_take_the_key_of_our_message() {
        assert_ne!(
            key("message", Direction::In, "3EB0", None),
            key("message", Direction::Out, "3EB0", None)
        );
    }

    proptest! {
        #[test]
        fn no_part_reaches_into_another(
            kind in "(?s).{0,80}",
            stanza in "(?s).{0,80}",
            extra in proptest::option::of("(?s).{0,80}"),
        ) {
            let key = key(&kind, Direction::In, &stanza, extra.as_deref());
            let colons = key.as_str().matches(':').count();
            prop_assert_eq!(colons, if extra.is_some() { 5 } else { 4 });
            prop_assert!(key.as_str().bytes().all(|b| b.is_ascii_graphic()));
            prop_assert!(key.as_str().len() < 300);
        }

        #[test]
        fn different_stanzas_have_different_keys(one in "(?s).{0,80}", other in "(?s).{0,80}") {
            prop_assume!(one != other);
            prop_assert_ne!(
                key("message", Direction::In, &one, None),
                key("message", Direction::In, &other, None)
            );
        }
    }
}
