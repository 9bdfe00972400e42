//! A person goes, with all that is known of them.

use std::collections::BTreeSet;

use domain::{ChatId, TenantId};
use time::OffsetDateTime;

use super::removal::remove_messages;
use crate::{
    StorageError, Tx,
    contacts::{self, ContactId},
};

/// A person who is being erased.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// Who it was.
    pub contact: ContactId,
    /// Their addresses: what is on its way is known by these.
    pub addresses: Vec<String>,
    /// When it was asked for. What they write later is no part of it.
    pub asked_at: OffsetDateTime,
    /// From when on nothing can be on its way any more.
    pub settled_at: OffsetDateTime,
}

/// Whether the tenant has such a contact.
pub async fn is_known(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
) -> Result<bool, StorageError> {
    let known = sqlx::query_scalar!(
        "select 1 as \"one!\" from contacts where tenant_id = $1 and id = $2",
        tenant.get(),
        contact.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(known.is_some())
}

/// Removes a contact with everything that is known of it, and writes down what is still to be done: files, and what is on
/// its way at this moment. `false`: there is no such contact, and none is being erased.
///
/// A turn that is under way for this person finds its conversation gone, as after a merge, and says nothing.
pub async fn erase(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
    now: OffsetDateTime,
    settled_at: OffsetDateTime,
) -> Result<bool, StorageError> {
    let addresses = lock(tx, tenant, contact).await?;
    if !is_known(tx, tenant, contact).await? {
        return is_under_way(tx, tenant, contact).await;
    }
    sqlx::query!(
        "insert into erasures (tenant_id, contact_id, addresses, asked_at, settled_at) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, contact_id) do nothing",
        tenant.get(),
        contact.0,
        &addresses,
        now,
        settled_at,
    )
    .execute(&mut **tx)
    .await?;
    remove(tx, tenant, contact, now).await?;
    Ok(true)
}

/// Removes what came of a person after they were erased and was written before that. Whoever has written since stays, with
/// what they wrote since; of anybody else all goes once more, such as our own reply that was on its way.
pub async fn erase_late(
    tx: &mut Tx,
    tenant: TenantId,
    erasure: &Erasure,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    lock_all(tx, tenant, &erasure.addresses).await?;
    // Before it is asked whether they have written: what is stored while we look would go with the rest.
    sqlx::query!(
        "select c.id from contact_addresses a
         join conversations c on c.tenant_id = $1 and c.contact_id = a.contact_id
         where a.tenant_id = $1 and a.address = any ($2) for update of c",
        tenant.get(),
        &erasure.addresses,
    )
    .fetch_all(&mut **tx)
    .await?;
    let found = sqlx::query!(
        "select found.contact_id, c.id as \"conversation?\", exists (
                 select from messages m where m.tenant_id = $1 and m.conversation_id = c.id
                   and m.direction = 'in' and m.sent_at > $3
             ) as \"has_written!\"
         from (
             select distinct a.contact_id from contact_addresses a
             where a.tenant_id = $1 and a.address = any ($2)
         ) found
         left join conversations c on c.tenant_id = $1 and c.contact_id = found.contact_id",
        tenant.get(),
        &erasure.addresses,
        erasure.asked_at,
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in found {
        let Some(conversation) = row.conversation.filter(|_| row.has_written) else {
            remove(tx, tenant, ContactId(row.contact_id), now).await?;
            continue;
        };
        let ids = sqlx::query_scalar!(
            "select id from messages where tenant_id = $1 and conversation_id = $2 and sent_at <= $3",
            tenant.get(),
            conversation,
            erasure.asked_at,
        )
        .fetch_all(&mut **tx)
        .await?;
        remove_messages(tx, tenant, &ids, now).await?;
    }
    Ok(())
}

/// The tenant's people who are being erased.
pub async fn list_erasures(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Erasure>, StorageError> {
    let rows = sqlx::query!(
        "select contact_id, addresses, asked_at, settled_at from erasures where tenant_id = $1 order by contact_id",
        tenant.get(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let erasure = rows.into_iter().map(|row| Erasure {
        contact: ContactId(row.contact_id),
        addresses: row.addresses,
        asked_at: row.asked_at,
        settled_at: row.settled_at,
    });
    Ok(erasure.collect())
}

/// Ends an erasure: the last that is known of the person goes.
pub async fn finish(tx: &mut Tx, tenant: TenantId, contact: ContactId) -> Result<(), StorageError> {
    sqlx::query!(
        "delete from erasures where tenant_id = $1 and contact_id = $2",
        tenant.get(),
        contact.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Locks a contact's addresses, as intake does before it stores what comes from them.
async fn lock(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Vec<String>, StorageError> {
    let addresses = sqlx::query_scalar!(
        "select address from contact_addresses where tenant_id = $1 and contact_id = $2 order by address",
        tenant.get(),
        contact.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    lock_all(tx, tenant, &addresses).await?;
    Ok(addresses)
}

async fn lock_all(tx: &mut Tx, tenant: TenantId, addresses: &[String]) -> Result<(), StorageError> {
    let chats: Vec<ChatId> = addresses
        .iter()
        .filter_map(|address| address.parse().ok())
        .collect();
    let named: BTreeSet<_> = chats.iter().map(|chat| (tenant, chat)).collect();
    contacts::lock_addresses(tx, &named).await
}

async fn is_under_way(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
) -> Result<bool, StorageError> {
    let found = sqlx::query_scalar!(
        "select 1 as \"one!\" from erasures where tenant_id = $1 and contact_id = $2",
        tenant.get(),
        contact.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// What a contact was and is known by: its own ids and those of contacts that were merged into it.
struct Family {
    contacts: Vec<i64>,
    conversations: Vec<i64>,
    leads: Vec<i64>,
}

async fn remove(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    // Who stores a message or takes a turn holds this row, and waits for it here.
    sqlx::query!(
        "select id from conversations where tenant_id = $1 and contact_id = $2 for update",
        tenant.get(),
        contact.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let family = family(tx, tenant, contact).await?;
    let messages = sqlx::query_scalar!(
        "select id from messages where tenant_id = $1 and conversation_id = any ($2)",
        tenant.get(),
        &family.conversations,
    )
    .fetch_all(&mut **tx)
    .await?;
    remove_messages(tx, tenant, &messages, now).await?;
    remove_cards(tx, tenant, &family.conversations, now).await?;
    sqlx::query!(
        "delete from crm_deliveries where tenant_id = $1 and lead_id = any ($2)",
        tenant.get(),
        &family.leads,
    )
    .execute(&mut **tx)
    .await?;
    // The row of a merge holds the merged contact whole. One that was undone names both.
    sqlx::query!(
        "delete from contact_merges
         where tenant_id = $1 and (kept_contact_id = any ($2) or merged_contact_id = any ($2))",
        tenant.get(),
        &family.contacts,
    )
    .execute(&mut **tx)
    .await?;
    // With it go its addresses, its conversation with the outbox, its lead and what became of that.
    sqlx::query!(
        "delete from contacts where tenant_id = $1 and id = $2",
        tenant.get(),
        contact.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn family(tx: &mut Tx, tenant: TenantId, contact: ContactId) -> Result<Family, StorageError> {
    let family = sqlx::query!(
        "with recursive family (contact, conversation, lead) as (
             select p.id, c.id, l.id
             from contacts p
             left join conversations c on c.tenant_id = p.tenant_id and c.contact_id = p.id
             left join leads l on l.tenant_id = p.tenant_id and l.contact_id = p.id
             where p.tenant_id = $1 and p.id = $2
             union
             select m.merged_contact_id, (m.merged -> 'conversation' ->> 'id')::bigint, (m.merged -> 'lead' ->> 'id')::bigint
             from family f
             join contact_merges m on m.tenant_id = $1 and m.kept_contact_id = f.contact and m.undone_at is null
         )
         select coalesce(array_agg(contact), '{}') as \"contacts!\",
                coalesce(array_agg(conversation) filter (where conversation is not null), '{}') as \"conversations!\",
                coalesce(array_agg(lead) filter (where lead is not null), '{}') as \"leads!\"
         from family",
        tenant.get(),
        contact.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Family {
        contacts: family.contacts,
        conversations: family.conversations,
        leads: family.leads,
    })
}

/// Removes what an agent was sent of the person: the cards in the outbox, their copies among the messages with the agent,
/// and what an answer of the agent quotes of them.
async fn remove_cards(
    tx: &mut Tx,
    tenant: TenantId,
    conversations: &[i64],
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let keys: Vec<String> = conversations
        .iter()
        .map(|conversation| format!("hand-over of {conversation}"))
        .collect();
    let cards = sqlx::query!(
        "delete from outbox where tenant_id = $1 and kind = 'card' and client_key = any ($2)
         returning conversation_id, $1::bigint || ':' || session || ':message:out:' || stanza as key",
        tenant.get(),
        &keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    for card in cards {
        let Some(key) = card.key else { continue };
        let copies = sqlx::query_scalar!(
            "select id from messages where tenant_id = $1 and key = $2",
            tenant.get(),
            key,
        )
        .fetch_all(&mut **tx)
        .await?;
        remove_messages(tx, tenant, &copies, now).await?;
        sqlx::query!(
            "update messages set quoted_body = null
             where tenant_id = $1 and conversation_id = $2 and quoted_key = $3",
            tenant.get(),
            card.conversation_id,
            key,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
