//! A message of the history and its webhook, for every known body of a message.

use std::{fs, path::Path};

use serde_json::value::RawValue;
use waha::{
    HistoryMessage, Message,
    webhook::{Envelope, Event, identity},
};

/// The bodies of `message` and `message.any`, with their names.
fn bodies() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies");
    let files = ["recorded", "samples"].into_iter().flat_map(|folder| {
        fs::read_dir(root.join(folder))
            .expect("the folder")
            .map(|entry| {
                let path = entry.expect("an entry").path();
                let body = fs::read(&path).expect("the body");
                (path.display().to_string(), body)
            })
    });
    files
        .filter(|(name, body)| {
            let envelope = Envelope::parse(body).expect(name);
            matches!(envelope.event.as_ref(), "message" | "message.any")
        })
        .collect()
}

#[test]
fn a_message_has_one_identity_in_its_webhook_and_in_the_history() {
    let bodies = bodies();
    assert!(bodies.len() > 20);
    for (name, body) in &bodies {
        let webhook = Envelope::parse(body).expect(name);
        // What the history gives is the webhook's payload, in whatever form of the chat it was stored.
        let raw = webhook.payload.to_owned();
        let chat = Message::parse(&raw).expect(name).id.chat;
        let copy = raw.get().replace(chat.as_str(), "99887766554433@lid");
        for raw in [raw, RawValue::from_string(copy).expect("JSON")] {
            let message = Message::parse(&raw).expect(name);
            let made = HistoryMessage { message, raw }.to_webhook("tenant_42");
            let made = Envelope::parse(&made).expect(name);
            assert_eq!(identity(&made), identity(&webhook), "{name}");
            assert_eq!(
                (made.event.as_ref(), made.session.as_ref()),
                ("message.any", "tenant_42")
            );
            let Event::Message(read) = Event::parse(&made).expect(name) else {
                panic!("{name} is no message")
            };
            assert_eq!(made.timestamp, read.sent_at, "{name}");
        }
    }
}
