//! The outbox as people read it.

use domain::TenantId;
use time::OffsetDateTime;

use super::{ReplyId, ReplyKind};
use crate::{StorageError, Tx, conversations::ConversationId};

/// Something that is said, was said or is not said after all.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: ReplyId,
    /// What it says.
    pub body: String,
    /// Why.
    pub kind: ReplyKind,
    /// `queued`, `typing`, `sending`, `sent`, `failed` or `cancelled`.
    pub state: String,
    /// Why it was not sent, or not yet.
    pub reason: Option<String>,
    /// When it is sent, or was to be.
    pub due_at: OffsetDateTime,
    /// When it was decided.
    pub created_at: OffsetDateTime,
    /// When WhatsApp had it.
    pub sent_at: Option<OffsetDateTime>,
    /// The highest acknowledgement: 1 server, 2 device, 3 read, 4 played; -1 when WhatsApp refused it.
    pub ack: Option<i16>,
}

struct Row {
    id: i64,
    body: String,
    kind: String,
    state: String,
    reason: Option<String>,
    due_at: OffsetDateTime,
    created_at: OffsetDateTime,
    sent_at: Option<OffsetDateTime>,
    ack: Option<i16>,
}

impl TryFrom<Row> for Entry {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: ReplyId(row.id),
            body: row.body,
            kind: ReplyKind::from_stored(&row.kind)?,
            state: row.state,
            reason: row.reason,
            due_at: row.due_at,
            created_at: row.created_at,
            sent_at: row.sent_at,
            ack: row.ack,
        })
    }
}

/// The newest replies of a conversation, at most so many, in the order in which they are said.
pub async fn list_newest(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, body, kind, state, reason, due_at, created_at, sent_at, ack from outbox
         where tenant_id = $1 and conversation_id = $2
         order by turn desc, position desc limit $3",
        tenant.get(),
        conversation.0,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().rev().map(Entry::try_from).collect()
}

/// What is still to be said in a conversation, at most so much, in the order in which it is said.
pub async fn list_open(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, body, kind, state, reason, due_at, created_at, sent_at, ack from outbox
         where tenant_id = $1 and conversation_id = $2 and state in ('queued', 'typing', 'sending')
         order by id limit $3",
        tenant.get(),
        conversation.0,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}
