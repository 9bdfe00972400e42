//! One change of a tenant's session at a time.
//!
//! WAHA holds a lock of its own per session, and fails calls that wait for it too long. This is the order
//! within a process; between processes there is the session's lease.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use domain::TenantId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

#[derive(Clone, Default)]
pub(crate) struct TenantLocks {
    locks: Arc<Mutex<HashMap<TenantId, Weak<AsyncMutex<()>>>>>,
}

impl TenantLocks {
    /// Waits until nobody else in this process changes the tenant's session.
    pub(crate) async fn lock(&self, tenant: TenantId) -> OwnedMutexGuard<()> {
        let lock = self.of(tenant);
        lock.lock_owned().await
    }

    /// `None` when somebody else in this process changes it.
    pub(crate) fn try_lock(&self, tenant: TenantId) -> Option<OwnedMutexGuard<()>> {
        self.of(tenant).try_lock_owned().ok()
    }

    fn of(&self, tenant: TenantId) -> Arc<AsyncMutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(&tenant).and_then(Weak::upgrade) {
            return lock;
        }
        // Few are held at once; those that nobody holds are forgotten here.
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        locks.insert(tenant, Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time_per_tenant_and_nothing_is_kept() {
        let locks = TenantLocks::default();
        let tenant = |id: i64| TenantId::try_from(id).unwrap();
        let first = locks.lock(tenant(1)).await;
        assert!(locks.of(tenant(1)).try_lock().is_err());
        drop(locks.lock(tenant(2)).await);
        drop(first);
        drop(locks.lock(tenant(1)).await);
        drop(locks.lock(tenant(3)).await);
        assert_eq!(locks.locks.lock().unwrap().len(), 1);
    }
}
