//! Under which key an event of WAHA is known once, whichever way it comes: by its webhook, again by that
//! webhook's retry, or out of WAHA's history.
//!
//! `waha` knows which deliveries are copies of one event, and no tenants; `domain` knows keys, and no WAHA. They
//! meet here, and only here: two ways that made a key each in its own manner would store an event twice.

use domain::{Direction, MessageKeyParts, SessionName, UnownedKey};
use waha::webhook::{self, Envelope, EventIdentity};

/// The key of an event of `session`. `None` where nothing identifies it, as in the bodies of 2024 that are not about
/// a message.
pub fn of(session: &SessionName, envelope: &Envelope<'_>) -> Option<UnownedKey> {
    let identity = webhook::identity(envelope)?;
    Some(UnownedKey::new(session, parts(&identity)))
}

/// The key of an event that nothing identifies, by its delivery: `delivery` is the id that the retries of one
/// delivery share. Another delivery of the event has another key: twice is better than never.
pub fn of_delivery(session: &SessionName, envelope: &Envelope<'_>, delivery: &str) -> UnownedKey {
    let parts = MessageKeyParts {
        kind: &envelope.event,
        direction: Direction::In,
        stanza: delivery,
        extra: None,
    };
    UnownedKey::new(session, parts)
}

fn parts(identity: &EventIdentity) -> MessageKeyParts<'_> {
    MessageKeyParts {
        kind: &identity.kind,
        direction: if identity.from_me {
            Direction::Out
        } else {
            Direction::In
        },
        stanza: &identity.stanza,
        extra: identity.extra.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use serde_json::value::RawValue;
    use waha::{HistoryMessage, Message, webhook::Event};

    use super::*;

    fn session() -> SessionName {
        "tenant_5".parse().unwrap()
    }

    #[test]
    fn a_key_tells_kind_direction_and_stanza() {
        let key = |event: &str, payload: &str| {
            let body = format!(
                r#"{{"id":"evt_1","event":"{event}","session":"tenant_5","payload":{payload}}}"#
            );
            let envelope = Envelope::parse(body.as_bytes()).unwrap();
            of(&session(), &envelope).unwrap().as_str().to_owned()
        };
        assert_eq!(
            key("message.any", r#"{"id":"false_1@c.us_AC36"}"#),
            "tenant_5:message:in:AC36"
        );
        assert_eq!(
            key("message.ack", r#"{"id":"true_1@c.us_3EB0","ack":2}"#),
            "tenant_5:ack:out:3EB0:2"
        );
        assert_eq!(
            key("session.status", r#"{"status":"WORKING"}"#),
            "tenant_5:session.status:in:evt_1"
        );
    }

    #[test]
    fn what_nothing_identifies_is_known_by_its_delivery() {
        let body =
            br#"{"event":"session.status","session":"default","payload":{"status":"STARTING"}}"#;
        let envelope = Envelope::parse(body).unwrap();
        assert_eq!(of(&session(), &envelope), None);
        let key = |delivery| of_delivery(&session(), &envelope, delivery);
        assert_eq!(key("m1x2y3").as_str(), "tenant_5:session.status:in:m1x2y3");
        assert_ne!(key("m1x2y3"), key("m1x2y4"));
    }

    /// Every message that is known of WAHA, posted and read from its history.
    #[test]
    fn a_message_of_the_history_has_the_key_of_its_webhook() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../waha/tests/bodies");
        let mut messages = 0;
        for folder in ["samples", "recorded"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let body = fs::read(entry.unwrap().path()).unwrap();
                let envelope = Envelope::parse(&body).unwrap();
                let Event::Message(message) = Event::parse(&envelope).unwrap() else {
                    continue;
                };
                messages += 1;
                let entry = HistoryMessage {
                    message: *message,
                    raw: envelope.payload.to_owned(),
                };
                let backfilled = entry.to_webhook("tenant_5");
                let backfilled = Envelope::parse(&backfilled).unwrap();
                let key = of(&session(), &envelope);
                assert!(key.is_some());
                assert_eq!(of(&session(), &backfilled), key, "{}", entry.message.id);
            }
        }
        assert_eq!(messages, 27);
        // The history knows a person by either address too.
        let copy = |id: &str| {
            let raw = RawValue::from_string(format!(r#"{{"id":"{id}"}}"#)).unwrap();
            let message = Message::parse(&raw).unwrap();
            let body = HistoryMessage { message, raw }.to_webhook("tenant_5");
            of(&session(), &Envelope::parse(&body).unwrap())
        };
        assert_eq!(copy("false_1@c.us_AC36"), copy("false_2@lid_AC36"));
    }
}
