//! The messages of a conversation.

use std::collections::HashSet;

use domain::{ChatId, Direction, MessageKey, SessionName, TenantId};
use time::OffsetDateTime;

use crate::{
    StorageError, Tx,
    conversations::{Claim, ConversationId},
};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// Text alone.
    Text,
    /// A picture, a voice message, a document; its caption is the body.
    Media,
    /// A place.
    Location,
    /// Contact cards.
    Contact,
    /// What we do not know.
    Other,
}

impl MessageKind {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Media => "media",
            Self::Location => "location",
            Self::Contact => "contact",
            Self::Other => "other",
        }
    }

    fn from_stored(kind: &str) -> Result<Self, StorageError> {
        [
            Self::Text,
            Self::Media,
            Self::Location,
            Self::Contact,
            Self::Other,
        ]
        .into_iter()
        .find(|known| known.as_str() == kind)
        .ok_or(StorageError::Inconsistent {
            table: "messages",
            column: "kind",
        })
    }
}

/// A message that arrived.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The key under which it is known once.
    pub key: MessageKey,
    /// Who wrote it.
    pub direction: Direction,
    /// The session that it came through.
    pub session: SessionName,
    /// The chat that it is in: where a reply goes.
    pub chat: ChatId,
    /// The same person's other address, where WhatsApp tells it.
    pub other_address: Option<ChatId>,
    /// WhatsApp's id of the message.
    pub stanza: String,
    /// What it is.
    pub kind: MessageKind,
    /// Its text, if it has any.
    pub body: Option<String>,
    /// The name that WhatsApp shows for the customer.
    pub push_name: Option<String>,
    /// When it was written, by WhatsApp's clock.
    pub sent_at: OffsetDateTime,
    /// When it reached us.
    pub received_at: OffsetDateTime,
    /// Whether it came from WAHA's history instead of by its webhook.
    pub backfilled: bool,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

/// A customer's message that no turn has taken yet.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its id.
    pub id: i64,
    /// What it is.
    pub kind: MessageKind,
    /// Its text, if it has any.
    pub body: Option<String>,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

/// A message as people read it.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: i64,
    /// The conversation that it is in.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// Its text, if it has any.
    pub body: Option<String>,
    /// Where the conversation takes place.
    pub chat: ChatId,
    /// When it was written, by WhatsApp's clock.
    pub sent_at: OffsetDateTime,
}

/// How far a message has come; see [`progress`].
#[derive(Debug, Clone)]
pub struct Progress {
    /// When ingress took it.
    pub received_at: OffsetDateTime,
    /// When it was in its mailbox.
    pub stored_at: OffsetDateTime,
    /// When a turn took it.
    pub taken_at: Option<OffsetDateTime>,
    /// When the turn's last reply was sent, once all are.
    pub answered_at: Option<OffsetDateTime>,
}

/// Whether a message with this key is stored.
pub(crate) async fn is_known(
    tx: &mut Tx,
    tenant: TenantId,
    key: &MessageKey,
) -> Result<bool, StorageError> {
    let known = sqlx::query_scalar!(
        "select exists (select from messages where tenant_id = $1 and key = $2) as \"known!\"",
        tenant.get(),
        key.as_str(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(known)
}

/// The message with this key.
pub async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    key: &MessageKey,
) -> Result<Option<Message>, StorageError> {
    let row = sqlx::query!(
        "select m.id, m.conversation_id, m.direction, m.kind, m.body, m.sent_at, c.chat_id
         from messages m
         join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
         where m.tenant_id = $1 and m.key = $2",
        tenant.get(),
        key.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Message {
            id: row.id,
            conversation: ConversationId(row.conversation_id),
            direction: if row.direction == Direction::In.as_str() {
                Direction::In
            } else {
                Direction::Out
            },
            kind: MessageKind::from_stored(&row.kind)?,
            body: row.body,
            chat: row
                .chat_id
                .try_into()
                .map_err(|_| StorageError::Inconsistent {
                    table: "conversations",
                    column: "chat_id",
                })?,
            sent_at: row.sent_at,
        })
    })
    .transpose()
}

