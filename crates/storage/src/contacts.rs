//! People who write to a tenant, known by one or more addresses.

use std::collections::BTreeSet;

use domain::{ChatId, TenantId};
use time::OffsetDateTime;

use crate::{StorageError, Tx, conversations::ConversationId, merges};

/// The id of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactId(pub(crate) i64);

impl ContactId {
    /// An id that somebody names; whether it is anybody's is seen when it is looked up.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The id as a number.
    pub fn get(self) -> i64 {
        self.0
    }
}

/// Locks the addresses until the transaction ends, in one order for everybody: two workers never make two
/// contacts of one person, and never wait for each other in a circle.
pub async fn lock_addresses(
    tx: &mut Tx,
    addresses: &BTreeSet<(TenantId, &ChatId)>,
) -> Result<(), StorageError> {
    let names: Vec<String> = addresses
        .iter()
        .map(|(tenant, chat)| format!("{tenant}/{chat}"))
        .collect();
    sqlx::query!(
        "select pg_advisory_xact_lock(lock) as \"locked: String\"
         from (select distinct hashtextextended(name, 0) as lock from unnest($1::text[]) name order by 1) locks",
        &names,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Finds the contact that has one of the addresses, or adds one, and sees to it that it has them all: a LID and the
/// number that WhatsApp names beside it are one person. Two contacts that are found so become one, the older.
///
/// The caller holds the addresses' locks ([`lock_addresses`]).
pub async fn find_or_add(
    tx: &mut Tx,
    tenant: TenantId,
    addresses: &[&ChatId],
    push_name: Option<&str>,
    now: OffsetDateTime,
) -> Result<ContactId, StorageError> {
    let names: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    let known = sqlx::query_scalar!(
        "select distinct found.contact_id from unnest($2::text[]) asked (address)
         cross join lateral (
             -- One by one: in the order of contacts all of the tenant's would be gone through.
             select a.contact_id from contact_addresses a
             where a.tenant_id = $1 and a.address = asked.address limit 1
         ) found
         order by found.contact_id",
        tenant.get(),
        &names,
    )
    .fetch_all(&mut **tx)
    .await?;
    let contact = match known.split_first() {
        Some((oldest, others)) => {
            for other in others {
                let told_by = addresses.last().map_or("", |address| address.as_str());
                merges::merge(
                    tx,
                    tenant,
                    ContactId(*oldest),
                    ContactId(*other),
                    told_by,
                    now,
                )
                .await?;
            }
            *oldest
        }
        None => {
            sqlx::query_scalar!(
                "insert into contacts (tenant_id, push_name) values ($1, $2) returning id",
                tenant.get(),
                push_name,
            )
            .fetch_one(&mut **tx)
            .await?
        }
    };
    sqlx::query!(
        "insert into contact_addresses (tenant_id, address, contact_id)
         select $1, address, $3 from unnest($2::text[]) address
         on conflict (tenant_id, address) do nothing",
        tenant.get(),
        &names,
        contact,
    )
    .execute(&mut **tx)
    .await?;
    Ok(ContactId(contact))
}

/// The addresses of the person that a conversation is held with.
pub async fn addresses_of(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<Vec<ChatId>, StorageError> {
    let addresses = sqlx::query_scalar!(
        "select a.address from conversations c
         join contact_addresses a on a.tenant_id = c.tenant_id and a.contact_id = c.contact_id
         where c.tenant_id = $1 and c.id = $2 order by a.created_at, a.address",
        tenant.get(),
        conversation.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let parse = |address: String| {
        address.try_into().map_err(|_| StorageError::Inconsistent {
            table: "contact_addresses",
            column: "address",
        })
    };
    addresses.into_iter().map(parse).collect()
}

/// Writes down the names that WhatsApp shows for the people behind these addresses.
pub(crate) async fn note_names(
    tx: &mut Tx,
    names: &[(TenantId, &ChatId, &str)],
) -> Result<(), StorageError> {
    if names.is_empty() {
        return Ok(());
    }
    let tenants: Vec<i64> = names.iter().map(|(tenant, ..)| tenant.get()).collect();
    let addresses: Vec<String> = names.iter().map(|(_, chat, _)| chat.to_string()).collect();
    let shown: Vec<String> = names.iter().map(|(.., name)| (*name).to_owned()).collect();
    sqlx::query!(
        "update contacts p set push_name = x.name
         from unnest($1::bigint[], $2::text[], $3::text[]) x (tenant_id, address, name)
         join contact_addresses a on a.tenant_id = x.tenant_id and a.address = x.address
         where p.tenant_id = a.tenant_id and p.id = a.contact_id and p.push_name is distinct from x.name",
        &tenants,
        &addresses,
        &shown,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes that a person wants no more messages, or wants them again.
pub async fn set_opted_out(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
    since: Option<OffsetDateTime>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update contacts set opted_out_at = case when $3::timestamptz is null then null
                                                 else coalesce(opted_out_at, $3) end
         where tenant_id = $1 and id = $2",
        tenant.get(),
        contact.0,
        since,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
