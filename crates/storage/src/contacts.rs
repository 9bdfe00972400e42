//! People who write to a tenant, known by one or more addresses.

use domain::{ChatId, TenantId};

use crate::{StorageError, Tx};

/// The id of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactId(pub(crate) i64);

/// Finds the contact that has one of the addresses, or adds one, and sees to it that it has them all: a
/// LID and the number that WhatsApp names beside it are one person. An address that is another contact's
/// already stays with that one, and of two contacts the older is meant: it has the history.
///
/// The caller holds the addresses' locks ([`crate::mailbox::lock_addresses`]).
pub async fn find_or_add(
    tx: &mut Tx,
    tenant: TenantId,
    addresses: &[&ChatId],
    push_name: Option<&str>,
) -> Result<ContactId, StorageError> {
    let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    let known = sqlx::query_scalar!(
        "select contact_id from contact_addresses
         where tenant_id = $1 and address = any ($2)
         order by contact_id limit 1",
        tenant.get(),
        &addresses,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let contact = match known {
        Some(contact) => {
            sqlx::query!(
                "update contacts set push_name = $3
                 where tenant_id = $1 and id = $2 and push_name is distinct from $3 and $3 is not null",
                tenant.get(),
                contact,
                push_name,
            )
            .execute(&mut **tx)
            .await?;
            contact
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
        &addresses,
        contact,
    )
    .execute(&mut **tx)
    .await?;
    Ok(ContactId(contact))
}
