//! Messages as the WEBJS engine tells them: what the page of WhatsApp Web has in memory.

use serde_json::{Value, json};

use crate::network::{Ack, Message};
use crate::payload::{Viewer, location};

pub(super) fn message(viewer: &Viewer<'_>, message: &Message) -> Value {
    let (from, to) = ends(viewer, message);
    let ack = ack(message);
    json!({
        "id": message.id(),
        "timestamp": message.timestamp(),
        "from": from,
        "fromMe": message.from_me,
        "participant": message.participant.as_ref().map(|sender| sender.written.as_str()),
        "source": message.told_source(),
        "to": to,
        "body": body(message),
        "hasMedia": message.media.is_some(),
        "media": viewer.media(message),
        "ack": ack.level(),
        "ackName": ack.name(),
        "location": location(message),
        "vCards": message.vcards,
        "_data": data(viewer, message),
    })
}

/// `_data`, and the answer to a send.
pub(super) fn data(viewer: &Viewer<'_>, message: &Message) -> Value {
    let (from, to) = ends(viewer, message);
    let mut data = json!({
        "id": {
            "fromMe": message.from_me,
            "remote": message.chat.written,
            "id": message.stanza,
            "_serialized": message.id(),
        },
        "viewed": false,
        "body": body(message),
        "type": kind(message),
        "t": message.timestamp(),
        "from": address(from),
        "to": address(to),
        "ack": ack(message).level(),
        "invis": false,
        "isNewMsg": true,
        "star": false,
        "recvFresh": true,
        "isFromTemplate": false,
        "isMdHistoryMsg": false,
        "links": [],
        "mentionedJidList": [],
        "groupMentions": [],
    });
    if !message.from_me {
        data["notifyName"] = json!(message.push_name);
    }
    if let Some(participant) = &message.participant {
        data["author"] = address(&participant.written);
        data["id"]["participant"] = address(&participant.written);
    }
    data
}

/// What the page calls the kind of a message.
fn kind(message: &Message) -> &'static str {
    match &message.media {
        Some(media) if media.is_voice() => "ptt",
        Some(media) => media.kind(),
        None if message.place.is_some() => "location",
        None if !message.vcards.is_empty() => "vcard",
        None => "chat",
    }
}

/// The text; of a place a picture of the map, and of a contact its card.
fn body(message: &Message) -> Option<&str> {
    if message.place.is_some() {
        return Some("/9j/4AAQSkZJRgABAQAAAQABAAD=");
    }
    message
        .body
        .as_deref()
        .or(message.vcards.first().map(String::as_str))
}

/// This engine tells `from` and `to` as they are meant.
fn ends<'a>(viewer: &'a Viewer<'_>, message: &'a Message) -> (&'a str, &'a str) {
    let (me, chat) = (viewer.me.id.as_str(), message.chat.written.as_str());
    if message.from_me {
        (me, chat)
    } else {
        (chat, me)
    }
}

/// What arrives here has reached the server, and no more is told.
fn ack(message: &Message) -> Ack {
    if message.from_me {
        message.ack
    } else {
        Ack::Server
    }
}

fn address(written: &str) -> Value {
    let (user, server) = written.split_once('@').unwrap_or((written, ""));
    json!({"server": server, "user": user, "_serialized": written})
}
