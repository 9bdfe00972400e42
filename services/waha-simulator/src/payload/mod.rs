//! Payloads: what WAHA makes of a message. The shapes differ by engine and follow the samples of
//! the contract.

mod gows;
mod noweb;
mod webjs;

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::network::{Ack, ChatRef, Message};
use crate::webhooks::Me;
use crate::{Engine, media};

/// Who looks at a message: the shape and some addresses depend on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer<'a> {
    pub(crate) engine: Engine,
    pub(crate) session: &'a str,
    pub(crate) me: &'a Me,
    /// Where media is fetched, without a slash at the end.
    pub(crate) base_url: &'a str,
}

impl Viewer<'_> {
    /// `WAMessage`: the payload of `message` and `message.any`, and an item of the history.
    pub(crate) fn message(&self, message: &Message) -> Value {
        match self.engine {
            Engine::Gows => gows::message(self, message),
            Engine::Noweb => noweb::message(self, message),
            Engine::Webjs => webjs::message(self, message),
        }
    }

    /// The answer to a send.
    pub(crate) fn sent(&self, message: &Message) -> Value {
        match self.engine {
            Engine::Gows => json!({
                "id": message.id(),
                "_data": gows::data(self, message, &gows::content(message), ""),
            }),
            Engine::Noweb => noweb::data(message, &noweb::content(message)),
            Engine::Webjs => webjs::data(self, message),
        }
    }

    /// The payload of `message.ack`.
    pub(crate) fn ack(&self, message: &Message, ack: Ack, at: OffsetDateTime) -> Value {
        let mut payload = json!({
            "id": message.id(),
            "from": message.chat.written,
            "fromMe": message.from_me,
            "ack": ack.level(),
            "ackName": ack.name(),
        });
        match self.engine {
            Engine::Gows => {
                payload["to"] = Value::Null;
                payload["participant"] = Value::Null;
                payload["_data"] = gows::receipt(message, ack, at);
            }
            Engine::Noweb => {}
            Engine::Webjs => {
                payload["from"] = json!(self.me.id);
                payload["to"] = json!(message.chat.written);
                payload["participant"] = Value::Null;
            }
        }
        payload
    }

    /// The payload of `message.reaction`. `action` is the message that carries the reaction.
    pub(crate) fn reaction(&self, action: &Message, target: &Message, emoji: &str) -> Value {
        let mut payload = json!({
            "id": action.id(),
            "timestamp": action.timestamp(),
            "from": action.chat.written,
            "fromMe": action.from_me,
            "source": action.source,
            "reaction": {"text": emoji, "messageId": target.id()},
        });
        if self.engine != Engine::Noweb {
            payload["to"] = Value::Null;
            payload["participant"] = Value::Null;
        }
        payload
    }

    /// The payload of `message.edited`: the new text in a message with an id of its own.
    pub(crate) fn edited(&self, action: &Message, target: &Message) -> Value {
        let mut payload = self.message(action);
        if self.engine == Engine::Gows {
            let content = json!({"protocolMessage": {
                "type": 14,
                "key": gows::key(target),
                "editedMessage": {"conversation": action.body},
                "timestampMS": crate::ids::unix_millis(action.at),
            }});
            payload["_data"] = gows::data(self, action, &content, "1");
        }
        payload["editedMessageId"] = json!(target.stanza);
        payload
    }

    /// The payload of `message.revoked`: `after` is the act of revoking.
    pub(crate) fn revoked(&self, action: &Message, target: &Message) -> Value {
        let mut after = self.message(action);
        if self.engine == Engine::Gows {
            let content = json!({"protocolMessage": {"type": 0, "key": gows::key(target)}});
            after["_data"] = gows::data(self, action, &content, "7");
        }
        let data = after["_data"].clone();
        json!({
            "after": after,
            "before": null,
            "revokedMessageId": target.stanza,
            "_data": data,
        })
    }

    fn media(&self, message: &Message) -> Value {
        message.media.as_ref().map_or(Value::Null, |media| {
            let url = media.is_stored.then(|| {
                let path = media::path(self.session, &message.id(), media);
                format!("{}/api/files/{path}", self.base_url)
            });
            json!({
                "url": url,
                "filename": media.filename,
                "mimetype": media.mimetype,
            })
        })
    }
}

