//! The messages of a conversation.

mod changes;
mod paging;
pub mod past;
mod reading;

use std::collections::{HashMap, HashSet};

use domain::{ChatId, Direction, MessageKey, SessionName, TenantId};
use time::OffsetDateTime;

pub use changes::{Change, ChangeKind, note_changes};
pub use paging::{Place, Reading, page, place_of};
pub(crate) use reading::direction;
pub use reading::{Author, Message, Quote, Said, find, list_newest};

use crate::{
    StorageError, Tx,
    conversations::ConversationId,
    media::{self, MediaKind, Wanted},
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

    pub(crate) fn from_stored(kind: &str) -> Result<Self, StorageError> {
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
    /// Its file, if it has one.
    pub media: Option<Box<Wanted>>,
    /// What it answers, if it quotes another.
    pub quoted: Option<Box<Quoted>>,
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

/// A message that another quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Its key; whether there is such a message, nobody has looked.
    pub key: MessageKey,
    /// What WhatsApp shows of its text.
    pub body: Option<String>,
}

impl Incoming {
    /// The name that WhatsApp shows for the customer; that of an outgoing message is the tenant's own.
    pub(crate) fn shown_name(&self) -> Option<&str> {
        let name = self.push_name.as_deref();
        name.filter(|_| self.direction == Direction::In)
    }
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
    /// What its file is, if it has one.
    pub media: Option<MediaKind>,
    /// When it was written, by WhatsApp's clock.
    pub sent_at: OffsetDateTime,
    /// When it reached us.
    pub received_at: OffsetDateTime,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

/// How far a message has come; see [`progress`].
#[derive(Debug, Clone)]
pub struct Progress {
    /// When ingress took it.
    pub received_at: OffsetDateTime,
    /// When it was in its mailbox.
    pub stored_at: OffsetDateTime,
    /// When a turn that answered took it.
    pub taken_at: Option<OffsetDateTime>,
    /// When the turn's last reply was sent, once all are.
    pub answered_at: Option<OffsetDateTime>,
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

/// A message and the mailbox that it goes into.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) conversation: ConversationId,
    pub(crate) message: &'a Incoming,
    /// Whether a turn is to take it.
    pub(crate) waits: bool,
}

/// Adds messages whose conversations the caller holds. [`StorageError::Overtaken`]: one was added by another worker at
/// this moment.
pub(crate) async fn add_all(
    tx: &mut Tx,
    entries: &[Entry<'_>],
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    if entries.is_empty() {
        return Ok(());
    }
    let text = |value: for<'m> fn(&'m Incoming) -> &'m str| -> Vec<String> {
        entries
            .iter()
            .map(|entry| value(entry.message).to_owned())
            .collect()
    };
    let time = |value: fn(&Incoming) -> OffsetDateTime| -> Vec<OffsetDateTime> {
        entries.iter().map(|entry| value(entry.message)).collect()
    };
    let tenants: Vec<i64> = entries.iter().map(|entry| entry.tenant.get()).collect();
    let conversations: Vec<i64> = entries.iter().map(|entry| entry.conversation.0).collect();
    let bodies: Vec<Option<&str>> = entries
        .iter()
        .map(|entry| entry.message.body.as_deref())
        .collect();
    let traces: Vec<Option<&str>> = entries
        .iter()
        .map(|entry| entry.message.traceparent.as_deref())
        .collect();
    let backfilled: Vec<bool> = entries
        .iter()
        .map(|entry| entry.message.backfilled)
        .collect();
    let waits: Vec<bool> = entries.iter().map(|entry| entry.waits).collect();
    let quoted = |value: for<'m> fn(&'m Quoted) -> Option<&'m str>| -> Vec<Option<&str>> {
        let quotes = entries.iter().map(|entry| entry.message.quoted.as_deref());
        quotes.map(|quoted| quoted.and_then(value)).collect()
    };
    let added = sqlx::query!(
        "insert into messages (tenant_id, conversation_id, key, direction, stanza, kind, body,
                               sent_at, received_at, traceparent, backfilled, waits, quoted_key, quoted_body,
                               stored_at)
         select *, $15 from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
                                   $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[], $11::bool[],
                                   $12::bool[], $13::text[], $14::text[])
         on conflict (tenant_id, key) do nothing",
        &tenants,
        &conversations,
        &text(|message| message.key.as_str()),
        &text(|message| message.direction.as_str()),
        &text(|message| &message.stanza),
        &text(|message| message.kind.as_str()),
        &bodies as &[Option<&str>],
        &time(|message| message.sent_at),
        &time(|message| message.received_at),
        &traces as &[Option<&str>],
        &backfilled,
        &waits,
        &quoted(|quoted| Some(quoted.key.as_str())) as &[Option<&str>],
        &quoted(|quoted| quoted.body.as_deref()) as &[Option<&str>],
        now,
    )
    .execute(&mut **tx)
    .await?;
    if added.rows_affected() < entries.len() as u64 {
        return Err(StorageError::Overtaken);
    }
    media::add_all(tx, entries, now).await
}

