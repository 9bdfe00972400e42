//! What was written last in a conversation.

use domain::Direction;
use time::OffsetDateTime;

use crate::{
    StorageError,
    media::MediaKind,
    messages::{Author, MessageKind, direction},
    outbox::ReplyKind,
};

/// A message, as a list of conversations shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMessage {
    /// Its id.
    pub id: i64,
    /// Which way it went.
    pub direction: Direction,
    /// Who wrote it.
    pub author: Author,
    /// What it is.
    pub kind: MessageKind,
    /// What its file is, if it has one.
    pub media: Option<MediaKind>,
    /// How its text begins, if it has any; of what was deleted, nothing.
    pub body: Option<String>,
    /// When it was written, by WhatsApp's clock.
    pub sent_at: OffsetDateTime,
    /// Of what was said through us: the highest acknowledgement.
    pub ack: Option<i16>,
    /// Whether it was deleted for everyone.
    pub revoked: bool,
}

/// The columns of a message beside a conversation that may have none.
pub(super) struct Row {
    pub(super) id: Option<i64>,
    pub(super) direction: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) media: Option<String>,
    pub(super) body: Option<String>,
    pub(super) sent_at: Option<OffsetDateTime>,
    pub(super) reply_kind: Option<String>,
    pub(super) ack: Option<i16>,
    pub(super) revoked: bool,
}

impl Row {
    pub(super) fn message(self) -> Result<Option<LastMessage>, StorageError> {
        let (Some(id), Some(way), Some(kind), Some(sent_at)) =
            (self.id, self.direction, self.kind, self.sent_at)
        else {
            return Ok(None);
        };
        let direction = direction(&way);
        let said = self.reply_kind.as_deref().map(ReplyKind::from_stored);
        let media = self.media.as_deref().map(MediaKind::from_stored);
        Ok(Some(LastMessage {
            id,
            direction,
            author: Author::of(direction, said.transpose()?),
            kind: MessageKind::from_stored(&kind)?,
            media: media.transpose()?.filter(|_| !self.revoked),
            body: self.body.filter(|_| !self.revoked),
            sent_at,
            ack: self.ack,
            revoked: self.revoked,
        }))
    }
}
