//! What was written last in a conversation.

use serde::Serialize;
use storage::conversations::LastMessage;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A message, as a list of conversations shows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LastMessage)]
pub(super) struct LastMessageBody {
    id: i64,
    /// `in`: from the customer; `out`: from the tenant's number, by whoever.
    direction: &'static str,
    /// Who wrote it: an open set. `customer`, `bot`, `agent`: a person of the tenant, through us; `phone`: a person of the
    /// tenant, on the phone or another device.
    by: &'static str,
    /// One word for programs: an open set. `text`, `media`, `location`, `contact`, `other`.
    kind: &'static str,
    /// Of a file: an open set. `voice`, `audio`, `image`, `video`, `sticker`, `document`.
    #[schema(required)]
    media_kind: Option<&'static str>,
    /// How its text begins, at most 200 characters; null when it has none or was deleted.
    #[schema(required)]
    body: Option<String>,
    /// When it was written, by WhatsApp's clock.
    #[serde(with = "time::serde::rfc3339")]
    sent_at: OffsetDateTime,
    /// WhatsApp's acknowledgement of what was said through us: 1 its server has it, 2 the phone, 3 it was read, 4 played;
    /// -1 WhatsApp refused it.
    #[schema(required)]
    ack: Option<i16>,
    /// Whether it was deleted for everyone.
    revoked: bool,
}

impl From<LastMessage> for LastMessageBody {
    fn from(last: LastMessage) -> Self {
        Self {
            id: last.id,
            direction: last.direction.as_str(),
            by: last.author.as_str(),
            kind: last.kind.as_str(),
            media_kind: last.media.map(storage::media::MediaKind::as_str),
            body: last.body,
            sent_at: last.sent_at,
            ack: last.ack,
            revoked: last.revoked,
        }
    }
}
