//! Which deliveries are copies of one event.

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{AckLevel, Envelope};
use crate::{Address, MessageId, lenient};

/// What all copies of an event have in common, to be combined with the session by whoever removes
/// duplicates.
///
/// WAHA delivers one event several times: `message` beside `message.any`, a LID copy beside a number
/// copy, a global webhook beside the session's, retries, replays after a reconnect. Neither the
/// envelope's id nor the payload's is the same in all of them; WhatsApp's stanza id is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventIdentity {
    /// `message`, `ack`, `reaction`, `edited`, `revoked`, `poll.vote`, `poll.vote.failed`, or the
    /// event's own name for what is known by its envelope's id only.
    pub kind: String,
    /// Whether the session's account wrote the message.
    pub from_me: bool,
    /// WhatsApp's id of the message, or the envelope's id.
    pub stanza: String,
    /// What tells several events about one message apart: for an ack its level, and its reader in a
    /// group.
    pub extra: Option<String>,
}

/// The identity of an event. `None` where nothing identifies it, as in the bodies of 2024 that are not
/// about a message: such an event must be taken as a new one each time.
pub fn identity(envelope: &Envelope<'_>) -> Option<EventIdentity> {
    of_message(envelope).or_else(|| {
        Some(EventIdentity {
            kind: envelope.event.clone().into_owned(),
            from_me: false,
            stanza: envelope.id.clone()?,
            extra: None,
        })
    })
}

fn of_message(envelope: &Envelope<'_>) -> Option<EventIdentity> {
    let kind = match envelope.event.as_ref() {
        "message" | "message.any" => "message",
        "message.ack" | "message.ack.group" => "ack",
        "message.reaction" => "reaction",
        "message.edited" => "edited",
        "message.revoked" => "revoked",
        kind @ ("poll.vote" | "poll.vote.failed") => kind,
        _ => return None,
    };
    let ids: Ids = read(envelope.payload)?;
    let id = match kind {
        "revoked" => ids.after.or(ids.before).and_then(|inner| inner.id),
        "poll.vote" | "poll.vote.failed" => ids.vote?.id,
        _ => ids.id,
    };
    let id = id.and_then(|id| id.parse::<MessageId>().ok());
    let extra = (kind == "ack").then(|| {
        let level = AckLevel::read(ids.ack.as_ref(), ids.ack_name.as_deref());
        match &ids.participant {
            Some(reader) => format!("{}:{}", level.number(), Address::new(reader)),
            None => level.number().to_string(),
        }
    });
    let from_me = id.as_ref().is_some_and(|id| id.from_me);
    Some(EventIdentity {
        kind: kind.to_owned(),
        from_me,
        // A message is revoked once, so the revoked message is the better identity than the act, whose
        // id some engines leave out.
        stanza: match ids.revoked_message_id {
            Some(revoked) if kind == "revoked" => revoked,
            _ => id?.stanza,
        },
        extra,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ids {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::option")]
    ack: Option<Value>,
    #[serde(default, deserialize_with = "lenient::text")]
    ack_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    participant: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    revoked_message_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::option")]
    after: Option<Inner>,
    #[serde(default, deserialize_with = "lenient::option")]
    before: Option<Inner>,
    #[serde(default, deserialize_with = "lenient::option")]
    vote: Option<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
}

fn read(payload: &RawValue) -> Option<Ids> {
    payload
        .get()
        .starts_with('{')
        .then(|| serde_json::from_str(payload.get()).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(event: &str, payload: &str) -> Option<EventIdentity> {
        let body = format!(
            r#"{{"id":"evt_1","event":"{event}","session":"tenant_5","payload":{payload}}}"#
        );
        identity(&Envelope::parse(body.as_bytes()).expect("an envelope"))
    }

    #[test]
    fn copies_of_one_message_have_one_identity() {
        let copy = of("message", r#"{"id":"false_12025550143@c.us_AC36"}"#);
        assert!(copy.is_some());
        for (event, id) in [
            ("message.any", "false_12025550143@c.us_AC36"),
            ("message", "false_99887766554433@lid_AC36"),
            ("message.any", "false_12025550143@s.whatsapp.net_AC36"),
        ] {
            assert_eq!(
                of(event, &format!(r#"{{"id":"{id}"}}"#)),
                copy,
                "{event} {id}"
            );
        }
    }

    #[test]
    fn a_customer_cannot_take_the_identity_of_our_message() {
        assert_ne!(
            of("message.any", r#"{"id":"true_1@c.us_3EB0"}"#),
            of("message.any", r#"{"id":"false_1@c.us_3EB0"}"#)
        );
    }

    #[test]
    fn acks_differ_by_level_and_reader() {
        let ack = |level: &str, reader: &str| {
            of(
                "message.ack",
                &format!(r#"{{"id":"true_1@g.us_3EB0","ack":{level},"participant":{reader}}}"#),
            )
            .expect("an identity")
        };
        assert_eq!(ack("2", "null").extra.as_deref(), Some("2"));
        assert_ne!(ack("2", "null"), ack("3", "null"));
        assert_ne!(ack("3", "\"1@lid\""), ack("3", "\"2@lid\""));
        assert_eq!(ack("3", "\"1:7@s.whatsapp.net\""), ack("3.0", "\"1@c.us\""));
    }

    #[test]
    fn what_is_not_about_a_message_is_known_by_its_envelope() {
        let identity = of("session.status", r#"{"status":"WORKING"}"#).expect("an identity");
        assert_eq!(
            (identity.kind.as_str(), identity.stanza.as_str()),
            ("session.status", "evt_1")
        );
        // So is a message whose id is odd, and one without a payload.
        for payload in [r#"{"id":"AC36"}"#, "{}", "null", "[1]", "\"text\""] {
            let identity = of("message", payload).expect("an identity");
            assert_eq!(identity.stanza, "evt_1", "{payload}");
        }
    }

    #[test]
    fn nothing_identifies_a_status_of_2024() {
        let body =
            br#"{"event":"session.status","session":"default","payload":{"status":"STARTING"}}"#;
        assert_eq!(identity(&Envelope::parse(body).expect("an envelope")), None);
    }
}
