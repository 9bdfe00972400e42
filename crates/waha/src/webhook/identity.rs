//! Which deliveries are copies of one event.

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use sha2::{Digest, Sha256};

use super::{AckLevel, Envelope};
use crate::{Address, lenient, message::required_id};

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
    /// What tells several events about one message apart: for an ack its level, and a digest of its reader in a
    /// group; for what is said of a message under that message's own id, which telling of it this is.
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
    if kind == "message" {
        let Inner { id } = read(envelope.payload)?;
        let id = required_id(id.as_ref(), "id").ok()?;
        return Some(EventIdentity {
            kind: kind.to_owned(),
            from_me: id.from_me,
            stanza: id.stanza,
            extra: None,
        });
    }
    let ids: Ids = read(envelope.payload)?;
    let about = ids.about(kind);
    let id = match kind {
        "revoked" => ids.after.or(ids.before).and_then(|inner| inner.id),
        "poll.vote" | "poll.vote.failed" => ids.vote?.id,
        _ => ids.id,
    };
    let id = required_id(id.as_ref(), "id").ok();
    let from_me = id.as_ref().is_some_and(|id| id.from_me);
    // A message is revoked once, so the revoked message is the better identity than the act, whose id some
    // engines leave out.
    let stanza = match (kind, &about) {
        ("revoked", Some(revoked)) => revoked.clone(),
        _ => id?.stanza,
    };
    let extra = match kind {
        "ack" => {
            let level = AckLevel::read(ids.ack.as_ref(), ids.ack_name.as_deref()).number();
            Some(match &ids.participant {
                // Keys are logged, and an address is mostly a phone number.
                Some(reader) => format!("{level}:{}", digest(&Address::new(reader).to_string())),
                None => level.to_string(),
            })
        }
        // WEBJS tells of an edit under the id of the message that was edited: each of its edits has that id.
        "reaction" | "edited" | "poll.vote" | "poll.vote.failed"
            if about.as_ref().is_none_or(|about| *about == stanza) =>
        {
            Some(telling(envelope))
        }
        _ => None,
    };
    Some(EventIdentity {
        kind: kind.to_owned(),
        from_me,
        stanza,
        extra,
    })
}

/// What tells one telling of an event from another where the event itself has no id: the envelope's id, or what it
/// says, word for word. Copies under another address are not found by it, and are taken twice rather than never.
fn telling(envelope: &Envelope<'_>) -> String {
    let said = || digest(envelope.payload.get());
    envelope.id.clone().unwrap_or_else(said)
}

