//! The loops: one for the fleet, which knows the nodes, and one for each node.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bus::Bus;
use metrics::histogram;
use service_runtime::{Shutdown, telemetry};
use storage::StorageError;
use storage::nodes::{self, Node, NodeId};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

use super::ReconcileSettings;
use super::pass::NodePass;
use crate::wake::Waking;
use crate::whatsapp::WhatsApp;

/// The shortest time between two passes, however often one is asked for.
const BREATH: Duration = Duration::from_secs(1);
/// How soon a session that somebody else worked on, or a WAHA that did not answer, is looked at again.
const RETRY: Duration = Duration::from_secs(2);
/// The longest wait for a WAHA that does not answer.
const LONGEST_RETRY: Duration = Duration::from_mins(1);

/// Brings the WAHA nodes to what is wanted.
#[derive(Clone)]
pub(crate) struct Reconciler {
    pub(super) whatsapp: WhatsApp,
    pub(super) settings: Arc<ReconcileSettings>,
    bus: Bus,
}

impl Reconciler {
    pub(crate) fn new(whatsapp: WhatsApp, bus: Bus, settings: ReconcileSettings) -> Self {
        Self {
            whatsapp,
            settings: Arc::new(settings),
            bus,
        }
    }

    /// Looks at all nodes, when it is woken and every period, until the service stops.
    pub(crate) async fn keep(self, shutdown: Shutdown) {
        let work = async {
            let mut waking = self.whatsapp.wake.listen();
            let mut loops = Loops::default();
            let mut failures = 0;
            loop {
                let pause = match self.nodes().await {
                    Ok(nodes) => {
                        failures = 0;
                        loops.follow(&self, nodes);
                        self.settings.period
                    }
                    Err(error) => {
                        failures += 1;
                        let error = telemetry::chain(&error).to_string();
                        tracing::warn!(error, failures, "the WAHA nodes are not known");
                        backoff(failures)
                    }
                };
                if let Err(error) = self.whatsapp.finish_deletions(&self.bus).await {
                    let error = telemetry::chain(&error).to_string();
                    tracing::warn!(error, "deletions of tenants are not finished");
                }
                rest(pause, &mut waking).await;
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
    }

    async fn nodes(&self) -> Result<Vec<Node>, StorageError> {
        let mut tx = self.whatsapp.database.begin_for(&[]).await?;
        nodes::list(&mut tx).await
    }

    /// Looks at one node for as long as it is polled.
    async fn watch(self, node: NodeId) {
        let mut waking = self.whatsapp.wake.listen();
        let mut pass = NodePass::new(self.clone(), node);
        let mut failures = 0;
        loop {
            let begun = Instant::now();
            let looked = pass.run(failures).await;
            let outcome = match &looked {
                Ok(false) => "done",
                Ok(true) => "again",
                Err(_) => "failed",
            };
            histogram!("reconcile_pass_duration_seconds", "outcome" => outcome)
                .record(begun.elapsed());
            let pause = match looked {
                Ok(busy) => {
                    failures = 0;
                    let period = self.settings.period;
                    if busy { RETRY.min(period) } else { period }
                }
                Err(error) => {
                    failures += 1;
                    let error = telemetry::chain(&error).to_string();
                    tracing::warn!(%node, error, failures, "sessions not compared with a WAHA node");
                    backoff(failures)
                }
            };
            rest(pause, &mut waking).await;
        }
    }
}

/// The loops of the nodes that there are. Dropped, all end.
#[derive(Default)]
struct Loops {
    running: JoinSet<()>,
    handles: HashMap<NodeId, AbortHandle>,
}

impl Loops {
    /// Begins those of new nodes, and ends those of nodes that are gone.
    fn follow(&mut self, reconciler: &Reconciler, nodes: Vec<Node>) {
        while let Some(ended) = self.running.try_join_next() {
            if let Err(error) = ended
                && error.is_panic()
            {
                tracing::error!(%error, "the loop of a WAHA node failed and is begun anew");
            }
        }
        let mut former = std::mem::take(&mut self.handles);
        for node in nodes {
            let handle = former
                .remove(&node.id)
                .filter(|handle| !handle.is_finished())
                .unwrap_or_else(|| self.running.spawn(reconciler.clone().watch(node.id)));
            self.handles.insert(node.id, handle);
        }
        for (node, handle) in former {
            handle.abort();
            reconciler.whatsapp.fleet.forget(node);
        }
    }
}

fn backoff(failures: u32) -> Duration {
    RETRY
        .saturating_mul(2_u32.pow(failures.min(6).saturating_sub(1)))
        .min(LONGEST_RETRY)
}

/// Waits for the next pass, or until it is asked for.
async fn rest(pause: Duration, waking: &mut Waking) {
    sleep(BREATH.min(pause)).await;
    // Woken or not, it is time.
    let _ = timeout(pause.saturating_sub(BREATH), waking.woken()).await;
}
