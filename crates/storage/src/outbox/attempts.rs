//! Attempts: begun before the send, settled after it, many in one statement.

use std::{collections::HashSet, time::Duration};

use time::OffsetDateTime;

use super::{Reply, ReplyClaim, ReplyId, columns, invalid};
use crate::{StorageError, Tx};

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// WhatsApp has it, under this id.
    Sent(String),
    /// Later, then, because of this.
    Later(OffsetDateTime, String),
    /// When the session is connected, or then, because of this.
    Parked(OffsetDateTime, String),
    /// Never, because of this.
    Failed(String),
}

/// Holds these replies until the transaction ends, in the order in which everybody holds them: for whoever begins some
/// attempts and settles others together.
pub async fn hold(tx: &mut Tx, replies: &[ReplyId]) -> Result<(), StorageError> {
    let ids: Vec<i64> = replies.iter().map(|reply| reply.0).collect();
    sqlx::query!(
        "select id from outbox where id = any ($1) order by id for no key update",
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Stores the WhatsApp ids under which replies are sent now and ever after, and that an attempt begins; `None`: the engine
/// gives no ids. Answers whose claim may send now; the others were cancelled or closed, or somebody else has claimed them
/// since: another worker, or this one, whose first delivery had not noticed yet that its lease ran out.
///
/// Committed before the send: whatever happens then, the id tells whether WhatsApp has the message.
pub async fn begin(
    tx: &mut Tx,
    attempts: &[(ReplyClaim, Option<&str>)],
    now: OffsetDateTime,
) -> Result<HashSet<ReplyClaim>, StorageError> {
    let claims: Vec<ReplyClaim> = attempts.iter().map(|(claim, _)| *claim).collect();
    let (tenants, ids, leases) = columns(&claims);
    let stanzas: Vec<Option<&str>> = attempts.iter().map(|(_, stanza)| *stanza).collect();
    let begun = sqlx::query!(
        "with held as materialized (
             select o.id, x.stanza
             from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) x (tenant_id, id, lease, stanza)
             join outbox o on o.tenant_id = x.tenant_id and o.id = x.id and o.lease = x.lease
             where o.state not in ('sent', 'failed', 'cancelled') and (o.stanza is null or o.stanza = x.stanza)
             order by o.id for no key update of o
         )
         update outbox o set state = 'sending', attempts = attempts + 1, stanza = x.stanza, begun_at = $5,
                             reason = null, parked = false
         from held x where o.id = x.id
         returning o.tenant_id, o.id, o.lease as \"lease!\"",
        &tenants,
        &ids,
        &leases,
        &stanzas as &[Option<&str>],
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    begun
        .into_iter()
        .map(|row| {
            Ok(ReplyClaim {
                tenant: row.tenant_id.try_into().map_err(invalid("tenant_id"))?,
                reply: ReplyId(row.id),
                lease: row.lease,
            })
        })
        .collect()
}

/// Notes that the customer sees somebody type, and when the text is to follow.
pub async fn type_on(
    tx: &mut Tx,
    claim: &ReplyClaim,
    due_at: OffsetDateTime,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update outbox set state = 'typing', due_at = $4, lease = null, lease_until = null
         where tenant_id = $1 and id = $2 and lease = $3 and state = 'queued'",
        claim.tenant.get(),
        claim.reply.0,
        claim.lease,
        due_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Prolongs the lease while the reply is being sent; `false` when another worker has it.
pub async fn renew(
    tx: &mut Tx,
    claim: &ReplyClaim,
    lease: Duration,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let renewed = sqlx::query!(
        "update outbox set lease_until = $4
         where tenant_id = $1 and id = $2 and lease = $3",
        claim.tenant.get(),
        claim.reply.0,
        claim.lease,
        now + lease,
    )
    .execute(&mut **tx)
    .await?;
    Ok(renewed.rows_affected() > 0)
}

/// Writes how attempts ended. A reply that WhatsApp has is sent, whoever has it meanwhile; what failed counts only for
/// whom it is still leased to. Answers after which of them something else waits in the same chat.
pub async fn settle(
    tx: &mut Tx,
    attempts: &[(&Reply, &Settled)],
    now: OffsetDateTime,
) -> Result<HashSet<ReplyId>, StorageError> {
    let claims: Vec<ReplyClaim> = attempts.iter().map(|(reply, _)| reply.claim).collect();
    let (tenants, ids, leases) = columns(&claims);
    let column = |value: fn(&Settled) -> Option<&str>| -> Vec<Option<&str>> {
        attempts.iter().map(|(_, settled)| value(settled)).collect()
    };
    let states = column(|settled| match settled {
        Settled::Sent(_) => Some("sent"),
        Settled::Later(..) | Settled::Parked(..) => None,
        Settled::Failed(_) => Some("failed"),
    });
    let stanzas = column(|settled| match settled {
        Settled::Sent(stanza) => Some(stanza),
        Settled::Later(..) | Settled::Parked(..) | Settled::Failed(_) => None,
    });
    let reasons = column(|settled| match settled {
        Settled::Sent(_) => None,
        Settled::Later(_, reason) | Settled::Parked(_, reason) | Settled::Failed(reason) => {
            Some(reason)
        }
    });
    let due: Vec<Option<OffsetDateTime>> = attempts
        .iter()
        .map(|(_, settled)| match settled {
            Settled::Later(at, _) | Settled::Parked(at, _) => Some(*at),
            Settled::Sent(_) | Settled::Failed(_) => None,
        })
        .collect();
    let parked: Vec<bool> = attempts
        .iter()
        .map(|(_, settled)| matches!(settled, Settled::Parked(..)))
        .collect();
    let conversations: Vec<i64> = attempts
        .iter()
        .map(|(reply, _)| reply.conversation.0)
        .collect();
    // An echo or an acknowledgement may have closed it already, or found out that WhatsApp refused it.
    let rows = sqlx::query_scalar!(
        "with x as (
             select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                                  $7::timestamptz[], $9::bool[], $10::bigint[])
                  x (tenant_id, id, lease, state, stanza, reason, due_at, parked, conversation_id)
         ),
         held as materialized (
             select o.id, x.state, x.stanza, x.reason, x.due_at, x.parked
             from x join outbox o on o.tenant_id = x.tenant_id and o.id = x.id
             where case when x.state = 'sent'
                 then o.state not in ('sent', 'failed') and (o.state <> 'cancelled' or o.attempts > 0)
                 else o.lease = x.lease and o.state not in ('sent', 'failed', 'cancelled') end
             order by o.id for no key update of o
         ),
         settled as (
             update outbox o
             set state = coalesce(x.state, o.state),
                 stanza = coalesce(o.stanza, x.stanza),
                 sent_at = case when x.state = 'sent' then coalesce(o.sent_at, $8) else o.sent_at end,
                 due_at = coalesce(x.due_at, o.due_at),
                 reason = x.reason, parked = x.parked, lease = null, lease_until = null
             from held x where o.id = x.id
         )
         select x.id as \"id!\" from x where (
             -- In an order that one index has: another one begins with the tenant too, and would be gone through.
             select next.id from outbox next
             where next.tenant_id = x.tenant_id and next.conversation_id = x.conversation_id and next.id > x.id
               and next.state in ('queued', 'typing', 'sending')
             order by next.conversation_id, next.id limit 1) is not null",
        &tenants,
        &ids,
        &leases,
        &states as &[Option<&str>],
        &stanzas as &[Option<&str>],
        &reasons as &[Option<&str>],
        &due as &[Option<OffsetDateTime>],
        now,
        &parked,
        &conversations,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ReplyId).collect())
}
