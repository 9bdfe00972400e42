//! What is wanted of a tenant's WhatsApp session and what is known of it.

use domain::{Phone, SessionStatus, TenantId};
use time::OffsetDateTime;

use crate::{StorageError, Tx, nodes::NodeId};

/// What an operator or an agent wants of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It is to be linked and connected.
    Running,
    /// It is to be gone.
    Absent,
}

impl Wanted {
    fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Absent => "absent",
        }
    }
}

/// A session as Postgres knows it; what WAHA says at this moment may be newer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What is wanted of it.
    pub wanted: Wanted,
    /// What WAHA said last; `None` also when WAHA has lost the session.
    pub status: Option<SessionStatus>,
    /// When WAHA said so, by its clock.
    pub status_at: Option<OffsetDateTime>,
    /// The number that was linked last.
    pub phone: Option<Phone>,
    /// The node that holds it; `None` while none does.
    pub node: Option<NodeId>,
    /// Whether the operator said that it may leave its node, though the phone has to be linked again.
    pub may_leave: bool,
    /// How it is, as far as a running one is wanted.
    pub health: Health,
}

/// How a wanted session is, and what was tried to make it well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// One word; the words are session-manager's.
    pub state: String,
    /// Since when it is so.
    pub since: OffsetDateTime,
    /// Why, in one sentence for people.
    pub reason: Option<String>,
    /// Whether a phone was linked since somebody connected last.
    pub linked: bool,
    /// How often it was tried to make it well since it last was.
    pub attempts: i32,
    /// Before then it is not tried again.
    pub next_try_at: Option<OffsetDateTime>,
}

struct Row {
    tenant_id: i64,
    wanted: String,
    status: Option<String>,
    status_at: Option<OffsetDateTime>,
    phone: Option<String>,
    node_id: Option<i64>,
    may_leave: bool,
    state: String,
    state_since: OffsetDateTime,
    reason: Option<String>,
    linked: bool,
    attempts: i32,
    next_try_at: Option<OffsetDateTime>,
}

impl TryFrom<Row> for (TenantId, Session) {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let invalid = |column| StorageError::Inconsistent {
            table: "sessions",
            column,
        };
        let session = Session {
            wanted: match row.wanted.as_str() {
                "running" => Wanted::Running,
                "absent" => Wanted::Absent,
                _ => return Err(invalid("wanted")),
            },
            status: row.status.map(SessionStatus::from),
            status_at: row.status_at,
            phone: row
                .phone
                .map(|phone| phone.parse())
                .transpose()
                .map_err(|_| invalid("phone"))?,
            node: row.node_id.map(NodeId),
            may_leave: row.may_leave,
            health: Health {
                state: row.state,
                since: row.state_since,
                reason: row.reason,
                linked: row.linked,
                attempts: row.attempts,
                next_try_at: row.next_try_at,
            },
        };
        let tenant = row.tenant_id.try_into().map_err(|_| invalid("tenant_id"))?;
        Ok((tenant, session))
    }
}

/// The tenant's session, if it ever had one.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<Option<Session>, StorageError> {
    Ok(list(tx, &[tenant]).await?.pop().map(|(_, session)| session))
}

/// The sessions of these tenants, which the transaction is about.
pub async fn list(
    tx: &mut Tx,
    tenants: &[TenantId],
) -> Result<Vec<(TenantId, Session)>, StorageError> {
    let tenants: Vec<i64> = tenants.iter().map(|tenant| tenant.get()).collect();
    sqlx::query_as!(
        Row,
        "select tenant_id, wanted, status, status_at, phone, node_id, may_leave,
                state, state_since, reason, linked, attempts, next_try_at
         from sessions where tenant_id = any ($1) order by tenant_id",
        &tenants,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Row::try_into)
    .collect()
}

/// The tenant's session, locked until the transaction ends. The tenant first: so does who changes both, and
/// a row of the timeline refers to it.
pub async fn lock(tx: &mut Tx, tenant: TenantId) -> Result<Option<Session>, StorageError> {
    sqlx::query!(
        "select id from tenants where id = $1 for key share",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    let row = sqlx::query_as!(
        Row,
        "select tenant_id, wanted, status, status_at, phone, node_id, may_leave,
                state, state_since, reason, linked, attempts, next_try_at
         from sessions where tenant_id = $1 for update",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    let found = row.map(<(TenantId, Session)>::try_from).transpose()?;
    Ok(found.map(|(_, session)| session))
}

/// Writes how the session is; the caller has it locked.
pub async fn set_health(
    tx: &mut Tx,
    tenant: TenantId,
    health: &Health,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update sessions
         set state = $2, state_since = $3, reason = $4, linked = $5, attempts = $6,
             next_try_at = $7, updated_at = now()
         where tenant_id = $1",
        tenant.get(),
        health.state,
        health.since,
        health.reason,
        health.linked,
        health.attempts,
        health.next_try_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// WAHA does not know the session any more: it has no status. What it said before `at` is not believed
/// when it arrives later.
pub async fn forget_status(
    tx: &mut Tx,
    tenant: TenantId,
    at: OffsetDateTime,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update sessions set status = null, status_at = $2, updated_at = now()
         where tenant_id = $1",
        tenant.get(),
        at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes what is wanted. A session that is to be absent has no status and no number any more.
pub async fn set_wanted(tx: &mut Tx, tenant: TenantId, wanted: Wanted) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into sessions (tenant_id, wanted) values ($1, $2)
         on conflict (tenant_id) do update set
             wanted = excluded.wanted,
             status = case when excluded.wanted = 'running' then sessions.status end,
             status_at = case when excluded.wanted = 'running' then sessions.status_at end,
             phone = case when excluded.wanted = 'running' then sessions.phone end,
             updated_at = now()",
        tenant.get(),
        wanted.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts the session on a node, or with `None` on none.
pub async fn set_node(
    tx: &mut Tx,
    tenant: TenantId,
    node: Option<NodeId>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update sessions set node_id = $2, may_leave = false, updated_at = now() where tenant_id = $1",
        tenant.get(),
        node.map(NodeId::get),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The session is linked to no phone any more, as far as is known.
pub async fn forget_phone(tx: &mut Tx, tenant: TenantId) -> Result<(), StorageError> {
    sqlx::query!(
        "update sessions set phone = null, updated_at = now() where tenant_id = $1",
        tenant.get(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes what WAHA said, unless something newer is known. Returns whether it was news.
pub async fn note_status(
    tx: &mut Tx,
    tenant: TenantId,
    status: &SessionStatus,
    at: OffsetDateTime,
    phone: Option<&Phone>,
) -> Result<bool, StorageError> {
    let noted = sqlx::query!(
        "update sessions
         set status = $2, status_at = $3, phone = coalesce($4, phone), updated_at = now()
         where tenant_id = $1 and (status_at is null or status_at <= $3)",
        tenant.get(),
        status.as_str(),
        at,
        phone.map(Phone::as_str),
    )
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() > 0)
}
