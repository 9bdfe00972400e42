//! Whose mailbox: the conversation of a message's sender, found or begun.

use std::collections::{BTreeSet, HashMap};

use domain::{ChatId, Direction, TenantId};
use time::OffsetDateTime;

use super::Item;
use crate::{
    StorageError, Tx,
    contacts::{self, ContactId},
    conversations::{self, ConversationId},
    error::tenant_of,
};

/// Where a message belongs.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// The conversation.
    pub(super) conversation: ConversationId,
    /// The name that is known of the contact.
    pub(super) name: Option<String>,
}

/// Finds the conversation of each message, or begins it; `None` where the tenant is gone. The addresses that a message
/// names together are one person's from now on.
pub(super) async fn find_or_add(
    tx: &mut Tx,
    items: &[&Item<'_>],
    now: OffsetDateTime,
) -> Result<Vec<Option<Home>>, StorageError> {
    let mut known = find(tx, items).await?;
    let strangers: Vec<&Item<'_>> = items
        .iter()
        .copied()
        .filter(|item| home(&known, item).is_none())
        .collect();
    if !strangers.is_empty() {
        // Two workers never make two contacts of one person, nor wait for each other in a circle.
        contacts::lock_addresses(
            tx,
            &strangers.iter().flat_map(|item| addresses(item)).collect(),
        )
        .await?;
        for item in strangers {
            begin(tx, item, now).await?;
        }
        // Two that were known apart may be one now.
        known = find(tx, items).await?;
    }
    Ok(items.iter().map(|item| home(&known, item)).collect())
}

/// Whose an address is.
#[derive(Debug, Clone)]
struct Person {
    contact: ContactId,
    conversation: Option<ConversationId>,
    name: Option<String>,
}

type Known = HashMap<(TenantId, String), Person>;

/// Where the message belongs, if all its addresses are known as one person's.
fn home(known: &Known, item: &Item<'_>) -> Option<Home> {
    let mut people =
        addresses(item).map(|(tenant, address)| known.get(&(tenant, address.to_string())));
    let first = people.next()??;
    if !people.all(|other| other.is_some_and(|other| other.contact == first.contact)) {
        return None;
    }
    Some(Home {
        conversation: first.conversation?,
        name: first.name.clone(),
    })
}

fn addresses<'a>(item: &Item<'a>) -> impl Iterator<Item = (TenantId, &'a ChatId)> {
    let tenant = item.tenant;
    let message = item.message;
    std::iter::once(&message.chat)
        .chain(&message.other_address)
        .map(move |address| (tenant, address))
}

async fn find(tx: &mut Tx, items: &[&Item<'_>]) -> Result<Known, StorageError> {
    let asked: BTreeSet<(TenantId, &ChatId)> =
        items.iter().flat_map(|item| addresses(item)).collect();
    let (tenants, addresses): (Vec<i64>, Vec<String>) = asked
        .into_iter()
        .map(|(tenant, address)| (tenant.get(), address.to_string()))
        .unzip();
    let rows = sqlx::query!(
        "select a.tenant_id, a.address, a.contact_id, p.push_name, c.id as \"conversation_id?\"
         from unnest($1::bigint[], $2::text[]) asked (tenant_id, address)
         cross join lateral (
             select * from contact_addresses a
             where a.tenant_id = asked.tenant_id and a.address = asked.address
             offset 0 -- Each by its key: a plan that reads all addresses looks cheap while there are few.
         ) a
         join contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
         left join conversations c on c.tenant_id = a.tenant_id and c.contact_id = a.contact_id",
        &tenants,
        &addresses,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = tenant_of(row.tenant_id, "contact_addresses")?;
            let person = Person {
                contact: ContactId(row.contact_id),
                conversation: row.conversation_id.map(ConversationId),
                name: row.push_name,
            };
            Ok(((tenant, row.address), person))
        })
        .collect()
}

/// Begins a conversation with somebody, unless he has one under another address, or the tenant is gone.
async fn begin(tx: &mut Tx, item: &Item<'_>, now: OffsetDateTime) -> Result<(), StorageError> {
    let (tenant, message) = (item.tenant, item.message);
    if !crate::tenants::is_there(tx, tenant).await? {
        return Ok(());
    }
    // The push name of an outgoing message is the tenant's own.
    let push_name = match message.direction {
        Direction::In => message.push_name.as_deref(),
        Direction::Out => None,
    };
    let both: Vec<&ChatId> = addresses(item).map(|(_, address)| address).collect();
    let contact = contacts::find_or_add(tx, tenant, &both, push_name, now).await?;
    conversations::find_or_add(tx, tenant, contact, &message.session, &message.chat).await?;
    Ok(())
}
