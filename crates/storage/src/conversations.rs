//! Conversations: mailbox, lock and alarm clock of one contact.

use std::time::Duration;

use domain::{ChatId, SessionName, TenantId};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{Database, StorageError, Tx, contacts::ContactId, interval::interval};

/// The id of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConversationId(pub(crate) i64);

impl ConversationId {
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

/// A conversation that this process may take a turn in, until the lease runs out.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which one.
    pub conversation: ConversationId,
    lease: i64,
}

/// A conversation, locked for a turn.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// The contact.
    pub contact: ContactId,
    /// The session through which replies go.
    pub session: SessionName,
    /// The address that replies go to.
    pub chat: ChatId,
    /// The bot's state; `None` until its first turn.
    pub state: Option<Value>,
    /// The number of the turn that is taken now, from 1.
    pub turn: i64,
    /// Whether a person speaks here at this moment.
    pub paused: bool,
    /// The name that WhatsApp shows for the contact.
    pub push_name: Option<String>,
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

/// Claims conversations that are due, a few of each tenant, so that no tenant's flood takes another's
/// turn. What another worker has claimed is passed over.
pub async fn claim_due(
    database: &Database,
    max_tenants: i32,
    per_tenant: i32,
    lease: Duration,
) -> Result<Vec<Claim>, StorageError> {
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", conversation_id as \"conversation_id!\",
                lease as \"lease!\"
         from claim_due_conversations($1, $2, $3)",
        max_tenants,
        per_tenant,
        interval(lease),
    )
    .fetch_all(database.pool())
    .await?;
    let invalid = |_| StorageError::Inconsistent {
        table: "conversations",
        column: "tenant_id",
    };
    rows.into_iter()
        .map(|row| {
            Ok(Claim {
                tenant: row.tenant_id.try_into().map_err(invalid)?,
                conversation: ConversationId(row.conversation_id),
                lease: row.lease,
            })
        })
        .collect()
}

/// Locks a claimed conversation for a turn. `None`: the lease ran out and another worker has it.
pub async fn lock(tx: &mut Tx, claim: &Claim) -> Result<Option<Conversation>, StorageError> {
    let row = sqlx::query!(
        "select c.contact_id, c.session, c.chat_id, c.state, c.turns, p.push_name,
                coalesce(c.paused_until > now(), false) as \"paused!\"
         from conversations c
         join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         where c.tenant_id = $1 and c.id = $2 and c.lease = $3
         for update of c",
        claim.tenant.get(),
        claim.conversation.0,
        claim.lease,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let invalid = |column| StorageError::Inconsistent {
        table: "conversations",
        column,
    };
    row.map(|row| {
        Ok(Conversation {
            contact: ContactId(row.contact_id),
            session: row.session.try_into().map_err(|_| invalid("session"))?,
            chat: row.chat_id.try_into().map_err(|_| invalid("chat_id"))?,
            state: row.state,
            turn: row.turns + 1,
            paused: row.paused,
            push_name: row.push_name,
        })
    })
    .transpose()
}

/// Ends a turn: the state and the next alarm are written and the conversation is given back.
pub async fn finish_turn(
    tx: &mut Tx,
    claim: &Claim,
    turn: i64,
    state: &Value,
    wake_at: Option<OffsetDateTime>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update conversations
         set state = $3, turns = $4, wake_at = $5, lease = null, lease_until = null
         where tenant_id = $1 and id = $2",
        claim.tenant.get(),
        claim.conversation.0,
        state,
        turn,
        wake_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
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
