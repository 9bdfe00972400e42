//! A person of the tenant takes a chat without writing in it, or gives it back.

use domain::TenantId;
use time::OffsetDateTime;

use super::{rows, take_back};
use crate::{
    StorageError, Tx, contacts, contacts::ContactId, conversations::ConversationId, outbox,
    turns::Gate,
};

/// Why the bot may speak where a person told it to.
const SWITCHED_ON: &str = "switched on";

/// Silences the bot in a conversation until then, as a message from the phone would: what waits is a person's, what the
/// bot was about to say is not said, and what it has not said it has not thought. `false`: there is no such conversation.
///
/// A turn holds the conversation's row as well. The one that comes first is seen by the other: a turn that was committed
/// is taken back, and one that comes later finds the chat taken.
pub async fn take_over(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    until: OffsetDateTime,
) -> Result<bool, StorageError> {
    let mut mailboxes = rows::lock(tx, std::iter::once(conversation)).await?;
    mailboxes.retain(|_, mailbox| mailbox.tenant == tenant);
    for mailbox in mailboxes.values_mut() {
        mailbox.taken_over(until);
    }
    for taken_back in take_back(tx, &mailboxes).await? {
        if taken_back.whole
            && let Some(mailbox) = mailboxes.get_mut(&taken_back.conversation)
        {
            // What the customer was about to hear was no answer.
            if let Some(since) = mailbox.forget_turn() {
                mailbox.need_person(since);
            }
        }
    }
    rows::save(tx, mailboxes.values()).await?;
    Ok(!mailboxes.is_empty())
}

/// Gives a conversation back to the bot, who answers what is written from now on, also where it was shielded. `false`:
/// there is no such conversation.
pub async fn resume(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<bool, StorageError> {
    let resumed = sqlx::query!(
        "update conversations
         set paused_until = null, gate = $3,
             gate_reason = case when gate = $3 then gate_reason else $4 end
         where tenant_id = $1 and id = $2",
        tenant.get(),
        conversation.0,
        Gate::Open.as_str(),
        SWITCHED_ON,
    )
    .execute(&mut **tx)
    .await?;
    Ok(resumed.rows_affected() > 0)
}

/// Notes that the person of a conversation wants no messages, and says nothing of what was about to be said; or with
/// `None` that the person wants them again. `false`: there is no such conversation.
pub async fn set_opted_out(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    since: Option<OffsetDateTime>,
) -> Result<bool, StorageError> {
    // As a turn does: the conversation first, then the contact.
    let contact = sqlx::query!(
        "select c.contact_id, p.opted_out_at is not null as \"opted_out!\"
         from conversations c join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         where c.tenant_id = $1 and c.id = $2 for no key update of c",
        tenant.get(),
        conversation.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(contact) = contact else {
        return Ok(false);
    };
    contacts::set_opted_out(tx, tenant, ContactId(contact.contact_id), since).await?;
    // Who was let go already may be about to hear that, and hears it.
    if since.is_some() && !contact.opted_out {
        outbox::cancel_refused(tx, (tenant, conversation), outbox::NO_TURN).await?;
    }
    Ok(true)
}
