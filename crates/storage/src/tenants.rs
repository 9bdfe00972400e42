//! Tenants. Their table has no row-level security: it holds what an operator sees, and every function but
//! the operator's takes the tenant.

use domain::{SessionName, TenantClass, TenantId, webhook_key::KeyVersion};
use time::OffsetDateTime;

use crate::{StorageError, Tx, pattern};

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// What people call it.
    pub name: String,
    /// What it is promised.
    pub class: TenantClass,
    /// Whether it is served; not while it is suspended.
    pub enabled: bool,
    /// Whether it is being deleted: it goes once its session is gone.
    pub deleting: bool,
    /// The name of its WAHA session, while it has one.
    pub session: Option<SessionName>,
    /// The webhook key of its session.
    pub key: KeyGeneration,
    /// When it was added.
    pub created_at: OffsetDateTime,
}

/// Which webhook key a session is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyGeneration {
    /// The version.
    pub version: KeyVersion,
    /// Since when the session has it; `None` while it has the version before.
    pub rolled_out_at: Option<OffsetDateTime>,
}

impl Tenant {
    /// The session's name, registered or the one it would get.
    pub fn session_name(&self) -> SessionName {
        self.session
            .clone()
            .unwrap_or_else(|| SessionName::of_tenant(self.id))
    }
}

struct Row {
    id: i64,
    name: String,
    class: String,
    enabled: bool,
    deleting: bool,
    waha_session_name: Option<String>,
    key_version: i32,
    key_rolled_out_at: Option<OffsetDateTime>,
    created_at: OffsetDateTime,
}

impl TryFrom<Row> for Tenant {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let invalid = |column| StorageError::Inconsistent {
            table: "tenants",
            column,
        };
        let session = row.waha_session_name.map(SessionName::try_from).transpose();
        Ok(Self {
            id: row.id.try_into().map_err(|_| invalid("id"))?,
            name: row.name,
            class: row.class.parse().map_err(|_| invalid("class"))?,
            enabled: row.enabled,
            deleting: row.deleting,
            key: KeyGeneration {
                version: row
                    .key_version
                    .try_into()
                    .map_err(|_| invalid("key_version"))?,
                rolled_out_at: row.key_rolled_out_at,
            },
            session: session.map_err(|_| invalid("waha_session_name"))?,
            created_at: row.created_at,
        })
    }
}

/// Adds a tenant.
pub async fn add(tx: &mut Tx, name: &str) -> Result<Tenant, StorageError> {
    sqlx::query_as!(
        Row,
        "insert into tenants (name) values ($1)
         returning id, name, class, enabled, deleting, waha_session_name,
                   key_version, key_rolled_out_at, created_at",
        name,
    )
    .fetch_one(&mut **tx)
    .await?
    .try_into()
}

/// A tenant by its id.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<Option<Tenant>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, name, class, enabled, deleting, waha_session_name,
                key_version, key_rolled_out_at, created_at
         from tenants where id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Tenant::try_from)
    .transpose()
}

/// Whether there is such a tenant.
pub(crate) async fn is_there(tx: &mut Tx, tenant: TenantId) -> Result<bool, StorageError> {
    let there = sqlx::query_scalar!(
        "select exists (select from tenants where id = $1) as \"there!\"",
        tenant.get(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(there)
}

/// Tenants in the order of their ids, those after `after`, at most `limit`.
pub async fn list(
    tx: &mut Tx,
    after: Option<TenantId>,
    limit: i64,
) -> Result<Vec<Tenant>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, name, class, enabled, deleting, waha_session_name,
                key_version, key_rolled_out_at, created_at
         from tenants where id > $1 order by id limit $2",
        after.map_or(0, TenantId::get),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Tenant::try_from)
    .collect()
}

/// The same, of tenants with this text in their names or with this id.
pub async fn search(
    tx: &mut Tx,
    text: &str,
    after: Option<TenantId>,
    limit: i64,
) -> Result<Vec<Tenant>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, name, class, enabled, deleting, waha_session_name,
                key_version, key_rolled_out_at, created_at
         from tenants where id > $1 and (name ilike $3 or id = $4) order by id limit $2",
        after.map_or(0, TenantId::get),
        limit,
        pattern::containing(text),
        text.parse::<i64>().ok(),
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Tenant::try_from)
    .collect()
}

