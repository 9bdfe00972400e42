//! `GET /api/fleet`

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use bus::{ConsumerState, Overview, StreamState};
use serde::Serialize;
use service_runtime::{clock, telemetry};
use storage::usage::{self, Load};
use storage::{fleet_sessions, nodes};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::Shared;
use crate::problem::Problem;

/// How long NATS is waited for: the page that shows this is asked for again in a moment.
const PATIENCE: Duration = Duration::from_secs(3);

/// The whole house at one moment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fleet)]
pub(in crate::api) struct FleetBody {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The WAHA nodes, in the order of their names.
    nodes: Vec<FleetNodeBody>,
    /// How many sessions are in each state; a state that none is in is left out.
    sessions: Vec<StateBody>,
    /// Why `streams`, `consumers`, `dead_letters` and `unrouted` are null, in words for people; null: they are known.
    #[schema(required)]
    bus_problem: Option<&'static str>,
    /// The streams of NATS; null while it does not answer.
    #[schema(required)]
    streams: Option<Vec<StreamBody>>,
    /// What reads them.
    #[schema(required)]
    consumers: Option<Vec<ConsumerBody>>,
    mailboxes: MailboxesBody,
    outbox: OutboxBody,
    /// How many dead letters there are.
    #[schema(required)]
    dead_letters: Option<u64>,
    /// How many events could not be routed.
    #[schema(required)]
    unrouted: Option<u64>,
}

/// A WAHA node and how full it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetNode)]
struct FleetNodeBody {
    id: i64,
    name: String,
    /// `ok`, `unreachable`, or `unknown` before it was asked.
    state: &'static str,
    /// Whether nothing new is placed on it.
    draining: bool,
    /// How many sessions it holds.
    sessions: i64,
    /// How many of these are connected.
    working: i64,
    /// How many it may hold; null: nobody says.
    #[schema(required)]
    capacity: Option<i32>,
}

/// How many sessions are in a state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetSessionState)]
struct StateBody {
    /// One word for programs: an open set.
    state: String,
    sessions: i64,
}

/// How full a stream is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetStream)]
struct StreamBody {
    name: &'static str,
    messages: u64,
    bytes: u64,
    /// How many bytes it takes at most; null: as many as the server has room for.
    #[schema(required)]
    max_bytes: Option<u64>,
    /// When its oldest message came; null: it holds none.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    first_at: Option<OffsetDateTime>,
}

/// How far a consumer has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetConsumer)]
struct ConsumerBody {
    /// The stream that it reads.
    stream: &'static str,
    name: &'static str,
    /// How many messages it was not given yet.
    waiting: u64,
    /// How many it was given and has not acknowledged.
    unacknowledged: u64,
    /// How many of these it was given more than once.
    redelivered: u64,
    /// How many deliveries there ever were: only grows, and two answers make a rate.
    delivered: u64,
}

/// Customers' messages that wait for the bot.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetMailboxes)]
struct MailboxesBody {
    /// How many conversations have such; it is counted to 100000.
    waiting: i64,
    /// Since when the first of them waits.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    oldest_since: Option<OffsetDateTime>,
}

/// What is on its way to customers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetOutbox)]
struct OutboxBody {
    /// How many replies wait to be sent, or are being sent; it is counted to 100000.
    waiting: i64,
    /// When the first of them is due, or was.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    oldest_due_at: Option<OffsetDateTime>,
    /// How many were given up or refused today, by UTC.
    failed_today: i64,
}

/// Shows how the whole house is: nodes, sessions, streams, and what waits.
///
/// While NATS does not answer, what it would tell is null, and `bus_problem` says so.
#[utoipa::path(
    get,
    path = "/api/fleet",
    tag = "fleet",
    responses((status = 200, description = "How it is.", body = FleetBody))
)]
pub(in crate::api) async fn fleet(State(api): Shared) -> Result<Json<FleetBody>, Problem> {
    let at = clock::now();
    let today = at.date().midnight().assume_utc();
    let database = &api.whatsapp.database;
    let looking = api.bus.overview(PATIENCE);
    let (overview, load) = tokio::join!(looking, usage::load(database, today));
    let load = load?;
    let mut tx = database.begin_for(&[]).await?;
    let nodes = nodes::list(&mut tx).await?;
    let loads: HashMap<_, _> = nodes::loads(&mut tx).await?.into_iter().collect();
    tx.commit().await?;
    let sessions = fleet_sessions::count(database).await?;
    let overview = overview.inspect_err(|error| {
        tracing::warn!(error = %telemetry::chain(error), "operators do not see the streams");
    });
    let nodes = nodes.into_iter().map(|node| {
        let load = loads.get(&node.id).copied().unwrap_or_default();
        FleetNodeBody {
            id: node.id.get(),
            name: node.name,
            state: node.health.state.as_str(),
            draining: node.draining,
            sessions: load.sessions,
            working: load.working,
            capacity: Some(node.capacity),
        }
    });
    let sessions = sessions
        .into_iter()
        .map(|(state, sessions)| StateBody { state, sessions });
    let body = FleetBody::new(at, nodes.collect(), sessions.collect(), load);
    Ok(Json(body.with(overview.ok())))
}

impl FleetBody {
    /// All but what the bus tells.
    fn new(
        at: OffsetDateTime,
        nodes: Vec<FleetNodeBody>,
        sessions: Vec<StateBody>,
        load: Load,
    ) -> Self {
        Self {
            at,
            nodes,
            sessions,
            bus_problem: Some("The message bus does not answer."),
            streams: None,
            consumers: None,
            mailboxes: MailboxesBody {
                waiting: load.mailboxes,
                oldest_since: load.mailboxes_since,
            },
            outbox: OutboxBody {
                waiting: load.replies,
                oldest_due_at: load.replies_due_at,
                failed_today: load.failed,
            },
            dead_letters: None,
            unrouted: None,
        }
    }

    /// With what the bus tells, if it does.
    fn with(self, overview: Option<Overview>) -> Self {
        let Some(overview) = overview else {
            return self;
        };
        let streams = overview.streams.into_iter().map(StreamBody::from);
        let consumers = overview.consumers.into_iter().map(ConsumerBody::from);
        Self {
            bus_problem: None,
            streams: Some(streams.collect()),
            consumers: Some(consumers.collect()),
            dead_letters: Some(overview.dead_letters),
            unrouted: Some(overview.unrouted),
            ..self
        }
    }
}

impl From<StreamState> for StreamBody {
    fn from(stream: StreamState) -> Self {
        Self {
            name: stream.name,
            messages: stream.messages,
            bytes: stream.bytes,
            max_bytes: stream.max_bytes,
            first_at: stream.first_at,
        }
    }
}

impl From<ConsumerState> for ConsumerBody {
    fn from(consumer: ConsumerState) -> Self {
        Self {
            stream: consumer.stream,
            name: consumer.name,
            waiting: consumer.waiting,
            unacknowledged: consumer.unacknowledged,
            redelivered: consumer.redelivered,
            delivered: consumer.delivered,
        }
    }
}
