//! Where a tenant's CRM is.

use domain::TenantId;
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// A CRM, with the sealed secrets that sign what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its URL.
    pub url: String,
    /// What signs.
    pub secret: Vec<u8>,
    /// What signed before the last rotation.
    pub previous_secret: Option<Vec<u8>>,
    /// Until when that signs as well.
    pub previous_until: Option<OffsetDateTime>,
    /// Since when there is one.
    pub created_at: OffsetDateTime,
    /// When anything of it last changed.
    pub updated_at: OffsetDateTime,
}

/// The CRM of a tenant.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<Option<Hook>, StorageError> {
    let hook = sqlx::query_as!(
        Hook,
        "select url, secret, previous_secret, previous_until, created_at, updated_at
         from crm_hooks where tenant_id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(hook)
}

/// Sets where a tenant's CRM is. The secret counts where there is none yet; answers whether it does.
pub async fn save(
    tx: &mut Tx,
    tenant: TenantId,
    url: &str,
    secret: &[u8],
) -> Result<bool, StorageError> {
    let stored = sqlx::query_scalar!(
        "insert into crm_hooks (tenant_id, url, secret) values ($1, $2, $3)
         on conflict (tenant_id) do update set url = excluded.url, updated_at = now()
         returning secret",
        tenant.get(),
        url,
        secret,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(stored == secret)
}

/// Gives a CRM another secret; until then the one before signs as well. `false`: the tenant has no CRM.
pub async fn rotate(
    tx: &mut Tx,
    tenant: TenantId,
    secret: &[u8],
    previous_until: OffsetDateTime,
) -> Result<bool, StorageError> {
    let rotated = sqlx::query!(
        "update crm_hooks
         set previous_secret = secret, previous_until = $3, secret = $2, updated_at = now()
         where tenant_id = $1",
        tenant.get(),
        secret,
        previous_until,
    )
    .execute(&mut **tx)
    .await?;
    Ok(rotated.rows_affected() > 0)
}

/// Forgets a tenant's CRM; what it was to be told, it is not. `false`: there is none.
pub async fn remove(tx: &mut Tx, tenant: TenantId) -> Result<bool, StorageError> {
    let removed = sqlx::query!("delete from crm_hooks where tenant_id = $1", tenant.get())
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "update crm_deliveries
         set state = 'failed', reason = 'the CRM was removed', lease = null, lease_until = null
         where tenant_id = $1 and state = 'waiting'",
        tenant.get(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() > 0)
}
