//! Which sessions are watched, and from which moment on.

use domain::{SessionStatus, TenantId};
use storage::sessions::Session;
use storage::{StorageError, Tx, session_watches};

use crate::reconcile::{Seen, State};

/// WAHA said something of a session, which had been as `before`.
pub(crate) async fn seen(
    tx: &mut Tx,
    tenant: TenantId,
    before: &Session,
    seen: &Seen<'_>,
) -> Result<(), StorageError> {
    let Seen { status, at, phone } = *seen;
    let changed = before.status.as_ref() != Some(status);
    let back = State::of(&before.health) == State::WahaUnreachable;
    match status {
        SessionStatus::Working => {
            let other = |phone| before.phone.as_ref().is_some_and(|before| before != phone);
            let another = phone.is_some_and(other);
            if another {
                // What the other number was told before is none of this link's.
                session_watches::forget(tx, tenant).await?;
            }
            if changed || back || another {
                session_watches::came_back(tx, tenant, at).await?;
            }
        }
        // A code is shown to who is not linked.
        SessionStatus::ScanQrCode => lost(tx, tenant).await?,
        SessionStatus::Other(name) if name.starts_with("PASSKEY_") => lost(tx, tenant).await?,
        _ => {}
    }
    Ok(())
}

/// The session is not linked any more. The next link begins a history of its own.
pub(crate) async fn lost(tx: &mut Tx, tenant: TenantId) -> Result<(), StorageError> {
    session_watches::forget(tx, tenant).await
}
