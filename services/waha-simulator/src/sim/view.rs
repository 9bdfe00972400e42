//! Messages and events as the page and the tests see them.

use serde::Serialize;

use crate::network::{Message, Source};
use crate::session::Status;
use crate::timestamps::Timestamp;

/// A message on a phone.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageView {
    pub(crate) id: String,
    /// The chat as it was written in this message.
    chat_id: String,
    /// The chat's one name.
    chat: String,
    text: Option<String>,
    at: Timestamp,
    from_me: bool,
    source: Source,
    ack: i8,
    seen: bool,
    sends: u32,
    name: String,
    media: Option<String>,
}

impl MessageView {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            id: message.id(),
            chat_id: message.chat.written.clone(),
            chat: message.chat.key(),
            text: message.body.clone(),
            at: Timestamp(message.at),
            from_me: message.from_me,
            source: message.source,
            ack: message.ack.level(),
            seen: message.seen,
            sends: message.sends,
            name: message.push_name.clone(),
            media: message.media.as_ref().map(|media| media.mimetype.clone()),
        }
    }
}

/// A message that reached the customer's phone.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveredView {
    id: String,
    chat_id: String,
    text: Option<String>,
    at: Timestamp,
    /// How often its id was sent; the phone shows it once.
    sends: u32,
    source: Source,
}

impl DeliveredView {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            id: message.id(),
            chat_id: message.chat.written.clone(),
            text: message.body.clone(),
            at: Timestamp(message.at),
            sends: message.sends,
            source: message.source,
        }
    }
}

/// What a page that shows a phone wants to know at once.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum Happening {
    /// The session changed its status.
    Status {
        status: Status,
        phone: Option<String>,
    },
    /// A new QR code is shown.
    Qr,
    /// A message is new, or has a new text.
    Message { message: MessageView },
    /// A message was taken back.
    Removed { chat: String, id: String },
    /// An own message came further.
    Ack { chat: String, id: String, ack: i8 },
    /// WAHA marked the customer's messages as seen.
    Seen { chat: String, ids: Vec<String> },
    /// The business types, or stops.
    Typing { chat: String, typing: bool },
    /// WAHA has lost the session.
    Gone,
}

/// A [`Happening`] and its session.
#[derive(Debug, Clone)]
pub(crate) struct PhoneEvent {
    pub(crate) session: Box<str>,
    pub(crate) happening: Happening,
}
