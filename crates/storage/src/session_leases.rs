//! The right to work on a tenant's session: one holder among all session-managers, for a short time.

use std::time::Duration;

use domain::TenantId;

use crate::{Database, StorageError, interval::interval};

/// The right itself. It says nothing of what is wanted; it keeps two from doing it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLease {
    tenant: TenantId,
    lease: i64,
}

/// Takes the lease for `time`, unless somebody has it. The tenant need not exist: WAHA may have a session
/// of one that does not.
pub async fn take(
    database: &Database,
    tenant: TenantId,
    time: Duration,
) -> Result<Option<SessionLease>, StorageError> {
    let mut tx = database.begin(tenant).await?;
    let lease = sqlx::query_scalar!(
        "insert into session_leases (tenant_id, lease, lease_until)
         values ($1, nextval('leases'), now() + $2)
         on conflict (tenant_id) do update
             set lease = excluded.lease, lease_until = excluded.lease_until
             where session_leases.lease_until <= now()
         returning lease",
        tenant.get(),
        interval(time),
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(lease.map(|lease| SessionLease { tenant, lease }))
}

/// Prolongs it; `false` when it ran out and somebody else took it.
pub async fn renew(
    database: &Database,
    lease: SessionLease,
    time: Duration,
) -> Result<bool, StorageError> {
    let mut tx = database.begin(lease.tenant).await?;
    let renewed = sqlx::query!(
        "update session_leases set lease_until = now() + $3 where tenant_id = $1 and lease = $2",
        lease.tenant.get(),
        lease.lease,
        interval(time),
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(renewed.rows_affected() > 0)
}

/// Gives it back. Nothing happens when somebody else has it meanwhile.
pub async fn release(database: &Database, lease: SessionLease) -> Result<(), StorageError> {
    let mut tx = database.begin(lease.tenant).await?;
    sqlx::query!(
        "delete from session_leases where tenant_id = $1 and lease = $2",
        lease.tenant.get(),
        lease.lease,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
