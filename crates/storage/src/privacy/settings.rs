//! What a tenant wants kept, and for how long.

use domain::TenantId;

use crate::{StorageError, Tx};

/// For how many days a tenant keeps things; `None`: as long as the tenant is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keeping {
    /// What was written.
    pub messages_days: Option<i32>,
    /// The files of messages. They go with their messages at the latest.
    pub media_days: Option<i32>,
}

/// What the tenant has set; `None`: nothing.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<Option<Keeping>, StorageError> {
    let keeping = sqlx::query_as!(
        Keeping,
        "select messages_days, media_days from privacy_settings where tenant_id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(keeping)
}

/// Sets it.
pub async fn save(tx: &mut Tx, tenant: TenantId, keeping: Keeping) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into privacy_settings (tenant_id, messages_days, media_days) values ($1, $2, $3)
         on conflict (tenant_id) do update
         set messages_days = excluded.messages_days, media_days = excluded.media_days, updated_at = now()",
        tenant.get(),
        keeping.messages_days,
        keeping.media_days,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
