//! Conversations: mailbox, lock and alarm clock of one contact.

mod last_message;
mod plans;
mod reading;
mod summaries;

use std::time::Duration;

use domain::{ChatId, SessionName, TenantId};
use time::OffsetDateTime;

pub use crate::mailbox::takeover::{resume, set_opted_out, take_over};
pub use last_message::LastMessage;
pub use plans::{Plan, drop_follow_up, lookup_plan};
pub use reading::mark_read;
pub use summaries::{Filter, Place, Summary, Way, list, lookup};

use crate::{Share, StorageError, Tx, contacts::ContactId};

/// The id of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConversationId(pub(crate) i64);

impl ConversationId {
    /// The id that a request names; whether there is such a conversation, Postgres says.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The id as a number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for ConversationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A conversation whose turn is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which one.
    pub conversation: ConversationId,
}

/// A conversation that this process has to itself, until the lease runs out.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which one.
    pub conversation: ConversationId,
    pub(crate) lease: i64,
}

/// What a value of a conversation's row means that the code does not allow.
pub(crate) fn invalid<E>(column: &'static str) -> impl Fn(E) -> StorageError {
    move |_| StorageError::Inconsistent {
        table: "conversations",
        column,
    }
}

/// Finds the conversation with a contact, or begins it.
pub async fn find_or_add(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
    session: &SessionName,
    chat: &ChatId,
) -> Result<ConversationId, StorageError> {
    let known = sqlx::query_scalar!(
        "select id from conversations where tenant_id = $1 and contact_id = $2",
        tenant.get(),
        contact.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(id) = known {
        return Ok(ConversationId(id));
    }
    let id = sqlx::query_scalar!(
        "insert into conversations (tenant_id, contact_id, session, chat_id)
         values ($1, $2, $3, $4) returning id",
        tenant.get(),
        contact.0,
        session.as_str(),
        chat.as_str(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(ConversationId(id))
}

/// Locks conversations that are due until the transaction ends: everybody's first before anybody's second, so that no
/// tenant's flood takes another's turn. What somebody else holds is passed over.
pub async fn lock_due(
    tx: &mut Tx,
    share: Share<'_>,
    now: OffsetDateTime,
) -> Result<Vec<Due>, StorageError> {
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", conversation_id as \"conversation_id!\"
         from lock_due_conversations($1, $2, $3, $4)",
        now,
        share.at_most,
        share.per_tenant,
        &share.busy(),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Due {
                tenant: row.tenant_id.try_into().map_err(invalid("tenant_id"))?,
                conversation: ConversationId(row.conversation_id),
            })
        })
        .collect()
}

/// Takes a conversation that the caller has locked beyond the end of the transaction: nobody else takes its turn until it
/// is given back or the lease runs out.
pub async fn claim(
    tx: &mut Tx,
    due: Due,
    lease: Duration,
    now: OffsetDateTime,
) -> Result<Claim, StorageError> {
    let lease = sqlx::query_scalar!(
        "update conversations set lease = nextval('leases'), lease_until = $3
         where tenant_id = $1 and id = $2 returning lease as \"lease!\"",
        due.tenant.get(),
        due.conversation.0,
        now + lease,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Claim {
        tenant: due.tenant,
        conversation: due.conversation,
        lease,
    })
}

/// Gives a conversation back without a turn and sets its next alarm.
pub async fn give_back(
    tx: &mut Tx,
    claim: &Claim,
    wake_at: Option<OffsetDateTime>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update conversations set wake_at = $3, lease = null, lease_until = null
         where tenant_id = $1 and id = $2 and lease = $4",
        claim.tenant.get(),
        claim.conversation.0,
        wake_at,
        claim.lease,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets a conversation rest whose turn failed, with the reason, to be tried again then; until one succeeds, the customer
/// needs a person. One that is not due any more has had its turn.
pub async fn rest(
    tx: &mut Tx,
    due: Due,
    reason: &str,
    wake_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update conversations set wake_at = $3, failures = failures + 1, failure = $4,
                needs_person_since = coalesce(needs_person_since, waiting_since)
         where tenant_id = $1 and id = $2 and wake_at <= $5",
        due.tenant.get(),
        due.conversation.0,
        wake_at,
        reason,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
