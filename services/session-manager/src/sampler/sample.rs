//! Taking the measures.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::time::Duration;

use bus::{Bus, BusError};
use metrics::{counter, gauge};
use service_runtime::{Shutdown, clock, telemetry};
use storage::nodes::{Node, NodeState};
use storage::{Database, StorageError, checkup, fleet_sessions, nodes};
use time::OffsetDateTime;
use tokio::time::{MissedTickBehavior, interval};

use super::MetricsSettings;
use crate::reconcile::State;

/// What may not be measured, as `sample_failures_total` has it.
pub(crate) const FAILURES: &[&str] = &[BUS, SESSIONS, NODES, DUE];
const BUS: &str = "bus";
const SESSIONS: &str = "sessions";
const NODES: &str = "nodes";
const DUE: &str = "due";

/// How long NATS is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Measures the whole house.
pub(crate) struct Sampler {
    database: Database,
    bus: Bus,
    period: Duration,
    /// The nodes that were told of: one that is gone holds nothing.
    told: HashSet<String>,
}

impl Sampler {
    pub(crate) fn new(settings: &MetricsSettings, database: Database, bus: Bus) -> Self {
        Self {
            database,
            bus,
            period: settings.sample_period,
            told: HashSet::new(),
        }
    }

    /// Measures again and again, until the service stops.
    pub(crate) async fn keep(mut self, shutdown: Shutdown) {
        let soft = shutdown.soft().clone();
        let work = async {
            let mut ticks = interval(self.period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                self.sample().await;
            }
        };
        soft.run_until_cancelled(work).await;
    }

    /// Measures once. What cannot be measured stays as it was, and is counted: one failure hides nothing else.
    async fn sample(&mut self) {
        note(BUS, self.sample_bus().await);
        note(SESSIONS, self.sample_sessions().await);
        note(NODES, self.sample_nodes().await);
        note(DUE, self.sample_due(clock::now()).await);
    }

    async fn sample_bus(&self) -> Result<(), BusError> {
        let overview = self.bus.overview(PATIENCE).await?;
        for stream in &overview.streams {
            gauge!("stream_messages", "stream" => stream.name).set(number(stream.messages));
            gauge!("stream_bytes", "stream" => stream.name).set(number(stream.bytes));
            if let Some(most) = stream.max_bytes {
                gauge!("stream_max_bytes", "stream" => stream.name).set(number(most));
            }
        }
        for it in &overview.consumers {
            gauge!("consumer_pending", "stream" => it.stream, "consumer" => it.name)
                .set(number(it.waiting));
            gauge!("consumer_ack_pending", "stream" => it.stream, "consumer" => it.name)
                .set(number(it.unacknowledged));
        }
        gauge!("dead_letters").set(number(overview.dead_letters));
        gauge!("unrouted_events").set(number(overview.unrouted));
        Ok(())
    }

    async fn sample_sessions(&self) -> Result<(), StorageError> {
        let counted = fleet_sessions::count(&self.database).await?;
        let mut sessions = HashMap::from(State::ALL.map(|state| (state.as_str(), 0)));
        for (state, count) in counted {
            *sessions.entry(State::named(&state).as_str()).or_default() += count;
        }
        for (state, count) in sessions {
            gauge!("sessions", "state" => state).set(number(count));
        }
        Ok(())
    }

    async fn sample_nodes(&mut self) -> Result<(), StorageError> {
        let mut tx = self.database.begin_for(&[]).await?;
        let nodes = nodes::list(&mut tx).await?;
        let loads: HashMap<_, _> = nodes::loads(&mut tx).await?.into_iter().collect();
        tx.commit().await?;
        for state in NODE_STATES {
            let count = nodes.iter().filter(|node| state_of(node) == *state).count();
            gauge!("waha_nodes", "state" => *state).set(number(count));
        }
        let mut gone = std::mem::take(&mut self.told);
        for node in nodes {
            let load = loads.get(&node.id).copied().unwrap_or_default();
            tell_node(node.name.clone(), load.sessions, node.capacity);
            gone.remove(&node.name);
            self.told.insert(node.name);
        }
        for name in gone {
            tell_node(name, 0, 0);
        }
        Ok(())
    }

    async fn sample_due(&self, now: OffsetDateTime) -> Result<(), StorageError> {
        let delay = checkup::delay(&self.database, now).await?;
        let since = |since: Option<OffsetDateTime>| {
            let since = since.map(|since| (now - since).as_seconds_f64());
            since.unwrap_or_default()
        };
        gauge!("mailboxes_due").set(number(delay.turns.count));
        gauge!("mailboxes_oldest_due_seconds").set(since(delay.turns.since));
        gauge!("replies_due").set(number(delay.replies.count));
        gauge!("replies_oldest_due_seconds").set(since(delay.replies.since));
        Ok(())
    }
}

/// How a node may be.
pub(crate) const NODE_STATES: &[&str] = &["serving", "draining", "unreachable", "unknown"];

fn state_of(node: &Node) -> &'static str {
    match node.health.state {
        NodeState::Unreachable => "unreachable",
        _ if node.draining => "draining",
        NodeState::Ok => "serving",
        NodeState::Unknown => "unknown",
    }
}

fn tell_node(name: String, sessions: i64, capacity: i32) {
    gauge!("waha_node_sessions", "node" => name.clone()).set(number(sessions));
    gauge!("waha_node_capacity", "node" => name).set(f64::from(capacity));
}

fn note<E: Error + 'static>(what: &'static str, sampled: Result<(), E>) {
    if let Err(error) = sampled {
        // Who is away is said by whoever needs it; this is a line for each period beside that.
        tracing::debug!(what, error = %telemetry::chain(&error), "not measured");
        counter!("sample_failures_total", "what" => what).increment(1);
    }
}

/// A number for a graph: beyond 2⁵³ it is rounded.
fn number(count: impl TryInto<i64>) -> f64 {
    let count: i64 = count.try_into().unwrap_or(i64::MAX);
    #[expect(clippy::cast_precision_loss, reason = "a number for a graph")]
    let count = count as f64;
    count
}
