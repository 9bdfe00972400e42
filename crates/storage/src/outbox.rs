//! The outbox: what the bot says, until WhatsApp has it.

use std::time::Duration;

use crate::{
    Database, StorageError, Tx,
    conversations::{Claim, Conversation, ConversationId},
    interval::interval,
};
use domain::{ChatId, SessionName, TenantId};
use time::OffsetDateTime;

/// The id of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplyId(i64);

impl std::fmt::Display for ReplyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A reply that this process may deliver, until the lease runs out.
#[derive(Debug, Clone, Copy)]
pub struct ReplyClaim {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which one.
    pub reply: ReplyId,
    lease: i64,
}

/// A reply, ready to be sent.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The session that sends it.
    pub session: SessionName,
    /// Where it goes.
    pub chat: ChatId,
    /// What it says.
    pub body: String,
    /// WhatsApp's id for it, once one was taken.
    pub stanza: Option<String>,
    /// How often sending it was begun before.
    pub attempts: i32,
    /// When the turn decided it.
    pub created_at: OffsetDateTime,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

/// Puts what a turn says into the outbox. A turn that is done twice says it once.
pub async fn add(
    tx: &mut Tx,
    claim: &Claim,
    conversation: &Conversation,
    position: i32,
    body: &str,
    traceparent: Option<&str>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, traceparent)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (tenant_id, conversation_id, turn, position) do nothing",
        claim.tenant.get(),
        claim.conversation.0,
        conversation.session.as_str(),
        conversation.chat.as_str(),
        conversation.turn,
        position,
        body,
        traceparent,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Claims replies that are due: a few of each tenant, one of each conversation, oldest first; none of the
/// tenants that are `busy`.
pub async fn claim_due(
    database: &Database,
    busy: &[TenantId],
    max_tenants: i32,
    per_tenant: i32,
    lease: Duration,
) -> Result<Vec<ReplyClaim>, StorageError> {
    let busy: Vec<i64> = busy.iter().map(|tenant| tenant.get()).collect();
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", reply_id as \"reply_id!\", lease as \"lease!\"
         from claim_due_replies($1, $2, $3, $4)",
        max_tenants,
        per_tenant,
        interval(lease),
        &busy,
    )
    .fetch_all(database.pool())
    .await?;
    let invalid = |_| StorageError::Inconsistent {
        table: "outbox",
        column: "tenant_id",
    };
    rows.into_iter()
        .map(|row| {
            Ok(ReplyClaim {
                tenant: row.tenant_id.try_into().map_err(invalid)?,
                reply: ReplyId(row.reply_id),
                lease: row.lease,
            })
        })
        .collect()
}

