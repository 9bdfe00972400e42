//! What is not said after all, or not yet.

use domain::{SessionName, TenantId};
use time::OffsetDateTime;

use crate::{StorageError, Tx, conversations::ConversationId};

/// What a turn has not said yet, and is not to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsaid {
    /// Whose it is.
    pub tenant: TenantId,
    /// Where it would be said.
    pub conversation: ConversationId,
    /// The turn's number.
    pub turn: i64,
    /// Why not.
    pub why: Why,
}

/// Why something is not said after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The customer wrote again: a new turn answers everything.
    CustomerWrote,
    /// A person of the tenant has the chat.
    PersonSpeaks,
}

impl Why {
    /// As people read it.
    fn as_str(self) -> &'static str {
        match self {
            Self::CustomerWrote => "the customer wrote again",
            Self::PersonSpeaks => "a person has the chat",
        }
    }
}

/// What became of a turn's replies that were to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBack {
    /// The conversation.
    pub conversation: ConversationId,
    /// Whether nothing of the turn was said: it is as if it had not been.
    pub whole: bool,
}

/// Takes back what these turns have not said yet. An attempt that has begun goes on: only what was not begun is taken
/// back. Answers the conversations in which anything was.
pub async fn take_back(tx: &mut Tx, turns: &[Unsaid]) -> Result<Vec<TakenBack>, StorageError> {
    if turns.is_empty() {
        return Ok(Vec::new());
    }
    let tenants: Vec<i64> = turns.iter().map(|unsaid| unsaid.tenant.get()).collect();
    let ids: Vec<i64> = turns.iter().map(|unsaid| unsaid.conversation.0).collect();
    let numbers: Vec<i64> = turns.iter().map(|unsaid| unsaid.turn).collect();
    let reasons: Vec<String> = turns
        .iter()
        .map(|unsaid| unsaid.why.as_str().to_owned())
        .collect();
    let rows = sqlx::query!(
        "with asked as (
             select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
                      a (tenant_id, id, turn, reason)
         ),
         held as materialized (
             select o.id, a.reason
             from asked a
             join outbox o on o.tenant_id = a.tenant_id and o.conversation_id = a.id and o.turn = a.turn
             where o.state in ('queued', 'typing') and o.attempts = 0 and o.kind in ('answer', 'follow_up')
             order by o.id for no key update of o
         ),
         cancelled as (
             update outbox o
             set state = 'cancelled', reason = x.reason, lease = null, lease_until = null
             from held x where o.id = x.id
             returning o.tenant_id, o.conversation_id
         )
         select a.id as \"id!\", count(*) as \"cancelled!\",
                (select count(*) from outbox o
                 where o.tenant_id = a.tenant_id and o.conversation_id = a.id and o.turn = a.turn) as \"all!\"
         from asked a join cancelled c on c.tenant_id = a.tenant_id and c.conversation_id = a.id
         group by a.tenant_id, a.id, a.turn",
        &tenants,
        &ids,
        &numbers,
        &reasons,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TakenBack {
            conversation: ConversationId(row.id),
            whole: row.cancelled == row.all,
        })
        .collect())
}

/// Cancels what the bot was about to say in these conversations, because a person speaks there; also what an attempt
/// failed for. What is on its way to WhatsApp at this moment may still arrive; then that is what the row says.
pub async fn cancel_open(
    tx: &mut Tx,
    conversations: &[(TenantId, ConversationId)],
) -> Result<(), StorageError> {
    if conversations.is_empty() {
        return Ok(());
    }
    let tenants: Vec<i64> = conversations
        .iter()
        .map(|(tenant, _)| tenant.get())
        .collect();
    let ids: Vec<i64> = conversations.iter().map(|(_, id)| id.0).collect();
    sqlx::query!(
        "with held as materialized (
             select o.id from unnest($1::bigint[], $2::bigint[]) a (tenant_id, id)
             join outbox o on o.tenant_id = a.tenant_id and o.conversation_id = a.id
             where o.state in ('queued', 'typing', 'sending') and o.kind in ('answer', 'follow_up')
             order by o.id for no key update of o
         )
         update outbox o
         set state = 'cancelled', reason = $3, lease = null, lease_until = null
         from held x where o.id = x.id",
        &tenants,
        &ids,
        Why::PersonSpeaks.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The number of no turn: they are counted from 1.
pub(crate) const NO_TURN: i64 = 0;

/// Cancels what was about to be said to somebody who wants no messages, but for the turn that takes note of it.
pub async fn cancel_refused(
    tx: &mut Tx,
    (tenant, conversation): (TenantId, ConversationId),
    turn: i64,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox
         set state = 'cancelled', reason = 'the person wants no messages', lease = null, lease_until = null
         where tenant_id = $1 and conversation_id = $2 and turn <> $3 and state in ('queued', 'typing', 'sending')",
        tenant.get(),
        conversation.0,
        turn,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Cancels everything that a tenant's bot was about to say, and forgets its number's pace: the number is gone, and the
/// next may be another.
pub async fn cancel_all(tx: &mut Tx, tenant: TenantId) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox
         set state = 'cancelled', reason = 'WhatsApp was disconnected', lease = null, lease_until = null
         where tenant_id = $1 and state in ('queued', 'typing', 'sending')",
        tenant.get(),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from senders where tenant_id = $1", tenant.get())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Parks the other replies of a session that is not connected: one of them is enough to see when it is.
pub async fn park_session(
    tx: &mut Tx,
    tenant: TenantId,
    session: &SessionName,
    until: OffsetDateTime,
    reason: &str,
) -> Result<(), StorageError> {
    sqlx::query!(
        "with held as materialized (
             select id from outbox
             where tenant_id = $1 and session = $2 and state in ('queued', 'typing', 'sending') and lease is null
               and due_at < $3
             order by id for no key update
         )
         update outbox o set due_at = $3, reason = $4, parked = true from held x where o.id = x.id",
        tenant.get(),
        session.as_str(),
        until,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session is connected again: what was parked for it is due. What waits for its pace, or because WhatsApp forbids it,
/// goes on waiting for that.
pub async fn unpark_session(
    tx: &mut Tx,
    tenant: TenantId,
    session: &SessionName,
    now: OffsetDateTime,
) -> Result<u64, StorageError> {
    let unparked = sqlx::query!(
        "with held as materialized (
             select id from outbox
             where tenant_id = $1 and session = $2 and state in ('queued', 'typing', 'sending') and lease is null
               and parked and due_at > $3
             order by id for no key update
         )
         update outbox o set due_at = $3, reason = null, parked = false from held x where o.id = x.id",
        tenant.get(),
        session.as_str(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(unparked.rows_affected())
}
