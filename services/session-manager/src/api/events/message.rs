//! A message, as the API tells it.

use serde::Serialize;
use storage::media::File;
use storage::messages::{Message, Quote};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// The longest part of a quoted text that is told, in characters.
const LONGEST_QUOTE: usize = 200;

/// A message is in a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationMessage)]
pub(in crate::api) struct MessageBody {
    id: i64,
    conversation_id: i64,
    /// `in`: from the customer; `out`: from the tenant's number, by whoever.
    direction: &'static str,
    /// Who wrote it: an open set. `customer`, `bot`, `agent`: a person of the tenant, through us; `phone`: a person of the
    /// tenant, on the phone or another device.
    by: &'static str,
    /// One word for programs: an open set. `text`, `media`, `location`, `contact`, `other`.
    kind: &'static str,
    /// Its text, if it has any, as it was last edited.
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
    /// WhatsApp's acknowledgement of what was said through us: 1 its server has it, 2 the phone, 3 it was read, 4 played;
    /// -1 WhatsApp refused it.
    #[schema(required)]
    ack: Option<i16>,
    /// The emoji with which people reacted to it: one of the customer's and one of ours at most.
    reactions: Vec<ReactionBody>,
    /// When its text was last changed.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    edited_at: Option<OffsetDateTime>,
    /// When it was deleted for everyone; it has no text and no file then.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    revoked_at: Option<OffsetDateTime>,
    /// The message that it answers, if it quotes one.
    #[schema(required)]
    reply_to: Option<QuoteBody>,
}

/// An emoji at a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageReaction)]
struct ReactionBody {
    emoji: String,
    /// `customer` or `us`.
    by: &'static str,
}

/// A message that another answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuotedMessage)]
struct QuoteBody {
    /// Null when it is not among our messages.
    #[schema(required)]
    id: Option<i64>,
    /// Who wrote it, as of a message.
    by: &'static str,
    /// How its text begins, at most 200 characters; null when it has none or was deleted.
    #[schema(required)]
    body: Option<String>,
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

impl From<Message> for MessageBody {
    fn from(message: Message) -> Self {
        let by = message.author().as_str();
        let reactions = [
            (message.customers_reaction, "customer"),
            (message.our_reaction, "us"),
        ];
        let reactions = reactions.into_iter();
        Self {
            id: message.id,
            conversation_id: message.conversation.get(),
            direction: message.direction.as_str(),
            by,
            kind: message.kind.as_str(),
            body: message.body,
            media: message.media.map(MediaBody::from),
            chat_id: message.chat.to_string(),
            sent_at: message.sent_at,
            ack: message.said.and_then(|said| said.ack),
            reactions: reactions
                .filter_map(|(emoji, by)| Some(ReactionBody { emoji: emoji?, by }))
                .collect(),
            edited_at: message.edited_at,
            revoked_at: message.revoked_at,
            reply_to: message.quote.map(QuoteBody::from),
        }
    }
}

impl From<Quote> for QuoteBody {
    fn from(quote: Quote) -> Self {
        let start = |body: String| body.chars().take(LONGEST_QUOTE).collect();
        Self {
            id: quote.id,
            by: quote.author.as_str(),
            body: quote.body.map(start),
        }
    }
}
