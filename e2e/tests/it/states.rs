//! Waiting for a session to be in a state, and what its timeline tells.

use domain::TenantId;
use e2e::{Manager, eventually};
use serde_json::Value;

use crate::harness::PATIENCE;

/// Reconcilers that lose no time.
pub(crate) const QUICK: [(&str, &str); 4] = [
    ("PEYK__RECONCILE__PERIOD", "200ms"),
    ("PEYK__RECONCILE__BACKOFF", "50ms"),
    ("PEYK__RECONCILE__STUCK_AFTER", "2s"),
    ("PEYK__RECONCILE__ORPHAN_GRACE", "300ms"),
];

/// Waits until the tenant's session is in a state.
pub(crate) async fn state(manager: &Manager, tenant: TenantId, state: &str) -> Value {
    let what = format!("{state} of tenant {tenant}");
    let seen = eventually(&what, PATIENCE, async || {
        let session = manager.session(tenant).await?;
        Ok((session["state"] == state).then_some(session))
    });
    match seen.await {
        Ok(seen) => seen,
        Err(error) => panic!(
            "{error}: {:?}, {:?}",
            manager.session(tenant).await,
            manager.timeline(tenant).await
        ),
    }
}

/// How often something happened to the tenant's session.
pub(crate) async fn count(manager: &Manager, tenant: TenantId, kind: &str) -> usize {
    let timeline = manager.timeline(tenant).await.unwrap();
    timeline.iter().filter(|(is, _)| is == kind).count()
}
