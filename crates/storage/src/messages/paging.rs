//! A conversation page by page, as people read it.

use domain::TenantId;
use time::{OffsetDateTime, macros::datetime};

use super::{Message, MessageRow};
use crate::{StorageError, Tx, conversations::ConversationId, outbox::ReplyKind};

/// A message, and the reply that it is, if it was said through us.
#[derive(Debug, Clone)]
pub struct Told {
    /// The message.
    pub message: Message,
    /// What the outbox has of it.
    pub said: Option<Said>,
}

/// A message as the outbox has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The reply's id.
    pub reply: i64,
    /// Why it was said.
    pub kind: ReplyKind,
    /// The highest acknowledgement: 1 server, 2 device, 3 read, 4 played; -1 when WhatsApp refused it.
    pub ack: Option<i16>,
}

/// A place in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When the message there was written.
    pub sent_at: OffsetDateTime,
    /// Of several of that moment, which.
    pub id: i64,
}

/// Which way to read, and from where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// What is older than this; `None`: from the newest.
    Before(Option<Place>),
    /// What is newer than this, that next to it first.
    After(Place),
}

/// The place after all others.
const AFTER_ALL: Place = Place {
    sent_at: datetime!(9999-12-31 00:00 UTC),
    id: i64::MAX,
};

impl Told {
    /// Its place.
    pub fn place(&self) -> Place {
        Place {
            sent_at: self.message.sent_at,
            id: self.message.id,
        }
    }
}

struct Row {
    id: i64,
    conversation_id: i64,
    direction: String,
    kind: String,
    body: Option<String>,
    sent_at: OffsetDateTime,
    chat_id: String,
    media_kind: Option<String>,
    media_state: Option<String>,
    mime: Option<String>,
    filename: Option<String>,
    size: Option<i64>,
    reply_id: Option<i64>,
    reply_kind: Option<String>,
    ack: Option<i16>,
}

impl TryFrom<Row> for Told {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let said = match row.reply_id.zip(row.reply_kind) {
            Some((reply, kind)) => Some(Said {
                reply,
                kind: ReplyKind::from_stored(&kind)?,
                ack: row.ack,
            }),
            None => None,
        };
        let message = MessageRow {
            id: row.id,
            conversation_id: row.conversation_id,
            direction: row.direction,
            kind: row.kind,
            body: row.body,
            sent_at: row.sent_at,
            chat_id: row.chat_id,
            media_kind: row.media_kind,
            media_state: row.media_state,
            mime: row.mime,
            filename: row.filename,
            size: row.size,
        };
        Ok(Self {
            message: message.try_into()?,
            said,
        })
    }
}

/// Messages of a conversation, at most so many, in the order in which they are met.
pub async fn page(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    reading: Reading,
    limit: i64,
) -> Result<Vec<Told>, StorageError> {
    let rows = match reading {
        Reading::Before(place) => {
            let place = place.unwrap_or(AFTER_ALL);
            sqlx::query_as!(
                Row,
                "select m.id, m.conversation_id, m.direction, m.kind, m.body, m.sent_at, c.chat_id,
                        d.kind as \"media_kind?\", d.state as \"media_state?\", d.mime, d.filename, d.size,
                        o.id as \"reply_id?\", o.kind as \"reply_kind?\", o.ack
                 from messages m
                 join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
                 left join media d on d.tenant_id = m.tenant_id and d.message_key = m.key
                 left join outbox o on o.tenant_id = m.tenant_id and o.stanza = m.stanza and m.direction = 'out'
                 where m.tenant_id = $1 and m.conversation_id = $2
                   and (m.sent_at, m.id) < ($3::timestamptz, $4::bigint)
                 order by m.sent_at desc, m.id desc limit $5",
                tenant.get(),
                conversation.0,
                place.sent_at,
                place.id,
                limit,
            )
            .fetch_all(&mut **tx)
            .await?
        }
        Reading::After(place) => {
            sqlx::query_as!(
                Row,
                "select m.id, m.conversation_id, m.direction, m.kind, m.body, m.sent_at, c.chat_id,
                        d.kind as \"media_kind?\", d.state as \"media_state?\", d.mime, d.filename, d.size,
                        o.id as \"reply_id?\", o.kind as \"reply_kind?\", o.ack
                 from messages m
                 join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
                 left join media d on d.tenant_id = m.tenant_id and d.message_key = m.key
                 left join outbox o on o.tenant_id = m.tenant_id and o.stanza = m.stanza and m.direction = 'out'
                 where m.tenant_id = $1 and m.conversation_id = $2
                   and (m.sent_at, m.id) > ($3::timestamptz, $4::bigint)
                 order by m.sent_at, m.id limit $5",
                tenant.get(),
                conversation.0,
                place.sent_at,
                place.id,
                limit,
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    rows.into_iter().map(Told::try_from).collect()
}
