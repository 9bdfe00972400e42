//! Files that are to be removed from the store.

use domain::TenantId;
use time::OffsetDateTime;

use crate::{Database, StorageError, Tx};

/// The tenants of whom something is to be removed: files, or what came of people while they were erased.
pub async fn list_tenants_to_clean(database: &Database) -> Result<Vec<TenantId>, StorageError> {
    let ids = sqlx::query_scalar!("select list_tenants_to_clean() as \"id!\"")
        .fetch_all(database.pool())
        .await?;
    let parse = |id: i64| {
        TenantId::try_from(id).map_err(|_| StorageError::Inconsistent {
            table: "files_to_remove",
            column: "tenant_id",
        })
    };
    ids.into_iter().map(parse).collect()
}

/// The names of the tenant's files that are to be removed, those after `after`, at most `limit`.
pub async fn list_files(
    tx: &mut Tx,
    tenant: TenantId,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, StorageError> {
    let names = sqlx::query_scalar!(
        "select name from files_to_remove where tenant_id = $1 and name > $2 order by name limit $3",
        tenant.get(),
        after,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(names)
}

/// Notes that these files were removed. Those that a worker may still write stay on the list.
pub async fn note_removed(
    tx: &mut Tx,
    tenant: TenantId,
    names: &[String],
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    sqlx::query!(
        "delete from files_to_remove where tenant_id = $1 and name = any ($2) and until <= $3",
        tenant.get(),
        names,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
