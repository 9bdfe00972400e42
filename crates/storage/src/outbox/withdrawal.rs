//! A reply that a person of the tenant takes back before it is sent.

use domain::TenantId;

use super::{ReplyId, ReplyKind};
use crate::{StorageError, Tx, conversations::ConversationId};

/// What became of a reply that was to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// It is not said.
    Now,
    /// It was cancelled before, by whomever.
    Before,
    /// Sending it had begun.
    TooLate,
    /// It is nothing that people take back: a farewell, or another's card.
    Fixed,
}

/// Takes a reply back that waits: an answer, a follow-up, or a person's words. `None`: the conversation has no such
/// reply.
///
/// A customer who hears no answer then waits for a person. An attempt that begins at this moment finds the reply
/// cancelled, or is found here.
pub async fn withdraw(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    reply: ReplyId,
) -> Result<Option<Withdrawn>, StorageError> {
    // As everybody does: the conversation first, then the reply.
    sqlx::query!(
        "select id from conversations where tenant_id = $1 and id = $2 for no key update",
        tenant.get(),
        conversation.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let known = sqlx::query!(
        "select kind, state, attempts, turn from outbox
         where tenant_id = $1 and conversation_id = $2 and id = $3 for no key update",
        tenant.get(),
        conversation.0,
        reply.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(known) = known else {
        return Ok(None);
    };
    let kind = ReplyKind::from_stored(&known.kind)?;
    let waits = matches!(known.state.as_str(), "queued" | "typing") && known.attempts == 0;
    if matches!(kind, ReplyKind::Farewell | ReplyKind::Card) {
        return Ok(Some(Withdrawn::Fixed));
    }
    if known.state == "cancelled" {
        return Ok(Some(Withdrawn::Before));
    }
    if !waits {
        return Ok(Some(Withdrawn::TooLate));
    }
    sqlx::query!(
        "update outbox set state = 'cancelled', reason = 'a person took it back', lease = null, lease_until = null
         where tenant_id = $1 and id = $2",
        tenant.get(),
        reply.0,
    )
    .execute(&mut **tx)
    .await?;
    if kind == ReplyKind::Answer {
        // Of an answer in parts, one is enough.
        sqlx::query!(
            "update conversations c
             set needs_person_since = coalesce(c.needs_person_since, c.customer_wrote_at)
             where c.tenant_id = $1 and c.id = $2
               and c.customer_wrote_at > coalesce(c.person_wrote_at, '-infinity')
               and not exists (
                   select from outbox o
                   where o.tenant_id = $1 and o.conversation_id = $2 and o.turn = $3 and o.kind = 'answer'
                     and o.state not in ('cancelled', 'failed'))",
            tenant.get(),
            conversation.0,
            known.turn,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(Some(Withdrawn::Now))
}
