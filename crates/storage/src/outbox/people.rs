//! What a person of the tenant says through us.

use domain::TenantId;
use time::OffsetDateTime;

use super::{Entry, ReplyId, ReplyKind};
use crate::{StorageError, Tx, conversations::ConversationId};

/// A person's words, and the key under which asking twice says them once.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// What is said.
    pub body: &'a str,
    /// The caller's own name for it.
    pub key: Option<&'a str>,
}

/// Puts a person's words into the outbox, to be said at once; `None`: the key is known already, or there is no such
/// conversation. The caller has taken the conversation over, and holds it.
pub async fn add_words(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    words: Words<'_>,
    now: OffsetDateTime,
) -> Result<Option<Entry>, StorageError> {
    let row = sqlx::query!(
        "insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, kind, first_contact,
                             due_at, created_at, client_key)
         select c.tenant_id, c.id, c.session, c.chat_id, c.turns, nextval('said_by_people'), $3, $4,
                c.customer_wrote_at is null, $5, $5, $6
         from conversations c where c.tenant_id = $1 and c.id = $2
         on conflict (tenant_id, conversation_id, client_key) where client_key is not null do nothing
         returning id, state",
        tenant.get(),
        conversation.0,
        words.body,
        ReplyKind::Agent.as_str(),
        now,
        words.key,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    // As if from the phone: what was written before is answered. WhatsApp tells whole seconds, so what the customer
    // writes later in this one bears the time of its beginning, and is not.
    sqlx::query!(
        "update conversations set person_wrote_at = greatest(person_wrote_at, $3), needs_person_since = null
         where tenant_id = $1 and id = $2",
        tenant.get(),
        conversation.0,
        now.truncate_to_second(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(Entry {
        id: ReplyId(row.id),
        body: words.body.to_owned(),
        kind: ReplyKind::Agent,
        state: row.state,
        reason: None,
        due_at: now,
        created_at: now,
        sent_at: None,
        ack: None,
    }))
}

/// What was put there under a caller's key.
pub async fn find_words(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    key: &str,
) -> Result<Option<Entry>, StorageError> {
    let row = sqlx::query!(
        "select id, body, kind, state, reason, due_at, created_at, sent_at, ack from outbox
         where tenant_id = $1 and conversation_id = $2 and client_key = $3",
        tenant.get(),
        conversation.0,
        key,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Entry {
            id: ReplyId(row.id),
            body: row.body,
            kind: ReplyKind::from_stored(&row.kind)?,
            state: row.state,
            reason: row.reason,
            due_at: row.due_at,
            created_at: row.created_at,
            sent_at: row.sent_at,
            ack: row.ack,
        })
    })
    .transpose()
}
