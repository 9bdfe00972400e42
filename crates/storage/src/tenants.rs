//! Tenants. Their table has no row-level security: it holds what an operator sees, and every function but
//! the operator's takes the tenant.

use domain::{SessionName, TenantId};
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// What people call it.
    pub name: String,
    /// Whether it is served.
    pub enabled: bool,
    /// The name of its WAHA session, while it has one.
    pub session: Option<SessionName>,
    /// When it was added.
    pub created_at: OffsetDateTime,
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
    enabled: bool,
    waha_session_name: Option<String>,
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
            enabled: row.enabled,
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
         returning id, name, enabled, waha_session_name, created_at",
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
        "select id, name, enabled, waha_session_name, created_at from tenants where id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Tenant::try_from)
    .transpose()
}

/// Tenants in the order of their ids, those after `after`, at most `limit`.
pub async fn list(
    tx: &mut Tx,
    after: Option<TenantId>,
    limit: i64,
) -> Result<Vec<Tenant>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, name, enabled, waha_session_name, created_at from tenants
         where id > $1 order by id limit $2",
        after.map_or(0, TenantId::get),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Tenant::try_from)
    .collect()
}

/// Locks the tenant until the transaction ends: two changes of one tenant's session go one after the
/// other, whichever process makes them.
pub async fn lock(tx: &mut Tx, tenant: TenantId) -> Result<Option<Tenant>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, name, enabled, waha_session_name, created_at from tenants
         where id = $1 for update",
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