/// The payload of `presence.update`. `last_seen` in seconds since 1970.
pub(crate) fn presence(chat: &ChatRef, presence: &str, last_seen: Option<i64>) -> Value {
    json!({
        "id": chat.written,
        "presences": [{
            "participant": chat.written,
            "lastKnownPresence": presence,
            "lastSeen": last_seen,
        }],
    })
}

/// `replyTo`, as GOWS and NOWEB have it.
fn reply_to(message: &Message) -> Value {
    message.quote.as_ref().map_or(Value::Null, |quote| {
        json!({
            "id": quote.stanza,
            "participant": quote.participant,
            "body": quote.body,
            "hasMedia": false,
            "media": null,
            "_data": {"conversation": quote.body},
        })
    })
}

/// `location`: GOWS and NOWEB write degrees as texts, and so does WEBJS here; who reads it takes both.
fn location(message: &Message) -> Value {
    message.place.as_ref().map_or(Value::Null, |place| {
        json!({
            "live": false,
            "latitude": place.latitude.to_string(),
            "longitude": place.longitude.to_string(),
            "name": place.name.as_deref().unwrap_or_default(),
            "address": place.address.as_deref().unwrap_or_default(),
            "url": "",
            "description": "",
            "thumbnail": null,
        })
    })
}

/// `vCards`, as GOWS and NOWEB have them.
fn vcards(message: &Message) -> Value {
    if message.vcards.is_empty() {
        Value::Null
    } else {
        json!(message.vcards)
    }
}

/// The content of a message with a place or with a contact.
fn place_content(message: &Message) -> Option<(String, Value)> {
    if let Some(place) = &message.place {
        let content = json!({
            "degreesLatitude": place.latitude,
            "degreesLongitude": place.longitude,
            "name": place.name,
            "address": place.address,
        });
        return Some(("locationMessage".to_owned(), content));
    }
    let vcard = message.vcards.first()?;
    Some(("contactMessage".to_owned(), json!({ "vcard": vcard })))
}

/// What phones put beside the text.
fn context_info() -> Value {
    json!({
        "deviceListMetadata": {
            "senderKeyHash": "q1tQm2mYxJb0Aw==",
            "senderTimestamp": "1789000000",
            "recipientKeyHash": "0hKk7c2m1Q3uZg==",
            "recipientTimestamp": "1789400000",
        },
        "deviceListMetadataVersion": 2,
    })
}

/// `{kind}Message` of media.
fn media_content(message: &Message) -> Option<(String, Value)> {
    let media = message.media.as_ref()?;
    let mut content = json!({
        "URL": "https://mmg.whatsapp.net/v/t62.7118-24/00000000_n.enc?ccb=11-4&mms3=true",
        "mimetype": media.mimetype,
        "fileSHA256": "u1mV0a1p0bD3cGZ0eXAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "fileLength": 81_234,
        "mediaKey": "c2FtcGxlLW1lZGlhLWtleS1zYW1wbGUtbWVkaWEta2U=",
        "fileEncSHA256": "x1mV0a1p0bD3cGZ0eXAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "directPath": "/v/t62.7118-24/00000000_n.enc",
        "mediaKeyTimestamp": 1_789_470_000,
    });
    match media.kind() {
        "document" => {
            content["fileName"] = json!(media.filename);
            content["title"] = json!(media.filename);
            content["pageCount"] = json!(1);
        }
        "audio" => {
            content["seconds"] = json!(4);
            content["PTT"] = json!(media.is_voice());
            content["waveform"] = json!("AAECAwQFBgcICQ==");
        }
        _ => {
            content["caption"] = json!(message.body);
            content["height"] = json!(1_280);
            content["width"] = json!(960);
        }
    }
    Some((format!("{}Message", media.kind()), content))
}
