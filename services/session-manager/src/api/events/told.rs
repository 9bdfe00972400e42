//! What the events of a stream have to say.

use axum::response::sse::Event;
use serde::Serialize;
use utoipa::ToSchema;

use super::message::MessageBody;
use crate::api::conversations::ConversationBody;
use crate::api::leads::LeadBody;
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
    Message(Box<MessageBody>),
    /// `event: conversation`
    Conversation(Box<ConversationBody>),
    /// `event: lead`
    Lead(Box<LeadBody>),
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
            Self::Conversation(_) => "conversation",
            Self::Lead(_) => "lead",
            Self::Reset(_) => "reset",
        };
        let event = Event::default().event(name).json_data(self);
        event.map_err(|error| Problem::internal().because(error))
    }
}