/// Which of these keys are stored.
pub async fn known(
    tx: &mut Tx,
    tenant: TenantId,
    keys: &[MessageKey],
) -> Result<HashSet<MessageKey>, StorageError> {
    let keys: Vec<String> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    let known = sqlx::query_scalar!(
        "select key from messages where tenant_id = $1 and key = any ($2)",
        tenant.get(),
        &keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(known.into_iter().map(MessageKey::from_stored).collect())
}

/// When a webhook last brought a message of the tenant's; what was read from a history does not count.
pub async fn last_heard(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<Option<OffsetDateTime>, StorageError> {
    let heard = sqlx::query_scalar!(
        "select max(received_at) from messages where tenant_id = $1 and not backfilled",
        tenant.get(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(heard)
}

/// Adds a message; `false` when its key is known. One that does not `wait` is for no turn of the bot.
pub(crate) async fn add(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    message: &Incoming,
    waits: bool,
) -> Result<bool, StorageError> {
    let added = sqlx::query!(
        "insert into messages (tenant_id, conversation_id, key, direction, stanza, kind, body,
                               sent_at, received_at, traceparent, backfilled, taken_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
                 case when $4 = 'in' and not $12 then clock_timestamp() end)
         on conflict (tenant_id, key) do nothing",
        tenant.get(),
        conversation.0,
        message.key.as_str(),
        message.direction.as_str(),
        message.stanza,
        message.kind.as_str(),
        message.body,
        message.sent_at,
        message.received_at,
        message.traceparent,
        message.backfilled,
        waits,
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// Whether a person of the tenant wrote in the conversation after this moment: an own message that is no
/// reply of the bot's.
pub(crate) async fn answered_by_person(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    after: OffsetDateTime,
) -> Result<bool, StorageError> {
    let answered = sqlx::query_scalar!(
        "select exists (
             select from messages m
             where m.tenant_id = $1 and m.conversation_id = $2 and m.direction = 'out'
               and m.sent_at > $3
               and not exists (select from outbox o where o.tenant_id = $1 and o.stanza = m.stanza)
         ) as \"answered!\"",
        tenant.get(),
        conversation.0,
        after,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(answered)
}

/// Takes what waits and was written before a person of the tenant wrote, out of the bot's hands. When
/// nothing waits any more, neither does the conversation wake.
pub(crate) async fn take_answered(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    answered_at: OffsetDateTime,
) -> Result<(), StorageError> {
    let taken = sqlx::query!(
        "update messages set taken_at = clock_timestamp()
         where tenant_id = $1 and conversation_id = $2 and direction = 'in' and taken_at is null
           and sent_at < $3",
        tenant.get(),
        conversation.0,
        answered_at,
    )
    .execute(&mut **tx)
    .await?;
    if taken.rows_affected() > 0 {
        sqlx::query!(
            "update conversations set wake_at = null
             where tenant_id = $1 and id = $2 and not exists (
                 select from messages
                 where tenant_id = $1 and conversation_id = $2 and direction = 'in'
                   and taken_at is null)",
            tenant.get(),
            conversation.0,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// The customer's messages that wait, in the order in which they were written.
pub async fn waiting(tx: &mut Tx, claim: &Claim) -> Result<Vec<Waiting>, StorageError> {
    let rows = sqlx::query!(
        "select id, kind, body, traceparent from messages
         where tenant_id = $1 and conversation_id = $2 and direction = 'in' and taken_at is null
         order by sent_at, received_at, id",
        claim.tenant.get(),
        claim.conversation.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting {
                id: row.id,
                kind: MessageKind::from_stored(&row.kind)?,
                body: row.body,
                traceparent: row.traceparent,
            })
        })
        .collect()
}

/// Marks messages as taken by a turn.
pub async fn take(tx: &mut Tx, claim: &Claim, messages: &[Waiting]) -> Result<(), StorageError> {
    let ids: Vec<i64> = messages.iter().map(|message| message.id).collect();
    sqlx::query!(
        "update messages set taken_at = clock_timestamp() where tenant_id = $1 and id = any ($2)",
        claim.tenant.get(),
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How far the customer's message with this stanza id has come; `None` while it is not stored.
pub async fn progress(
    tx: &mut Tx,
    tenant: TenantId,
    stanza: &str,
) -> Result<Option<Progress>, StorageError> {
    let row = sqlx::query!(
        "select m.received_at, m.stored_at, m.taken_at, o.answered_at
         from messages m
         left join lateral (
             select max(o.sent_at) as answered_at from outbox o
             where o.tenant_id = m.tenant_id and o.conversation_id = m.conversation_id
               and o.created_at >= m.taken_at
             having bool_and(o.state = 'sent')
         ) o on true
         where m.tenant_id = $1 and m.stanza = $2 and m.direction = $3",
        tenant.get(),
        stanza,
        Direction::In.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Progress {
        received_at: row.received_at,
        stored_at: row.stored_at,
        taken_at: row.taken_at,
        answered_at: row.answered_at,
    }))
}
