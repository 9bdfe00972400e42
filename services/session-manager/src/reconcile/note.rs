//! What was seen, asked and done: written to the session's row and to its timeline, in one transaction.

use domain::{Phone, SessionStatus, TenantId};
use storage::sessions::{self, Health, Session, Wanted};
use storage::{StorageError, Tx, session_events};
use time::OffsetDateTime;

use super::state::{self, State};
use crate::gap_fill;

/// What the timeline tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    ConnectAsked,
    DisconnectAsked,
    StatusSeen,
    Created,
    Started,
    Restarted,
    Reconfigured,
    Lost,
    AttemptFailed,
    GaveUp,
    Removed,
    WahaUnreachable,
    WahaReachable,
    Deaf,
    Hears,
    Moved,
    Suspended,
    Resumed,
    KeyRotated,
    KeyRolledOut,
}

impl Happened {
    fn as_str(self) -> &'static str {
        match self {
            Self::ConnectAsked => "connect_asked",
            Self::DisconnectAsked => "disconnect_asked",
            Self::StatusSeen => "status",
            Self::Created => "created",
            Self::Started => "started",
            Self::Restarted => "restarted",
            Self::Reconfigured => "reconfigured",
            Self::Lost => "lost",
            Self::AttemptFailed => "attempt_failed",
            Self::GaveUp => "gave_up",
            Self::Removed => "removed",
            Self::WahaUnreachable => "waha_unreachable",
            Self::WahaReachable => "waha_reachable",
            Self::Deaf => "deaf",
            Self::Hears => "hears",
            Self::Moved => "moved",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
            Self::KeyRotated => "key_rotated",
            Self::KeyRolledOut => "key_rolled_out",
        }
    }
}

/// What WAHA said of a session.
#[derive(Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) status: &'a SessionStatus,
    /// When: by WAHA's clock in an event, by ours in an answer.
    pub(crate) at: OffsetDateTime,
    pub(crate) phone: Option<&'a Phone>,
}

const MOVED: &str = "It was moved to another WAHA node: the phone has to be linked again.";
const LOST: &str =
    "WAHA had lost the session and it was made again: the phone has to be linked again.";

/// Adds to the timeline.
pub(crate) async fn happened(
    tx: &mut Tx,
    tenant: TenantId,
    now: OffsetDateTime,
    what: Happened,
    detail: Option<&str>,
) -> Result<(), StorageError> {
    session_events::add(tx, tenant, now, what.as_str(), detail).await
}

/// `by` has asked to connect: what was tried and given up before does not count any more.
pub(crate) async fn asked(
    tx: &mut Tx,
    tenant: TenantId,
    by: &str,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let health = Health {
        state: State::Connecting.as_str().to_owned(),
        since: now,
        reason: None,
        // Until WAHA says so: if it is not any more, a person is there to scan.
        linked: false,
        attempts: 0,
        next_try_at: None,
    };
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, Happened::ConnectAsked, Some(by)).await
}

/// Notes what WAHA said, unless something newer is known or the session is to be gone. Returns whether
/// it was news.
pub(crate) async fn seen(
    tx: &mut Tx,
    tenant: TenantId,
    seen: &Seen<'_>,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let Some(before) = wanted(tx, tenant).await? else {
        return Ok(false);
    };
    let Seen { status, at, phone } = *seen;
    let noted = sessions::note_status(tx, tenant, status, at, phone).await?;
    let changed = before.status.as_ref() != Some(status);
    if changed && !noted {
        return Ok(false);
    }
    reachable_again(tx, tenant, &before.health, now).await?;
    gap_fill::seen(tx, tenant, &before, seen).await?;
    if changed {
        let detail = Some(status.as_str());
        happened(tx, tenant, at, Happened::StatusSeen, detail).await?;
    }
    let health = state::after(&before.health, status, now);
    if health != before.health {
        sessions::set_health(tx, tenant, &health).await?;
    }
    Ok(changed)
}

/// WAHA does not have the session that it had.
pub(super) async fn lost(
    tx: &mut Tx,
    tenant: TenantId,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(before) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    if before.status.is_none() {
        return Ok(());
    }
    reachable_again(tx, tenant, &before.health, now).await?;
    gap_fill::lost(tx, tenant).await?;
    sessions::forget_status(tx, tenant, now).await?;
    let health = Health {
        state: State::Connecting.as_str().to_owned(),
        since: now,
        reason: Some(LOST.to_owned()),
        linked: false,
        attempts: 0,
        next_try_at: None,
    };
    sessions::set_health(tx, tenant, &health).await?;
    happened(
        tx,
        tenant,
        now,
        Happened::Lost,
        Some("WAHA no longer knew the session."),
    )
    .await
}

/// The session is on another node now. `by` says who wanted that.
pub(crate) async fn moved(
    tx: &mut Tx,
    tenant: TenantId,
    stays_linked: bool,
    by: &str,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    // What the former node says from now on is no news.
    sessions::forget_status(tx, tenant, now).await?;
    health.attempts = 0;
    health.next_try_at = None;
    if stays_linked {
        state::enter(&mut health, State::Reconnecting, now);
    } else {
        state::enter(&mut health, State::Connecting, now);
        health.reason = Some(MOVED.to_owned());
        health.linked = false;
        gap_fill::lost(tx, tenant).await?;
    }
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, Happened::Moved, Some(by)).await
}

