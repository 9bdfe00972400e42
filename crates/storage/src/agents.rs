//! Agents: people of a tenant who hear of leads on their own WhatsApp. The bot is none of theirs.

use std::collections::{BTreeSet, HashMap};

use domain::{ChatId, Phone, SessionName, TenantId};
use time::OffsetDateTime;

use crate::{
    StorageError, Tx,
    contacts::{self, ContactId},
    conversations::{self, ConversationId},
    error::tenant_of,
};

/// Where an agent hears of leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Desk {
    /// The conversation with the agent.
    pub conversation: ConversationId,
    /// Whether the agent has never written to the tenant's number.
    pub first_contact: bool,
}

/// The contacts behind these numbers, of those that are known; one of a tenant.
pub async fn list_of(
    tx: &mut Tx,
    agents: &[(TenantId, &Phone)],
) -> Result<HashMap<TenantId, ContactId>, StorageError> {
    if agents.is_empty() {
        return Ok(HashMap::new());
    }
    let tenants: Vec<i64> = agents.iter().map(|(tenant, _)| tenant.get()).collect();
    let addresses: Vec<String> = agents
        .iter()
        .map(|(_, phone)| ChatId::from(*phone).to_string())
        .collect();
    let rows = sqlx::query!(
        "select a.tenant_id, a.contact_id
         from unnest($1::bigint[], $2::text[]) asked (tenant_id, address)
         join contact_addresses a on a.tenant_id = asked.tenant_id and a.address = asked.address",
        &tenants,
        &addresses,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = tenant_of(row.tenant_id, "contact_addresses")?;
            Ok((tenant, ContactId(row.contact_id)))
        })
        .collect()
}

/// Finds the conversation with an agent, or begins it.
pub async fn find_or_add(
    tx: &mut Tx,
    tenant: TenantId,
    phone: &Phone,
    session: &SessionName,
    now: OffsetDateTime,
) -> Result<Desk, StorageError> {
    let chat = ChatId::from(phone);
    if let Some(desk) = find(tx, tenant, &chat).await? {
        return Ok(desk);
    }
    // Locked for the first card alone: turns hand over to several agents in any order.
    contacts::lock_addresses(tx, &BTreeSet::from([(tenant, &chat)])).await?;
    if let Some(desk) = find(tx, tenant, &chat).await? {
        return Ok(desk);
    }
    let contact = contacts::find_or_add(tx, tenant, &[&chat], None, now).await?;
    let conversation = conversations::find_or_add(tx, tenant, contact, session, &chat).await?;
    Ok(Desk {
        conversation,
        first_contact: true,
    })
}

async fn find(tx: &mut Tx, tenant: TenantId, chat: &ChatId) -> Result<Option<Desk>, StorageError> {
    let desk = sqlx::query!(
        "select c.id, c.customer_wrote_at is null as \"first!\"
         from contact_addresses a
         join conversations c on c.tenant_id = a.tenant_id and c.contact_id = a.contact_id
         where a.tenant_id = $1 and a.address = $2",
        tenant.get(),
        chat.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(desk.map(|desk| Desk {
        conversation: ConversationId(desk.id),
        first_contact: desk.first,
    }))
}
