//! What the bot is about to do in a conversation, though nothing of it is in the outbox yet.

use domain::TenantId;
use serde_json::Value;
use time::OffsetDateTime;

use super::ConversationId;
use crate::{StorageError, Tx};

/// What the bot knows in a conversation, and when it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The bot's state; `None` until its first turn.
    pub state: Option<Value>,
    /// When it takes its next turn.
    pub wake_at: Option<OffsetDateTime>,
    /// Whether the customer waits for that turn; else it is a follow-up.
    pub is_awaited: bool,
}

/// What the bot is about to do; `None`: there is no such conversation.
pub async fn lookup_plan(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<Option<Plan>, StorageError> {
    let plan = sqlx::query_as!(
        Plan,
        "select state, wake_at, waiting_since is not null as \"is_awaited!\"
         from conversations where tenant_id = $1 and id = $2",
        tenant.get(),
        conversation.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(plan)
}

/// Gives the planned follow-up up: the bot is silent until the customer writes. `false`: none is planned, or there is no
/// such conversation.
pub async fn drop_follow_up(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<bool, StorageError> {
    let dropped = sqlx::query!(
        "update conversations set wake_at = null, state = state - 'reminder'
         where tenant_id = $1 and id = $2 and wake_at is not null and waiting_since is null",
        tenant.get(),
        conversation.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(dropped.rows_affected() > 0)
}