/// The tenant is suspended: its session is to be stopped. `by` says who did that.
pub(crate) async fn suspended(
    tx: &mut Tx,
    tenant: TenantId,
    by: &str,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    set_suspended(tx, tenant, now).await?;
    happened(tx, tenant, now, Happened::Suspended, Some(by)).await
}

/// The session of a suspended tenant is suspended, whatever was seen of it meanwhile.
pub(super) async fn set_suspended(
    tx: &mut Tx,
    tenant: TenantId,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    if State::of(&health) == State::Suspended {
        return Ok(());
    }
    state::enter(&mut health, State::Suspended, now);
    health.reason = Some(state::SUSPENDED.to_owned());
    sessions::set_health(tx, tenant, &health).await
}

/// The tenant is served again: its session is to be started. `by` says who did that.
pub(crate) async fn resumed(
    tx: &mut Tx,
    tenant: TenantId,
    by: &str,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    if let Some(Session { mut health, .. }) = wanted(tx, tenant).await? {
        let state = if health.linked {
            State::Reconnecting
        } else {
            State::Connecting
        };
        state::enter(&mut health, state, now);
        health.reason = None;
        health.attempts = 0;
        health.next_try_at = None;
        sessions::set_health(tx, tenant, &health).await?;
    }
    happened(tx, tenant, now, Happened::Resumed, Some(by)).await
}

/// WAHA does not answer.
pub(super) async fn unreachable(
    tx: &mut Tx,
    tenant: TenantId,
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    if State::of(&health) == State::WahaUnreachable {
        return Ok(());
    }
    state::enter(&mut health, State::WahaUnreachable, now);
    health.reason = Some(reason.to_owned());
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, Happened::WahaUnreachable, Some(reason)).await
}

/// It says that it works, and it does not hear what happens in it. Returns whether that is news.
pub(crate) async fn deaf(
    tx: &mut Tx,
    tenant: TenantId,
    reason: &str,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(false);
    };
    let known = State::of(&health) == State::Deaf && health.reason.as_deref() == Some(reason);
    if known || !matches!(State::of(&health), State::Connected | State::Deaf) {
        return Ok(false);
    }
    state::enter(&mut health, State::Deaf, now);
    health.reason = Some(reason.to_owned());
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, Happened::Deaf, Some(reason)).await?;
    Ok(true)
}

/// It is not deaf any more.
pub(crate) async fn hears(
    tx: &mut Tx,
    tenant: TenantId,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    if State::of(&health) != State::Deaf {
        return Ok(());
    }
    state::enter(&mut health, State::Connected, now);
    health.reason = None;
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, Happened::Hears, None).await
}

/// Something is about to be done to make the session well. Counted before it is done: a crash in the
/// middle must not let it be done for ever.
pub(super) async fn attempt(
    tx: &mut Tx,
    tenant: TenantId,
    what: Happened,
    why: &str,
    next_try_at: impl FnOnce(i32) -> OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    health.attempts += 1;
    health.next_try_at = Some(next_try_at(health.attempts));
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, what, Some(why)).await
}

/// WAHA refused what was tried. `counted` is what this changes the number of attempts by.
pub(super) async fn failed(
    tx: &mut Tx,
    tenant: TenantId,
    reason: &str,
    counted: i32,
    next_try_at: impl FnOnce(i32) -> OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    health.attempts = (health.attempts + counted).max(0);
    health.next_try_at = Some(next_try_at(health.attempts.max(1)));
    health.reason = Some(reason.to_owned());
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, Happened::AttemptFailed, Some(reason)).await
}

/// It was tried often enough.
pub(super) async fn gave_up(
    tx: &mut Tx,
    tenant: TenantId,
    why: &str,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    let reason = format!("Gave up after {} tries: {why}", health.attempts);
    state::enter(&mut health, State::GaveUp, now);
    health.reason = Some(reason.clone());
    health.next_try_at = None;
    sessions::set_health(tx, tenant, &health).await?;
    happened(tx, tenant, now, Happened::GaveUp, Some(&reason)).await
}

/// The session is well, and what was tried is forgotten.
pub(super) async fn settled(tx: &mut Tx, tenant: TenantId) -> Result<(), StorageError> {
    let Some(Session { mut health, .. }) = wanted(tx, tenant).await? else {
        return Ok(());
    };
    if State::of(&health) == State::Connected {
        health.attempts = 0;
        health.next_try_at = None;
        sessions::set_health(tx, tenant, &health).await?;
    }
    Ok(())
}

async fn reachable_again(
    tx: &mut Tx,
    tenant: TenantId,
    health: &Health,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    if State::of(health) == State::WahaUnreachable {
        happened(tx, tenant, now, Happened::WahaReachable, None).await?;
    }
    Ok(())
}

/// The tenant's session, locked, if it is wanted to run.
async fn wanted(tx: &mut Tx, tenant: TenantId) -> Result<Option<Session>, StorageError> {
    let session = sessions::lock(tx, tenant).await?;
    Ok(session.filter(|session| session.wanted == Wanted::Running))
}