/// What tells one text from another, and does not tell the text.
fn digest(text: &str) -> String {
    hex::encode(&Sha256::digest(text.as_bytes())[..16])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ids {
    #[serde(default, deserialize_with = "lenient::option")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "lenient::option")]
    ack: Option<Value>,
    #[serde(default, deserialize_with = "lenient::text")]
    ack_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    participant: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    revoked_message_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    edited_message_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::option")]
    reaction: Option<Reaction>,
    #[serde(default, deserialize_with = "lenient::option")]
    after: Option<Inner>,
    #[serde(default, deserialize_with = "lenient::option")]
    before: Option<Inner>,
    #[serde(default, deserialize_with = "lenient::option")]
    vote: Option<Inner>,
    #[serde(default, deserialize_with = "lenient::option")]
    poll: Option<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    #[serde(default, deserialize_with = "lenient::option")]
    id: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reaction {
    #[serde(default, deserialize_with = "lenient::option")]
    message_id: Option<Value>,
}

impl Ids {
    /// The stanza of the message that the event is about, where it is told.
    fn about(&self, kind: &str) -> Option<String> {
        let stanza = |id: Option<&Value>| Some(required_id(id, "id").ok()?.stanza);
        match kind {
            "revoked" => self.revoked_message_id.clone(),
            "edited" => self.edited_message_id.clone(),
            "reaction" => stanza(self.reaction.as_ref()?.message_id.as_ref()),
            "poll.vote" | "poll.vote.failed" => stanza(self.poll.as_ref()?.id.as_ref()),
            _ => None,
        }
    }
}

fn read<'a, T: Deserialize<'a>>(payload: &'a RawValue) -> Option<T> {
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
        let extra = ack("3", "\"971509876543@c.us\"").extra.expect("a reader");
        assert!(!extra.contains("9876543"), "{extra}");
        assert_eq!(ack("3", "\"1:7@s.whatsapp.net\""), ack("3.0", "\"1@c.us\""));
    }

    #[test]
    fn an_id_is_read_out_of_the_object_that_webjs_makes_of_it() {
        let object = r#"{"id":{"fromMe":false,"_serialized":"false_1@c.us_AC36"}}"#;
        assert_eq!(
            of("message", object),
            of("message.any", r#"{"id":"false_1@lid_AC36"}"#)
        );
    }

    #[test]
    fn a_message_is_known_by_its_id_whatever_else_is_odd() {
        let odd = r#"{"ack":1,"ack":2,"vote":{},"vote":[],"id":"false_1@c.us_AC36"}"#;
        assert_eq!(
            of("message", odd),
            of("message", r#"{"id":"false_1@c.us_AC36"}"#)
        );
    }

    #[test]
    fn what_is_said_under_an_id_of_its_own_is_known_by_that_id() {
        for (event, payload) in [
            (
                "message.edited",
                r#"{"id":"false_1@c.us_AC2","editedMessageId":"AC1"}"#,
            ),
            (
                "message.reaction",
                r#"{"id":"false_1@c.us_AC2","reaction":{"text":"","messageId":"true_1@c.us_AC1"}}"#,
            ),
            (
                "poll.vote",
                r#"{"vote":{"id":"false_1@c.us_AC2"},"poll":{"id":"true_1@c.us_AC1"}}"#,
            ),
        ] {
            let identity = of(event, payload).expect("an identity");
            assert_eq!(
                (identity.stanza.as_str(), identity.extra),
                ("AC2", None),
                "{event}"
            );
        }
    }

    #[test]
    fn what_is_said_under_the_id_of_the_message_is_told_apart() {
        let said = |event: &str, envelope: &str, payload: &str| {
            let body = format!(
                r#"{{{envelope}"event":"{event}","session":"tenant_5","payload":{payload}}}"#
            );
            identity(&Envelope::parse(body.as_bytes()).expect("an envelope")).expect("an identity")
        };
        let edit = |text: &str| {
            format!(r#"{{"id":"false_1@c.us_AC1","body":"{text}","editedMessageId":"AC1"}}"#)
        };
        let reaction = |text: &str| {
            format!(
                r#"{{"id":"false_1@c.us_AC1","reaction":{{"text":"{text}","messageId":"false_1@c.us_AC1"}}}}"#
            )
        };
        let vote = |option: &str| {
            format!(
                r#"{{"vote":{{"id":"false_1@c.us_AC1","selectedOptions":["{option}"]}},"poll":{{"id":"false_1@c.us_AC1"}}}}"#
            )
        };
        for (event, [yes, no]) in [
            ("message.edited", ["yes", "no"].map(edit)),
            ("message.reaction", ["yes", "no"].map(reaction)),
            ("poll.vote", ["yes", "no"].map(vote)),
        ] {
            let first = said(event, r#""id":"evt_1","#, &yes);
            let again = said(event, r#""id":"evt_1","#, &yes);
            assert_eq!(first, again, "a retry of {event}");
            assert_ne!(first, said(event, r#""id":"evt_2","#, &no), "{event}");
            // In 2024, without an id of the envelope.
            let first = said(event, "", &yes);
            assert_eq!(first, said(event, "", &yes), "a retry of {event}");
            assert_ne!(first, said(event, "", &no), "{event}");
            // A text of people is in no key and so in no log.
            assert!(!format!("{first:?}").contains("yes"), "{first:?}");
        }
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
