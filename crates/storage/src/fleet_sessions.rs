//! What operators read of all tenants' sessions.

use domain::{SessionStatus, TenantId};
use time::OffsetDateTime;

use crate::{Database, StorageError, error::tenant_of, nodes::NodeId, pattern};

/// A session, as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FleetSession {
    /// Whose it is.
    pub tenant: TenantId,
    /// What people call the tenant.
    pub tenant_name: String,
    /// Its name in WAHA.
    pub session: String,
    /// The node that holds it, with its name.
    pub node: Option<(NodeId, String)>,
    /// How it is; the words are session-manager's.
    pub state: String,
    /// Since when.
    pub since: OffsetDateTime,
    /// Why, in one sentence.
    pub reason: Option<String>,
    /// What WAHA said last.
    pub status: Option<SessionStatus>,
    /// The linked number, digits only.
    pub phone: Option<String>,
}

/// Which sessions are wanted; `None` filters nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// In this state.
    pub state: Option<&'a str>,
    /// On this node.
    pub node: Option<NodeId>,
    /// Of tenants with this in their names, or with this id.
    pub search: Option<&'a str>,
}

/// Sessions in the order of their tenants' ids: those after `after`, at most `limit`.
pub async fn list(
    database: &Database,
    filter: Filter<'_>,
    after: Option<TenantId>,
    limit: i64,
) -> Result<Vec<FleetSession>, StorageError> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant_id!", tenant_name as "tenant_name!", session as "session!",
                  node_id, node_name, state as "state!", state_since as "since!", reason, status, phone
           from list_fleet_sessions($1, $2, $3, $4, $5, $6)"#,
        after.map_or(0, TenantId::get),
        limit,
        filter.state,
        filter.node.map(NodeId::get),
        filter.search.map(pattern::containing),
        filter.search.and_then(|text| text.parse::<i64>().ok()),
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(FleetSession {
                tenant: tenant_of(row.tenant_id, "sessions")?,
                tenant_name: row.tenant_name,
                session: row.session,
                node: row.node_id.map(NodeId).zip(row.node_name),
                state: row.state,
                since: row.since,
                reason: row.reason,
                status: row.status.map(SessionStatus::from),
                phone: row.phone,
            })
        })
        .collect()
}

/// How many sessions are in each state.
pub async fn count(database: &Database) -> Result<Vec<(String, i64)>, StorageError> {
    let rows = sqlx::query!(
        r#"select state as "state!", sessions as "sessions!" from count_fleet_sessions()"#
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.state, row.sessions))
        .collect())
}
