//! Messages as the GOWS engine tells them: whatsmeow's events in `_data`.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::network::{Ack, Message, Source};
use crate::payload::{
    Viewer, context_info, location, media_content, place_content, reply_to, vcards,
};

pub(super) fn message(viewer: &Viewer<'_>, message: &Message) -> Value {
    let ack = ack(message);
    let participant = message
        .participant
        .as_ref()
        .map(|sender| sender.written.as_str());
    json!({
        "id": message.id(),
        "timestamp": message.timestamp(),
        "from": message.chat.written,
        "fromMe": message.from_me,
        "source": message.told_source(),
        "body": message.body,
        "to": participant,
        "participant": participant,
        "hasMedia": message.media.is_some(),
        "media": viewer.media(message),
        "ack": ack.level(),
        "location": location(message),
        "vCards": vcards(message),
        "ackName": ack.name(),
        "replyTo": reply_to(message),
        "_data": data(viewer, message, &content(message), ""),
    })
}

/// What is sent has reached the server as far as this engine tells, unless that refused it.
fn ack(message: &Message) -> Ack {
    match message.ack {
        Ack::Pending => Ack::Server,
        ack => ack,
    }
}

/// `_data`. `edit` is whatsmeow's kind of edit: "" for none, 1 for an edit, 7 for a revoke.
pub(super) fn data(viewer: &Viewer<'_>, message: &Message, content: &Value, edit: &str) -> Value {
    json!({
        "Info": info(viewer, message, edit),
        "Message": content,
        "IsEphemeral": false,
        "IsViewOnce": false,
        "IsViewOnceV2": false,
        "IsDocumentWithCaption": false,
        "IsEdit": false,
        "UnavailableRequestID": "",
        "RetryCount": 0,
        "NewsletterMeta": null,
        "Status": ack(message).level() + 1,
    })
}

/// `_data.Message`: a text of one's own is sent in the extended form, a phone uses the short one.
pub(super) fn content(message: &Message) -> Value {
    let mut content = Map::new();
    if let Some((kind, media)) = media_content(message) {
        content.insert(kind, media);
    } else if let Some((kind, place)) = place_content(message) {
        content.insert(kind, place);
    } else if let Some(quote) = &message.quote {
        let text = json!({
            "text": message.body,
            "contextInfo": {
                "stanzaID": quote.stanza,
                "participant": quote.participant.replace("@c.us", "@s.whatsapp.net"),
                "quotedMessage": {"conversation": quote.body},
            },
        });
        content.insert("extendedTextMessage".to_owned(), text);
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

/// The key of another message, inside a protocol message.
pub(super) fn key(target: &Message) -> Value {
    json!({"remoteJID": target.chat.jid(), "fromMe": target.from_me, "ID": target.stanza})
}

/// `_data` of `message.ack`: the receipt of the other side's device.
pub(super) fn receipt(message: &Message, ack: Ack, at: OffsetDateTime) -> Value {
    json!({
        "Chat": message.chat.jid(),
        "Sender": message.chat.jid(),
        "IsFromMe": false,
        "IsGroup": message.chat.is_group(),
        "AddressingMode": addressing(message),
        "SenderAlt": "",
        "RecipientAlt": "",
        "BroadcastListOwner": "",
        "BroadcastRecipients": null,
        "MessageIDs": [message.stanza],
        "Timestamp": rfc3339(at),
        "Type": match ack { Ack::Read => "read", _ => "" },
        "MessageSender": "",
    })
}

fn info(viewer: &Viewer<'_>, message: &Message, edit: &str) -> Value {
    let me = viewer.me;
    let own_jid = me.id.replace("@c.us", "@s.whatsapp.net");
    let other = message.participant.as_ref().unwrap_or(&message.chat);
    let (sender, sender_alt, recipient_alt) = if !message.from_me {
        (other.jid(), other.alternative_jid(), String::new())
    } else if message.source == Source::Api {
        let device = me.jid.clone().unwrap_or_else(|| own_jid.clone());
        (device, String::new(), message.chat.alternative_jid())
    } else if message.chat.is_lid() {
        (me.lid.clone(), own_jid, message.chat.alternative_jid())
    } else {
        (own_jid, me.lid.clone(), message.chat.alternative_jid())
    };
    let sent_by_other_device = message.from_me && message.source == Source::App;
    let device_sent = json!({"DestinationJID": message.chat.jid(), "Phash": ""});
    let media_type = match &message.media {
        Some(media) if media.is_voice() => "ptt",
        Some(media) => media.kind(),
        None if message.place.is_some() => "location",
        None if !message.vcards.is_empty() => "vcard",
        None => "",
    };
    json!({
        "Chat": message.chat.jid(),
        "Sender": sender,
        "IsFromMe": message.from_me,
        "IsGroup": message.chat.is_group(),
        "AddressingMode": addressing(message),
        "SenderAlt": sender_alt,
        "RecipientAlt": recipient_alt,
        "BroadcastListOwner": "",
        "BroadcastRecipients": null,
        "ID": message.stanza,
        "ServerID": 0,
        "Type": if media_type.is_empty() { "text" } else { "media" },
        "PushName": if message.source == Source::Api { "" } else { message.push_name.as_str() },
        "Timestamp": rfc3339(message.at),
        "Category": "",
        "Multicast": false,
        "MediaType": media_type,
        "Edit": edit,
        "MsgBotInfo": {
            "EditType": "",
            "EditTargetID": "",
            "EditSenderTimestampMS": "0001-01-01T00:00:00Z",
        },
        "MsgMetaInfo": {
            "TargetID": "",
            "TargetSender": "",
            "TargetChat": "",
            "DeprecatedLIDSession": null,
            "ThreadMessageID": "",
            "ThreadMessageSenderJID": "",
        },
        "VerifiedName": null,
        "DeviceSentMeta": if sent_by_other_device { device_sent } else { Value::Null },
    })
}

fn addressing(message: &Message) -> &'static str {
    let sender = message.participant.as_ref().unwrap_or(&message.chat);
    if sender.is_lid() { "lid" } else { "pn" }
}

/// To the second, as WhatsApp has it.
fn rfc3339(at: OffsetDateTime) -> String {
    let whole = at.replace_nanosecond(0).expect("0 is a nanosecond");
    whole
        .format(&Rfc3339)
        .expect("the years of a simulation have four digits")
}
