//! Messages as the NOWEB engine tells them: Baileys' objects in `_data`.

use serde_json::{Map, Value, json};

use crate::network::{Ack, Message, Source};
use crate::payload::{
    Viewer, context_info, location, media_content, place_content, reply_to, vcards,
};

pub(super) fn message(viewer: &Viewer<'_>, message: &Message) -> Value {
    let mut payload = json!({
        "id": message.id(),
        "timestamp": message.timestamp(),
        "from": message.chat.written,
        "fromMe": message.from_me,
        "source": message.told_source(),
        "body": message.body,
        "hasMedia": message.media.is_some(),
        "media": viewer.media(message),
        "ack": message.from_me.then(|| message.ack.level()),
        "ackName": if message.from_me { message.ack.name() } else { "UNKNOWN" },
        "location": location(message),
        "vCards": vcards(message),
        "replyTo": reply_to(message),
        "_data": data(message, &content(message)),
    });
    if let Some(participant) = &message.participant {
        payload["to"] = json!(message.chat.written);
        payload["participant"] = json!(participant.written);
    }
    payload
}

/// `_data`, and the answer to a send. Own messages tell their time as a text.
pub(super) fn data(message: &Message, content: &Value) -> Value {
    let mut key = json!({
        "remoteJid": message.chat.jid(),
        "fromMe": message.from_me,
        "id": message.stanza,
    });
    let speaker = message.participant.as_ref().unwrap_or(&message.chat);
    if !message.from_me {
        let alternative = speaker.alternative_jid();
        key["addressingMode"] = json!(if speaker.is_lid() { "lid" } else { "pn" });
        if let Some(participant) = &message.participant {
            key["participant"] = json!(participant.jid());
            key["participantAlt"] = json!(alternative);
        } else if !alternative.is_empty() {
            key["remoteJidAlt"] = json!(alternative);
        }
    }
    let mut data = json!({"key": key, "broadcast": false, "message": content});
    if message.from_me {
        data["messageTimestamp"] = json!(message.timestamp().to_string());
        data["status"] = json!(match message.ack {
            Ack::Error => "ERROR",
            Ack::Pending => "PENDING",
            Ack::Server => "SERVER_ACK",
            Ack::Device => "DELIVERY_ACK",
            Ack::Read => "READ",
        });
    } else {
        data["messageTimestamp"] = json!(message.timestamp());
        data["pushName"] = json!(message.push_name);
    }
    data
}

/// `message` inside of `_data`.
pub(super) fn content(message: &Message) -> Value {
    let mut content = Map::new();
    if let Some((kind, media)) = media_content(message) {
        content.insert(kind, media);
    } else if let Some((kind, place)) = place_content(message) {
        content.insert(kind, place);
    } else if message.source == Source::Api {
        content.insert(
            "extendedTextMessage".to_owned(),
            json!({"text": message.body}),
        );
    } else if let Some(body) = &message.body {
        content.insert("conversation".to_owned(), json!(body));
    }
    if message.source == Source::App {
        content.insert("messageContextInfo".to_owned(), context_info());
    }
    Value::Object(content)
}