/// The customers' messages that wait in these conversations, each conversation's in the order in which they were
/// written.
pub(crate) async fn waiting(
    tx: &mut Tx,
    conversations: &[(TenantId, ConversationId, i64)],
) -> Result<HashMap<ConversationId, Vec<Waiting>>, StorageError> {
    let tenants: Vec<i64> = conversations
        .iter()
        .map(|(tenant, ..)| tenant.get())
        .collect();
    let ids: Vec<i64> = conversations.iter().map(|(_, id, _)| id.0).collect();
    let taken: Vec<i64> = conversations.iter().map(|(.., taken)| *taken).collect();
    let rows = sqlx::query!(
        "select m.conversation_id, m.id, m.kind, m.body, m.sent_at, m.received_at, m.traceparent,
                case when m.kind = 'media' then (
                    select d.kind from media d where d.tenant_id = m.tenant_id and d.message_key = m.key
                ) end as media
         from unnest($1::bigint[], $2::bigint[], $3::bigint[]) c (tenant_id, id, taken_id)
         join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id
                        and m.waits and m.id > c.taken_id
         order by m.sent_at, m.received_at, m.id",
        &tenants,
        &ids,
        &taken,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut waiting: HashMap<ConversationId, Vec<Waiting>> = HashMap::new();
    for row in rows {
        let message = Waiting {
            id: row.id,
            kind: MessageKind::from_stored(&row.kind)?,
            body: row.body,
            media: row
                .media
                .as_deref()
                .map(MediaKind::from_stored)
                .transpose()?,
            sent_at: row.sent_at,
            received_at: row.received_at,
            traceparent: row.traceparent,
        };
        waiting
            .entry(ConversationId(row.conversation_id))
            .or_default()
            .push(message);
    }
    Ok(waiting)
}

/// When the oldest message of a conversation was written.
pub async fn first_at(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<Option<OffsetDateTime>, StorageError> {
    let first = sqlx::query_scalar!(
        "select min(sent_at) from messages where tenant_id = $1 and conversation_id = $2",
        tenant.get(),
        conversation.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(first)
}

/// How far the customer's message with this stanza id has come; `None` while it is not stored.
pub async fn progress(
    tx: &mut Tx,
    tenant: TenantId,
    stanza: &str,
) -> Result<Option<Progress>, StorageError> {
    let row = sqlx::query!(
        "select m.received_at, m.stored_at, o.taken_at, o.answered_at
         from messages m
         left join lateral (
             select min(o.created_at) as taken_at,
                    case when bool_and(o.state = 'sent') then max(o.sent_at) end as answered_at
             from outbox o
             where o.tenant_id = m.tenant_id and o.conversation_id = m.conversation_id
               and o.created_at >= m.stored_at and o.state <> 'cancelled'
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
