//! Up to where a tenant's people have read a conversation.

use domain::TenantId;

use super::ConversationId;
use crate::{StorageError, Tx};

/// Notes that somebody of the tenant has read a conversation up to a message, for all of them. It never moves back:
/// whether it moved. `None`: the conversation has no such message.
pub async fn mark_read(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    message: i64,
) -> Result<Option<bool>, StorageError> {
    let place = crate::messages::place_of(tx, tenant, conversation, message).await?;
    let Some(place) = place else {
        return Ok(None);
    };
    let moved = sqlx::query!(
        "update conversations set read_at = $3
         where tenant_id = $1 and id = $2 and (read_at is null or read_at < $3)",
        tenant.get(),
        conversation.0,
        place.sent_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(moved.rows_affected() > 0))
}
