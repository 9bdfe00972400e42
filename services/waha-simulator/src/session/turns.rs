//! Lifecycle calls: one at a time for each name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tracing::Instrument as _;

use crate::network::lock;
use crate::world::World;

/// How long a call waits for those before it, in simulated time.
const PATIENCE: Duration = Duration::from_secs(5);

/// The queues of calls. They go by name and not by session, as WAHA's do: a call that waits for a
/// DELETE to end has to look again which session there is, if any.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    queues: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    async fn take(&self, name: &str) -> OwnedMutexGuard<()> {
        let queue = {
            let mut queues = lock(&self.queues);
            // Whoever waits or has the turn holds the queue as well.
            queues.retain(|_, queue| Arc::strong_count(queue) > 1);
            Arc::clone(queues.entry(name.to_owned()).or_default())
        };
        queue.lock_owned().await
    }
}

/// Runs a lifecycle call when those before it have ended; `None` when it waited too long.
///
/// It runs to its end, also when the client gives up and this future is dropped: WAHA does not
/// notice, and a session must not be left half-way.
pub(crate) async fn in_turn<F>(
    world: Arc<World>,
    name: String,
    call: impl FnOnce(Arc<World>, String) -> F + Send + 'static,
) -> Option<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let call = async move {
        let turn = world.turns.take(&name);
        let _turn = world.clock.timeout(PATIENCE, turn).await?;
        Some(call(Arc::clone(&world), name).await)
    };
    tokio::spawn(call.in_current_span())
        .await
        .expect("a lifecycle call does not panic, and nobody aborts it")
}
