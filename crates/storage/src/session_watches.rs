//! How far a linked session's history was compared with what reached us, and whether the session is heard.

use std::time::Duration;

use domain::TenantId;
use time::OffsetDateTime;

use crate::{Database, StorageError, Tx, error::tenant_of, interval::interval};

/// What is known of a linked session's history and ears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The moment of linking.
    pub linked_at: OffsetDateTime,
    /// Everything in the history up to then is on the bus.
    pub checked_until: OffsetDateTime,
    /// Where a comparison goes on that was not finished.
    pub resume_at: Option<OffsetDateTime>,
    /// When the session last began to work after it had not.
    pub back_at: OffsetDateTime,
    /// When it was last looked to the end.
    pub looked_at: Option<OffsetDateTime>,
    /// How often it could not be looked since then.
    pub failures: i32,
    /// Whether the engine has a history, once that is known.
    pub supported: Option<bool>,
    /// The signs that it says that it works and does not.
    pub suspicion: Option<Suspicion>,
    /// When WAHA was last asked whether the engine is connected.
    pub engine_asked_at: Option<OffsetDateTime>,
    /// How often it was restarted for it.
    pub restarts: i32,
    /// Since when those are counted.
    pub restarts_since: Option<OffsetDateTime>,
}

/// Signs that a session is deaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspicion {
    /// What they are signs of.
    pub kind: DeafKind,
    /// How many there were in a row.
    pub signs: i32,
    /// Since when.
    pub since: OffsetDateTime,
}

/// The ways of being deaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeafKind {
    /// WAHA receives, and its webhooks do not come.
    Webhooks,
    /// The engine is not connected to WhatsApp.
    Engine,
}

impl DeafKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Webhooks => "webhooks",
            Self::Engine => "engine",
        }
    }

    fn from_stored(kind: &str) -> Result<Self, StorageError> {
        match kind {
            "webhooks" => Ok(Self::Webhooks),
            "engine" => Ok(Self::Engine),
            _ => Err(StorageError::Inconsistent {
                table: "session_watches",
                column: "deaf_kind",
            }),
        }
    }
}

/// The right to look at a session's history, until the lease runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WatchClaim {
    /// Whose session it is.
    pub tenant: TenantId,
    lease: i64,
}

/// How far a history was compared.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Everything up to then is on the bus.
    pub checked_until: OffsetDateTime,
    /// The newest message that was seen.
    pub newest: Option<OffsetDateTime>,
    /// Where to go on, unless the end was reached.
    pub resume_at: Option<OffsetDateTime>,
}

/// How a look ended.
#[derive(Debug, Clone, Copy)]
pub struct Looked {
    /// When to look next; `None`: not before the session is back.
    pub due_at: Option<OffsetDateTime>,
    /// Whether it came to the end.
    pub at: Option<OffsetDateTime>,
    /// How often it failed in a row.
    pub failures: i32,
    /// Whether the engine has a history; `None` leaves what was known.
    pub supported: Option<bool>,
}

/// The session works, or is reachable, after it had not been: it is looked at soon, from the newest message
/// that was seen. One that was not watched was linked just now, at `linked_at`.
pub async fn came_back(
    tx: &mut Tx,
    tenant: TenantId,
    linked_at: OffsetDateTime,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into session_watches (tenant_id, linked_at, checked_until, due_at)
         values ($1, $2, $2, now())
         on conflict (tenant_id) do update set
             back_at = excluded.back_at,
             resume_at = null,
             due_at = least(session_watches.due_at, excluded.due_at),
             checked_until = greatest(
                 session_watches.linked_at,
                 least(session_watches.checked_until,
                       coalesce(session_watches.newest_at, session_watches.linked_at)))",
        tenant.get(),
        linked_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The link has ended: the next one has another history.
pub async fn forget(tx: &mut Tx, tenant: TenantId) -> Result<(), StorageError> {
    sqlx::query!(
        "delete from session_watches where tenant_id = $1",
        tenant.get()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Claims sessions whose look is due, or was begun by somebody whose lease ran out, the longest overdue
/// first.
pub async fn claim_due(
    database: &Database,
    at_most: i32,
    lease: Duration,
) -> Result<Vec<WatchClaim>, StorageError> {
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", lease as \"lease!\" from claim_due_watches($1, $2)",
        at_most,
        interval(lease),
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(WatchClaim {
                tenant: tenant_of(row.tenant_id, "session_watches")?,
                lease: row.lease,
            })
        })
        .collect()
}

/// What is known of the tenant's session; `None` while it is not linked.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<Option<Watch>, StorageError> {
    let row = sqlx::query!(
        "select linked_at, checked_until, resume_at, back_at, looked_at, failures, supported, deaf_kind,
                deaf_signs, deaf_since, engine_asked_at, restarts, restarts_since
         from session_watches where tenant_id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let suspicion = row.deaf_kind.zip(row.deaf_since).map(|(kind, since)| {
            Ok::<_, StorageError>(Suspicion {
                kind: DeafKind::from_stored(&kind)?,
                signs: row.deaf_signs,
                since,
            })
        });
        Ok(Watch {
            linked_at: row.linked_at,
            checked_until: row.checked_until,
            resume_at: row.resume_at,
            back_at: row.back_at,
            looked_at: row.looked_at,
            failures: row.failures,
            supported: row.supported,
            suspicion: suspicion.transpose()?,
            engine_asked_at: row.engine_asked_at,
            restarts: row.restarts,
            restarts_since: row.restarts_since,
        })
    })
    .transpose()
}