/// These tenants, as far as they exist, in the order of their ids.
pub async fn list_of(tx: &mut Tx, tenants: &[TenantId]) -> Result<Vec<Tenant>, StorageError> {
    let ids: Vec<i64> = tenants.iter().map(|tenant| tenant.get()).collect();
    sqlx::query_as!(
        Row,
        "select id, name, class, enabled, deleting, waha_session_name,
                key_version, key_rolled_out_at, created_at
         from tenants where id = any ($1) order by id",
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Tenant::try_from)
    .collect()
}

/// The tenants that are being deleted.
pub async fn list_deleting(tx: &mut Tx) -> Result<Vec<TenantId>, StorageError> {
    let ids = sqlx::query_scalar!("select id from tenants where deleting order by id")
        .fetch_all(&mut **tx)
        .await?;
    ids.into_iter()
        .map(|id| {
            TenantId::try_from(id).map_err(|_| StorageError::Inconsistent {
                table: "tenants",
                column: "id",
            })
        })
        .collect()
}

/// Locks the tenant until the transaction ends: two changes of one tenant's session go one after the
/// other, whichever process makes them.
pub async fn lock(tx: &mut Tx, tenant: TenantId) -> Result<Option<Tenant>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, name, class, enabled, deleting, waha_session_name,
                key_version, key_rolled_out_at, created_at
         from tenants where id = $1 for update",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Tenant::try_from)
    .transpose()
}

/// Registers the name of the tenant's session, or with `None` that it has none.
pub async fn set_session(
    tx: &mut Tx,
    tenant: TenantId,
    session: Option<&SessionName>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update tenants set waha_session_name = $2 where id = $1",
        tenant.get(),
        session.map(SessionName::as_str),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives the tenant another name.
pub async fn rename(tx: &mut Tx, tenant: TenantId, name: &str) -> Result<(), StorageError> {
    sqlx::query!(
        "update tenants set name = $2 where id = $1",
        tenant.get(),
        name,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts the tenant into another class.
pub async fn set_class(
    tx: &mut Tx,
    tenant: TenantId,
    class: TenantClass,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update tenants set class = $2 where id = $1",
        tenant.get(),
        class.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Suspends the tenant, or serves it again.
pub async fn set_enabled(tx: &mut Tx, tenant: TenantId, enabled: bool) -> Result<(), StorageError> {
    sqlx::query!(
        "update tenants set enabled = $2 where id = $1",
        tenant.get(),
        enabled,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Begins to delete the tenant: it is served no longer, and nobody is signed in to it any more.
pub async fn begin_deletion(tx: &mut Tx, tenant: TenantId) -> Result<(), StorageError> {
    sqlx::query!(
        "update tenants set enabled = false, deleting = true where id = $1",
        tenant.get(),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from users where tenant_id = $1", tenant.get())
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from api_tokens where tenant_id = $1", tenant.get())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Deletes a tenant whose deletion was begun, with all that is theirs. Returns whether it was there.
pub async fn remove(tx: &mut Tx, tenant: TenantId) -> Result<bool, StorageError> {
    let removed = sqlx::query!(
        "delete from tenants where id = $1 and deleting",
        tenant.get()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from session_leases where tenant_id = $1",
        tenant.get()
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// The tenant's session is to have the next version of its webhook key, unless it still waits for the
/// present one. Returns the version that it is to have, if it changed.
pub async fn rotate_key(tx: &mut Tx, tenant: TenantId) -> Result<Option<KeyVersion>, StorageError> {
    let version = sqlx::query_scalar!(
        "update tenants set key_version = key_version + 1, key_rolled_out_at = null
         where id = $1 and key_rolled_out_at is not null
         returning key_version",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    version
        .map(KeyVersion::try_from)
        .transpose()
        .map_err(|_| StorageError::Inconsistent {
            table: "tenants",
            column: "key_version",
        })
}

/// The tenant's session has this version of its webhook key.
pub async fn note_key_rolled_out(
    tx: &mut Tx,
    tenant: TenantId,
    version: KeyVersion,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update tenants set key_rolled_out_at = now()
         where id = $1 and key_version = $2 and key_rolled_out_at is null",
        tenant.get(),
        i32::try_from(version).unwrap_or(i32::MAX),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many tenants have a session, and how many of these sessions still wait for their webhook key.
pub async fn count_keys(tx: &mut Tx) -> Result<(i64, i64), StorageError> {
    let row = sqlx::query!(
        r#"select count(*) as "sessions!",
                  count(*) filter (where key_rolled_out_at is null) as "pending!"
           from tenants where waha_session_name is not null"#
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.sessions, row.pending))
}
