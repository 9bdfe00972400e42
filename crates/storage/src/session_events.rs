//! A session's timeline: what happened when, and why.

use domain::TenantId;
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// How many events of a session are kept; the oldest make room.
pub const KEPT: i64 = 500;

/// One thing that happened to a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEvent {
    /// Later events have larger ones.
    pub id: i64,
    /// When.
    pub at: OffsetDateTime,
    /// What, in one word.
    pub kind: String,
    /// More of it, in words for people.
    pub detail: Option<String>,
}

/// Adds to the tenant's timeline.
pub async fn add(
    tx: &mut Tx,
    tenant: TenantId,
    at: OffsetDateTime,
    kind: &str,
    detail: Option<&str>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into session_events (tenant_id, at, kind, detail) values ($1, $2, $3, $4)",
        tenant.get(),
        at,
        kind,
        detail,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from session_events where tenant_id = $1 and id <= (
             select id from session_events where tenant_id = $1
             order by id desc offset $2 limit 1)",
        tenant.get(),
        KEPT,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The tenant's timeline, newest first: what is before the event `before`, at most `limit`.
pub async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<SessionEvent>, StorageError> {
    let events = sqlx::query_as!(
        SessionEvent,
        "select id, at, kind, detail from session_events
         where tenant_id = $1 and id < $2 order by id desc limit $3",
        tenant.get(),
        before.unwrap_or(i64::MAX),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(events)
}
