//! Which sessions are watched, and from which moment on.

use domain::{Phone, SessionStatus, TenantId};
use storage::sessions::Session;
use storage::{StorageError, Tx, session_watches};
use time::OffsetDateTime;

/// WAHA said `status` of a session, at `at`, which had been as `before`; `back` if WAHA itself was away.
pub(crate) async fn seen(
    tx: &mut Tx,
    tenant: TenantId,
    before: &Session,
    status: &SessionStatus,
    at: OffsetDateTime,
    phone: Option<&Phone>,
    back: bool,
) -> Result<(), StorageError> {
    let changed = before.status.as_ref() != Some(status);
    match status {
        SessionStatus::Working => {
            let another = phone.is_some() && before.phone.is_some() && before.phone.as_ref() != phone;
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
