//! Waiting for a session to be as a call needs it.

use std::sync::Arc;
use std::time::Duration;

use crate::api::{ApiError, ApiResult};
use crate::network::SharedAccount;
use crate::session::{Session, Status};
use crate::world::World;

/// How long a call waits for a session to run, and then for the status it needs.
const FOR_RUNNING: Duration = Duration::from_secs(5);
const FOR_STATUS: Duration = Duration::from_secs(10);

/// The session once it has `expected` status; waits up to 15 s for it, as WAHA does.
pub(crate) async fn in_status(
    world: &World,
    name: &str,
    expected: Status,
) -> ApiResult<Arc<Session>> {
    let session = world
        .session(name)
        .ok_or_else(|| ApiError::UnknownSession {
            session: name.to_owned(),
        })?;
    wait(world, &session, FOR_RUNNING, Status::is_running).await;
    if session.status().is_running() {
        wait(world, &session, FOR_STATUS, |status| status == expected).await;
    }
    let status = session.status();
    if status == expected {
        return Ok(session);
    }
    Err(ApiError::WrongStatus {
        session: name.to_owned(),
        status,
        expected: vec![expected],
    })
}

/// Waits until the session's status is right, for at most `limit` of simulated time. A service
/// that stops waits no longer: its clients are answered with what is.
pub(crate) async fn wait(
    world: &World,
    session: &Session,
    limit: Duration,
    is_right: impl Fn(Status) -> bool,
) {
    let mut status = session.watch();
    let right = status.wait_for(|status| is_right(*status));
    let in_time = world.clock.timeout(limit, right);
    world.stopping.run_until_cancelled(in_time).await;
}

/// The session and its account, once it is WORKING.
pub(crate) async fn working(world: &World, name: &str) -> ApiResult<(Arc<Session>, SharedAccount)> {
    let session = in_status(world, name, Status::Working).await?;
    let account = session
        .state()
        .link
        .as_ref()
        .map(|link| Arc::clone(&link.account));
    match account {
        Some(account) => Ok((session, account)),
        // Logged out in this very moment.
        None => Err(ApiError::WrongStatus {
            session: name.to_owned(),
            status: session.status(),
            expected: vec![Status::Working],
        }),
    }
}