/// Prolongs the right to look; `false` when somebody else has it, or the link has ended.
pub async fn renew(tx: &mut Tx, claim: &WatchClaim, lease: Duration) -> Result<bool, StorageError> {
    let renewed = sqlx::query!(
        "update session_watches set lease_until = now() + $3::interval
         where tenant_id = $1 and lease = $2",
        claim.tenant.get(),
        claim.lease,
        interval(lease),
    )
    .execute(&mut **tx)
    .await?;
    Ok(renewed.rows_affected() > 0)
}

/// Notes how far the history was compared. Not when the session was away since `back_at`: then it begins
/// further back.
pub async fn advance(
    tx: &mut Tx,
    claim: &WatchClaim,
    back_at: OffsetDateTime,
    progress: &Progress,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update session_watches
         set checked_until = greatest(checked_until, $4),
             newest_at = greatest(newest_at, $5),
             resume_at = $6
         where tenant_id = $1 and lease = $2 and back_at = $3",
        claim.tenant.get(),
        claim.lease,
        back_at,
        progress.checked_until,
        progress.newest,
        progress.resume_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes what speaks for a session being deaf, or nothing.
pub async fn suspect(
    tx: &mut Tx,
    tenant: TenantId,
    suspicion: Option<Suspicion>,
    engine_asked_at: Option<OffsetDateTime>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update session_watches
         set deaf_kind = $2, deaf_signs = coalesce($3, 0), deaf_since = $4,
             engine_asked_at = coalesce($5, engine_asked_at)
         where tenant_id = $1",
        tenant.get(),
        suspicion.map(|suspicion| suspicion.kind.as_str()),
        suspicion.map(|suspicion| suspicion.signs),
        suspicion.map(|suspicion| suspicion.since),
        engine_asked_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts a restart that is about to be made, in the day that began at `since`, and forgets what spoke for
/// it.
pub async fn count_restart(
    tx: &mut Tx,
    tenant: TenantId,
    restarts: i32,
    since: OffsetDateTime,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update session_watches
         set restarts = $2, restarts_since = $3, deaf_kind = null, deaf_signs = 0, deaf_since = null
         where tenant_id = $1",
        tenant.get(),
        restarts,
        since,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends a look and gives the session back. Whoever asked for one meanwhile is not forgotten: the earlier of
/// the two times counts.
pub async fn finish(tx: &mut Tx, claim: &WatchClaim, looked: &Looked) -> Result<(), StorageError> {
    sqlx::query!(
        "update session_watches
         set lease = null, lease_until = null, due_at = least(due_at, $3),
             looked_at = coalesce($4, looked_at), failures = $5, supported = coalesce($6, supported)
         where tenant_id = $1 and lease = $2",
        claim.tenant.get(),
        claim.lease,
        looked.due_at,
        looked.at,
        looked.failures,
        looked.supported,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether other sessions' webhooks were heard since then; also when there are no others. When nobody's
/// are, the fault is not in one session.
pub async fn others_are_heard(
    database: &Database,
    tenant: TenantId,
    since: OffsetDateTime,
) -> Result<bool, StorageError> {
    let heard = sqlx::query_scalar!(
        "select others_are_heard($1, $2) as \"heard!\"",
        tenant.get(),
        since,
    )
    .fetch_one(database.pool())
    .await?;
    Ok(heard)
}
