//! The way of a message, in and out, by the times that its rows keep.

use domain::{Direction, TenantId};
use time::OffsetDateTime;

use crate::{StorageError, Tx, conversations::ConversationId, outbox::ReplyKind};

/// The most parts of an answer that are looked at.
const MOST_PARTS: i64 = 20;

/// The way of a message into its mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The conversation that it is in.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub direction: Direction,
    /// When it was written, by WhatsApp's clock.
    pub sent_at: OffsetDateTime,
    /// When ingress took it.
    pub received_at: OffsetDateTime,
    /// When it was in its mailbox.
    pub stored_at: OffsetDateTime,
    /// Whether it was read from WAHA's history.
    pub backfilled: bool,
    /// Whether a turn was to take it.
    pub waits: bool,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
    stanza: String,
}

/// The way of a reply out of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Its id.
    pub reply: i64,
    /// The conversation that it is said in.
    pub conversation: ConversationId,
    /// Why it is said.
    pub kind: ReplyKind,
    /// Where it is: `queued`, `typing`, `sending`, `sent`, `failed` or `cancelled`.
    pub state: String,
    /// When it was decided.
    pub created_at: OffsetDateTime,
    /// When it may be said.
    pub due_at: OffsetDateTime,
    /// When the last attempt began.
    pub begun_at: Option<OffsetDateTime>,
    /// How many attempts there were.
    pub attempts: i32,
    /// When WhatsApp had it.
    pub sent_at: Option<OffsetDateTime>,
    /// When the other's device had it, where that was noted.
    pub delivered_at: Option<OffsetDateTime>,
    /// When it was read, where that was noted.
    pub read_at: Option<OffsetDateTime>,
    /// When it was given up or cancelled, where that was noted.
    pub ended_at: Option<OffsetDateTime>,
    /// The highest acknowledgement; below 0 WhatsApp refused it.
    pub ack: Option<i16>,
    /// Why it was not sent, or not yet.
    pub reason: Option<String>,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

struct ArrivalRow {
    conversation_id: i64,
    direction: String,
    stanza: String,
    sent_at: OffsetDateTime,
    received_at: OffsetDateTime,
    stored_at: OffsetDateTime,
    backfilled: bool,
    waits: bool,
    traceparent: Option<String>,
}

impl From<ArrivalRow> for Arrival {
    fn from(row: ArrivalRow) -> Self {
        Self {
            conversation: ConversationId(row.conversation_id),
            direction: if row.direction == Direction::In.as_str() {
                Direction::In
            } else {
                Direction::Out
            },
            sent_at: row.sent_at,
            received_at: row.received_at,
            stored_at: row.stored_at,
            backfilled: row.backfilled,
            waits: row.waits,
            traceparent: row.traceparent,
            stanza: row.stanza,
        }
    }
}

struct DepartureRow {
    id: i64,
    conversation_id: i64,
    kind: String,
    state: String,
    created_at: OffsetDateTime,
    due_at: OffsetDateTime,
    begun_at: Option<OffsetDateTime>,
    attempts: i32,
    sent_at: Option<OffsetDateTime>,
    delivered_at: Option<OffsetDateTime>,
    read_at: Option<OffsetDateTime>,
    ended_at: Option<OffsetDateTime>,
    ack: Option<i16>,
    reason: Option<String>,
    traceparent: Option<String>,
}

impl TryFrom<DepartureRow> for Departure {
    type Error = StorageError;

    fn try_from(row: DepartureRow) -> Result<Self, StorageError> {
        Ok(Self {
            reply: row.id,
            conversation: ConversationId(row.conversation_id),
            kind: ReplyKind::from_stored(&row.kind)?,
            state: row.state,
            created_at: row.created_at,
            due_at: row.due_at,
            begun_at: row.begun_at,
            attempts: row.attempts,
            sent_at: row.sent_at,
            delivered_at: row.delivered_at,
            read_at: row.read_at,
            ended_at: row.ended_at,
            ack: row.ack,
            reason: row.reason,
            traceparent: row.traceparent,
        })
    }
}

/// How a message came.
pub async fn lookup_arrival(
    tx: &mut Tx,
    tenant: TenantId,
    message: i64,
) -> Result<Option<Arrival>, StorageError> {
    let row = sqlx::query_as!(
        ArrivalRow,
        "select conversation_id, direction, stanza, sent_at, received_at, stored_at, backfilled, waits, traceparent
         from messages where tenant_id = $1 and id = $2",
        tenant.get(),
        message,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(Arrival::from))
}

/// How a reply goes.
pub async fn lookup_departure(
    tx: &mut Tx,
    tenant: TenantId,
    reply: i64,
) -> Result<Option<Departure>, StorageError> {
    sqlx::query_as!(
        DepartureRow,
        "select id, conversation_id, kind, state, created_at, due_at, begun_at, attempts, sent_at, delivered_at,
                read_at, ended_at, ack, reason, traceparent
         from outbox where tenant_id = $1 and id = $2",
        tenant.get(),
        reply,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Departure::try_from)
    .transpose()
}

/// The reply that an own message is, if it was said through us.
pub async fn find_departure(
    tx: &mut Tx,
    tenant: TenantId,
    message: &Arrival,
) -> Result<Option<Departure>, StorageError> {
    sqlx::query_as!(
        DepartureRow,
        "select id, conversation_id, kind, state, created_at, due_at, begun_at, attempts, sent_at, delivered_at,
                read_at, ended_at, ack, reason, traceparent
         from outbox where tenant_id = $1 and stanza = $2",
        tenant.get(),
        message.stanza,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Departure::try_from)
    .transpose()
}

/// What the first turn said that spoke after a customer's message, part by part; nothing while none did, and where none
/// was to take the message.
pub async fn list_answers(
    tx: &mut Tx,
    tenant: TenantId,
    message: &Arrival,
) -> Result<Vec<Departure>, StorageError> {
    if !message.waits {
        return Ok(Vec::new());
    }
    sqlx::query_as!(
        DepartureRow,
        "select id, conversation_id, kind, state, created_at, due_at, begun_at, attempts, sent_at, delivered_at,
                read_at, ended_at, ack, reason, traceparent
         from outbox
         where tenant_id = $1 and conversation_id = $2 and kind in ('answer', 'farewell') and turn = (
             select turn from outbox
             where tenant_id = $1 and conversation_id = $2 and kind in ('answer', 'farewell') and created_at >= $3
             order by turn, position limit 1)
         order by position limit $4",
        tenant.get(),
        message.conversation.0,
        message.stored_at,
        MOST_PARTS,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Departure::try_from)
    .collect()
}

/// The customer's message that a reply answers: the newest that was in the mailbox when it was decided. What is said though
/// nobody wrote, and what people say, answers none.
pub async fn find_answered(
    tx: &mut Tx,
    tenant: TenantId,
    reply: &Departure,
) -> Result<Option<Arrival>, StorageError> {
    if !matches!(reply.kind, ReplyKind::Answer | ReplyKind::Farewell) {
        return Ok(None);
    }
    let row = sqlx::query_as!(
        ArrivalRow,
        "select conversation_id, direction, stanza, sent_at, received_at, stored_at, backfilled, waits, traceparent
         from messages
         where tenant_id = $1 and conversation_id = $2 and direction = 'in' and waits and stored_at <= $3
         order by sent_at desc, id desc limit 1",
        tenant.get(),
        reply.conversation.0,
        reply.created_at,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(Arrival::from))
}
