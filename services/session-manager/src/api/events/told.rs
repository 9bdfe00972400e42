//! What the events of a stream have to say.

use axum::response::sse::Event;
use serde::Serialize;
use storage::media::File;
use storage::messages::Message;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::api::whatsapp::SessionBody;
use crate::problem::Problem;

/// The `data` of an event. Which it is says `event:`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = EventData)]
pub(super) enum Told {
    /// `event: session`
    Session(SessionBody),
    /// `event: qr`
    Qr(Qr),
    /// `event: message`
    Message(MessageBody),
    /// `event: reset`
    Reset(Reset),
}

/// There is a new QR code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QrEvent)]
pub(super) struct Qr {
    /// Where it can be seen for a while, also by an `<img>`.
    pub(super) qr_url: String,
}

/// A message is in a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationMessage)]
pub(in crate::api) struct MessageBody {
    id: i64,
    conversation_id: i64,
    /// `in`: from the customer; `out`: from the tenant's number, by whoever.
    direction: &'static str,
    /// One word for programs: an open set. `text`, `media`, `location`, `contact`, `other`.
    kind: &'static str,
    /// Its text, if it has any.
    #[schema(required)]
    body: Option<String>,
    /// Its file, if it has one.
    #[schema(required)]
    media: Option<MediaBody>,
    /// WhatsApp's id of the chat.
    chat_id: String,
    /// When it was written, by WhatsApp's clock.
    #[serde(with = "time::serde::rfc3339")]
    sent_at: OffsetDateTime,
}

/// The file of a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageMedia)]
struct MediaBody {
    /// One word for programs: an open set. `voice`, `audio`, `image`, `video`, `sticker`, `document`.
    kind: &'static str,
    /// Whether it can be had at `…/messages/{message_id}/media`: `wanted`: not yet; `stored`: yes; `gone`: nobody has it any
    /// more; `refused`: it was too large.
    state: &'static str,
    /// Its type: of what is stored as it was found to be, else as the sender says.
    #[schema(required)]
    mime: Option<String>,
    /// What the sender calls it.
    #[schema(required)]
    filename: Option<String>,
    /// In bytes, once it is stored.
    #[schema(required)]
    size: Option<i64>,
}

impl From<File> for MediaBody {
    fn from(file: File) -> Self {
        Self {
            kind: file.kind.as_str(),
            state: file.state.as_str(),
            mime: file.mime,
            filename: file.filename,
            size: file.size,
        }
    }
}

/// More was missed than is remembered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResetEvent)]
pub(super) struct Reset {}

impl Told {
    /// As an event.
    pub(super) fn event(&self) -> Result<Event, Problem> {
        let name = match self {
            Self::Session(_) => "session",
            Self::Qr(_) => "qr",
            Self::Message(_) => "message",
            Self::Reset(_) => "reset",
        };
        let event = Event::default().event(name).json_data(self);
        event.map_err(|error| Problem::internal().because(error))
    }
}

impl From<Message> for MessageBody {
    fn from(message: Message) -> Self {
        Self {
            id: message.id,
            conversation_id: message.conversation.get(),
            direction: message.direction.as_str(),
            kind: message.kind.as_str(),
            body: message.body,
            media: message.media.map(MediaBody::from),
            chat_id: message.chat.to_string(),
            sent_at: message.sent_at,
        }
    }
}
