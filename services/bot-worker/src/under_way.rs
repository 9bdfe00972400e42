//! The deliveries that are under way, by tenant.

use std::{collections::HashMap, future::Future};

use domain::TenantId;
use metrics::counter;
use service_runtime::telemetry;
use tokio::task::{Id, JoinError, JoinSet};

/// Tasks, each for one tenant. A tenant whose deliveries all wait for WAHA must not take the others' places.
#[derive(Debug, Default)]
pub(crate) struct UnderWay {
    tasks: JoinSet<()>,
    tenants: HashMap<Id, TenantId>,
}

impl UnderWay {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// The tenants that have `most` or more.
    pub(crate) fn busy(&self, most: i32) -> Vec<TenantId> {
        let mut counts: HashMap<TenantId, i32> = HashMap::new();
        for tenant in self.tenants.values() {
            *counts.entry(*tenant).or_default() += 1;
        }
        counts
            .into_iter()
            .filter(|(_, count)| *count >= most)
            .map(|(tenant, _)| tenant)
            .collect()
    }

    /// Begins a delivery.
    pub(crate) fn spawn(
        &mut self,
        tenant: TenantId,
        delivery: impl Future<Output = ()> + Send + 'static,
    ) {
        let id = self.tasks.spawn(delivery).id();
        self.tenants.insert(id, tenant);
    }

    /// Waits until one has ended; `None` when there is none. A panic is one delivery's alone: its lease runs
    /// out and it is tried again.
    pub(crate) async fn ended(&mut self) -> Option<()> {
        let ended = self.tasks.join_next_with_id().await?;
        self.forget(ended);
        Some(())
    }

    /// Forgets those that have ended, without waiting for any.
    pub(crate) fn sweep(&mut self) {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.forget(ended);
        }
    }

    fn forget(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(error = %telemetry::chain(&error), "a delivery panicked");
                counter!("replies_total", "outcome" => "panicked").increment(1);
                error.id()
            }
        };
        self.tenants.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tenant_is_busy_until_its_deliveries_end() {
        let tenant = TenantId::try_from(5).expect("positive");
        let mut under_way = UnderWay::default();
        assert_eq!(under_way.ended().await, None);
        under_way.spawn(tenant, async {});
        under_way.spawn(tenant, async { panic!("a delivery that fails") });
        assert_eq!(
            (under_way.busy(2), under_way.busy(3)),
            (vec![tenant], vec![])
        );
        assert_eq!(under_way.ended().await, Some(()));
        assert_eq!(under_way.ended().await, Some(()));
        assert_eq!((under_way.len(), under_way.busy(1)), (0, vec![]));
    }
}
