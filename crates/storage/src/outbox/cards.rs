//! What an agent reads of a lead that is handed over.

use domain::{SessionName, TenantId};
use time::OffsetDateTime;

use super::{ReplyKind, cancelling::NO_TURN};
use crate::{StorageError, Tx, conversations::ConversationId};

/// A lead, as its agent reads of it.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// Whose lead it is.
    pub tenant: TenantId,
    /// The conversation with the agent.
    pub to: ConversationId,
    /// The conversation with the customer: of each an agent hears once.
    pub about: ConversationId,
    /// The session that sends it.
    pub session: &'a SessionName,
    /// What it says.
    pub body: &'a str,
    /// Whether the agent has never written to the tenant's number.
    pub first_contact: bool,
    /// When it may be sent.
    pub due_at: OffsetDateTime,
    /// The trace that it belongs to.
    pub traceparent: Option<&'a str>,
}

/// Puts a card into the outbox. A turn that hands over is undone when the customer writes again before it has spoken, and
/// then taken anew: a card that waits says what the last turn says, and one that is on its way stays the only one.
pub async fn add_card(
    tx: &mut Tx,
    card: &Card<'_>,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, kind, first_contact,
                             due_at, created_at, client_key, traceparent)
         select c.tenant_id, c.id, $3, c.chat_id, $4, nextval('said_by_people'), $5, $6, $7, $8, $9, $10, $11
         from conversations c where c.tenant_id = $1 and c.id = $2
         on conflict (tenant_id, conversation_id, client_key) where client_key is not null do update
         set body = excluded.body
         where outbox.state = 'queued' and outbox.attempts = 0 and outbox.lease is null",
        card.tenant.get(),
        card.to.0,
        card.session.as_str(),
        NO_TURN,
        card.body,
        ReplyKind::Card.as_str(),
        card.first_contact,
        card.due_at,
        now,
        format!("hand-over of {}", card.about),
        card.traceparent,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