/// The claimed reply. `None`: it was cancelled or closed meanwhile, or another worker has it.
pub async fn lookup(tx: &mut Tx, claim: &ReplyClaim) -> Result<Option<Reply>, StorageError> {
    let row = sqlx::query!(
        "select session, chat_id, body, stanza, attempts, created_at, traceparent from outbox
         where tenant_id = $1 and id = $2 and lease = $3 and state in ('queued', 'sending')",
        claim.tenant.get(),
        claim.reply.0,
        claim.lease,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let invalid = |column| StorageError::Inconsistent {
        table: "outbox",
        column,
    };
    row.map(|row| {
        Ok(Reply {
            session: row.session.try_into().map_err(|_| invalid("session"))?,
            chat: row.chat_id.try_into().map_err(|_| invalid("chat_id"))?,
            body: row.body,
            stanza: row.stanza,
            attempts: row.attempts,
            created_at: row.created_at,
            traceparent: row.traceparent,
        })
    })
    .transpose()
}

/// Stores the WhatsApp id under which the reply is sent now and ever after, and that an attempt begins.
/// `false`: it must not be sent (cancelled, closed, or another worker has it).
///
/// Committed before the send: whatever happens then, the id tells whether WhatsApp has the message.
pub async fn begin_attempt(
    tx: &mut Tx,
    claim: &ReplyClaim,
    stanza: &str,
) -> Result<bool, StorageError> {
    let begun = sqlx::query!(
        "update outbox set state = 'sending', attempts = attempts + 1, stanza = $4
         where tenant_id = $1 and id = $2 and lease = $3 and state in ('queued', 'sending')
           and (stanza is null or stanza = $4)",
        claim.tenant.get(),
        claim.reply.0,
        claim.lease,
        stanza,
    )
    .execute(&mut **tx)
    .await?;
    Ok(begun.rows_affected() > 0)
}

/// Prolongs the lease while the reply is being sent; `false` when another worker has it.
pub async fn renew(tx: &mut Tx, claim: &ReplyClaim, lease: Duration) -> Result<bool, StorageError> {
    let renewed = sqlx::query!(
        "update outbox set lease_until = now() + $4::interval
         where tenant_id = $1 and id = $2 and lease = $3",
        claim.tenant.get(),
        claim.reply.0,
        claim.lease,
        interval(lease),
    )
    .execute(&mut **tx)
    .await?;
    Ok(renewed.rows_affected() > 0)
}

/// Closes a reply that WhatsApp has.
pub async fn close_sent(tx: &mut Tx, claim: &ReplyClaim) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox
         set state = 'sent', sent_at = coalesce(sent_at, clock_timestamp()), reason = null, lease = null, lease_until = null
         where tenant_id = $1 and id = $2
           and (state in ('queued', 'sending') or (state = 'cancelled' and stanza is not null))",
        claim.tenant.get(),
        claim.reply.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Closes the reply whose echo came back; `false` when the message is none of ours.
pub async fn close_by_echo(
    tx: &mut Tx,
    tenant: TenantId,
    stanza: &str,
) -> Result<bool, StorageError> {
    let ours = sqlx::query!(
        "update outbox
         set state = 'sent',
             sent_at = coalesce(sent_at, clock_timestamp()), lease = null, lease_until = null
         where tenant_id = $1 and stanza = $2",
        tenant.get(),
        stanza,
    )
    .execute(&mut **tx)
    .await?;
    Ok(ours.rows_affected() > 0)
}

/// Leaves a reply for later, with the reason. The older it is, the later: what fails for long is tried
/// every five minutes.
pub async fn try_later(
    tx: &mut Tx,
    claim: &ReplyClaim,
    after: Duration,
    reason: &str,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox
         set due_at = now() + greatest($4::interval, least((now() - created_at) / 4, interval '5 minutes')),
             reason = $5, lease = null, lease_until = null
         where tenant_id = $1 and id = $2 and lease = $3 and state in ('queued', 'sending')",
        claim.tenant.get(),
        claim.reply.0,
        claim.lease,
        interval(after),
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives a reply up, with the reason.
pub async fn give_up(tx: &mut Tx, claim: &ReplyClaim, reason: &str) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox set state = 'failed', reason = $4, lease = null, lease_until = null
         where tenant_id = $1 and id = $2 and lease = $3 and state in ('queued', 'sending')",
        claim.tenant.get(),
        claim.reply.0,
        claim.lease,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Cancels what the bot was about to say in a conversation, also what an attempt failed for. What is on its
/// way to WhatsApp at this moment may still arrive; then that is what the row says.
pub async fn cancel_open(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox
         set state = 'cancelled', reason = 'a person answered', lease = null, lease_until = null
         where tenant_id = $1 and conversation_id = $2 and state in ('queued', 'sending')",
        tenant.get(),
        conversation.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Cancels everything that a tenant's bot was about to say: its number is gone, and the next may be
/// another.
pub async fn cancel_all(tx: &mut Tx, tenant: TenantId) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox
         set state = 'cancelled', reason = 'WhatsApp was disconnected', lease = null, lease_until = null
         where tenant_id = $1 and state in ('queued', 'sending')",
        tenant.get(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Parks the other replies of a session that is not connected: one of them is enough to see when it is.
pub async fn park_session(
    tx: &mut Tx,
    tenant: TenantId,
    session: &SessionName,
    after: Duration,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox set due_at = now() + $3::interval
         where tenant_id = $1 and session = $2 and state in ('queued', 'sending') and lease is null
           and due_at < now() + $3::interval",
        tenant.get(),
        session.as_str(),
        interval(after),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes WhatsApp's acknowledgement of a reply: 1 server, 2 device, 3 read, 4 played; -1 means that
/// WhatsApp refused it although WAHA had accepted it. Acknowledgements come in any order: the highest
/// counts.
pub async fn note_ack(
    tx: &mut Tx,
    tenant: TenantId,
    stanza: &str,
    level: i16,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox
         set ack = greatest(ack, $3),
             state = case
                 when $3 >= 1 then 'sent'
                 when $3 < 0 and coalesce(ack, 0) < 1 then 'failed'
                 else state end,
             reason = case when $3 < 0 and coalesce(ack, 0) < 1 then 'WhatsApp refused the message' else reason end,
             sent_at = case when $3 >= 1 then coalesce(sent_at, clock_timestamp()) else sent_at end
         where tenant_id = $1 and stanza = $2",
        tenant.get(),
        stanza,
        level,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
