//! Streams, consumers and buckets, as code.
//!
//! | stream | holds | keeps |
//! |---|---|---|
//! | `WAHA_EVENTS` | `waha.events.>` | until every consumer that wants an event has acknowledged it |
//! | `WAHA_BULK` | `waha.bulk.>`, `waha.backfill.>` | the same, for what would keep others waiting: floods and what was missed |
//! | `WAHA_UNROUTED` | `waha.unrouted.>` | until it is redriven or removed, a week at most |
//! | `WAHA_DEAD` | `waha.dead.>` | until an operator redrives or removes it, 90 days at most |
//! | `WAHA_PROBES` | `waha.probe` | the newest |
//! | `TENANT_CHANGES` | `peyk.changes.>` | the newest, an hour at most, in memory |
//! | `KV_tenant_routes` | the bucket of tenant routes | the newest route of each tenant |
//!
//! All refuse what does not fit (`discard: new`) instead of forgetting what they hold; but for the probes, and for the
//! changes, which nobody misses for long: they only say where to look.

use std::time::Duration;

use async_nats::jetstream::{
    Context, ErrorCode,
    consumer::{AckPolicy, DeliverPolicy, pull},
    context::{GetStreamError, GetStreamErrorKind},
    kv,
    stream::{Config, DiscardPolicy, RetentionPolicy, StorageType},
};
use events::Subject;

use crate::{BusError, error::BoxError};

pub(crate) const EVENTS: &str = "WAHA_EVENTS";
pub(crate) const BULK: &str = "WAHA_BULK";
pub(crate) const UNROUTED: &str = "WAHA_UNROUTED";
pub(crate) const DEAD: &str = "WAHA_DEAD";
pub(crate) const PROBES: &str = "WAHA_PROBES";
/// What asks whether JetStream writes: the only subject of [`PROBES`].
pub(crate) const PROBE: &str = "waha.probe";
pub(crate) const CHANGES: &str = "TENANT_CHANGES";
pub(crate) const TENANT_ROUTES: &str = "tenant_routes";
/// The stream below the bucket.
const TENANT_ROUTES_STREAM: &str = "KV_tenant_routes";

const MIB: i64 = 1024 * 1024;
/// Half a million events of ordinary size: hours of a worker fleet being away.
const EVENTS_MAX_BYTES: i64 = 1024 * MIB;
/// Enough for some floods at once; whoever brings more is told to come again.
const BULK_MAX_BYTES: i64 = 512 * MIB;
const REFUSED_MAX_BYTES: i64 = 256 * MIB;
/// The first filter against duplicates, in memory of the server; the lasting one is Postgres.
pub(crate) const DUPLICATE_WINDOW: Duration = Duration::from_mins(10);
/// WAHA posts what cannot be routed up to 12 times, over about 2.3 hours. All of them are one.
const UNROUTED_DUPLICATE_WINDOW: Duration = Duration::from_hours(3);
/// What nobody claimed for so long is no customer's question any more.
const UNROUTED_MAX_AGE: Duration = Duration::from_hours(7 * 24);
/// What nobody looked at for so long is looked at by nobody, and it holds what customers wrote.
const DEAD_MAX_AGE: Duration = Duration::from_hours(90 * 24);

/// Some hundred thousand changes. Within `max_memory_store` of NATS' settings.
const CHANGES_MAX_BYTES: i64 = 64 * MIB;
/// Who was away for longer reads everything anew.
const CHANGES_MAX_AGE: Duration = Duration::from_hours(1);

/// A durable consumer: any number of processes share its deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durable {
    /// Everything, for the bot: messages and what is said of them, who is typing, whose session is back.
    BotWorker,
    /// The same of `WAHA_BULK`. It works a quarter of the time at most: a flood has what the others leave.
    BotWorkerBulk,
    /// The life of sessions, for session-manager.
    SessionManager,
}

impl Durable {
    pub(crate) const ALL: [Self; 3] = [Self::BotWorker, Self::BotWorkerBulk, Self::SessionManager];

    /// The consumer's name in JetStream.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BotWorker => "bot-worker",
            Self::BotWorkerBulk => "bot-worker-bulk",
            Self::SessionManager => "session-manager",
        }
    }

    /// The stream that it is a consumer of.
    pub(crate) fn stream(self) -> &'static str {
        match self {
            Self::BotWorker | Self::SessionManager => EVENTS,
            Self::BotWorkerBulk => BULK,
        }
    }

    /// Whether it rests after each batch.
    pub(crate) fn rests(self) -> bool {
        self == Self::BotWorkerBulk
    }

    /// What it wants. With several filters the server goes through all subjects of a block for each message that it
    /// delivers, which costs more the more tenants there are: so it is all, or one.
    fn subject(self) -> String {
        match self {
            Self::BotWorker | Self::BotWorkerBulk => String::new(),
            Self::SessionManager => Subject::SESSION_STATUS.to_owned(),
        }
    }

    pub(crate) fn config(self) -> pull::Config {
        pull::Config {
            durable_name: Some(self.name().to_owned()),
            filter_subject: self.subject(),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            // Longer than an intake's transaction may take; what a killed process held comes again then.
            ack_wait: Duration::from_secs(20),
            // Never given up by the server: under interest retention a message that is no longer
            // delivered would still fill the stream. Giving up is the consumer's decision, with a reason.
            max_deliver: -1,
            max_ack_pending: 4096,
            ..pull::Config::default()
        }
    }
}

/// Makes or updates everything, each on `replicas` servers. Idempotent, and safe to run from several processes at once.
pub(crate) async fn declare(jetstream: &Context, replicas: usize) -> Result<(), BusError> {
    for (name, mut config) in streams() {
        config.num_replicas = at_least(jetstream, name, replicas).await?;
        let declared = jetstream.create_or_update_stream(config).await;
        declared.map_err(missing(name))?;
    }
    for durable in Durable::ALL {
        jetstream
            .create_consumer_on_stream(durable.config(), durable.stream())
            .await
            .map_err(missing(durable.name()))?;
    }
    let routes = kv::Config {
        bucket: TENANT_ROUTES.to_owned(),
        description: "tenant id → TenantRoute: which webhooks ingress takes".to_owned(),
        history: 1,
        storage: StorageType::File,
        num_replicas: at_least(jetstream, TENANT_ROUTES_STREAM, replicas).await?,
        ..kv::Config::default()
    };
    jetstream
        .create_or_update_key_value(routes)
        .await
        .map_err(missing(TENANT_ROUTES))?;
    Ok(())
}

/// How many replicas a stream shall have: what is asked for, or what it has, if that is more. Otherwise one service that
/// was started without the setting would quietly take copies away from all.
async fn at_least(
    jetstream: &Context,
    name: &'static str,
    replicas: usize,
) -> Result<usize, BusError> {
    let there = found(jetstream, name).await.map_err(missing(name))?;
    Ok(there.map_or(replicas, |config| replicas.max(config.num_replicas)))
}

/// How a stream is, if it is there.
pub(crate) async fn found(
    jetstream: &Context,
    name: &str,
) -> Result<Option<Config>, GetStreamError> {
    match jetstream.get_stream(name).await {
        Ok(stream) => Ok(Some(stream.cached_info().config.clone())),
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(refusal)
                if refusal.error_code() == ErrorCode::STREAM_NOT_FOUND =>
            {
                Ok(None)
            }
            _ => Err(error),
        },
    }
}

/// The error of a stream, consumer or bucket that is not there and cannot be had.
pub(crate) fn missing<E: Into<BoxError>>(what: &'static str) -> impl FnOnce(E) -> BusError {
    move |source| BusError::Declare {
        what,
        source: source.into(),
    }
}

/// In a vector, because they are large and live as long as the future that declares them.
pub(crate) fn streams() -> Vec<(&'static str, Config)> {
    let stream = |name: &str, subject: &str, max_bytes| Config {
        name: name.to_owned(),
        subjects: vec![subject.to_owned()],
        storage: StorageType::File,
        discard: DiscardPolicy::New,
        max_bytes,
        duplicate_window: DUPLICATE_WINDOW,
        ..Config::default()
    };
    let events = Config {
        retention: RetentionPolicy::Interest,
        // What ingress publishes in groups.
        allow_atomic_publish: true,
        ..stream(EVENTS, Subject::EVENTS, EVENTS_MAX_BYTES)
    };
    let bulk = Config {
        subjects: vec![Subject::BULK.to_owned(), Subject::BACKFILL.to_owned()],
        retention: RetentionPolicy::Interest,
        allow_atomic_publish: true,
        ..stream(BULK, "", BULK_MAX_BYTES)
    };
    let unrouted = Config {
        duplicate_window: UNROUTED_DUPLICATE_WINDOW,
        max_age: UNROUTED_MAX_AGE,
        ..stream(UNROUTED, Subject::UNROUTED, REFUSED_MAX_BYTES)
    };
    let dead = Config {
        max_age: DEAD_MAX_AGE,
        ..stream(DEAD, Subject::DEAD, REFUSED_MAX_BYTES)
    };
    let probes = Config {
        discard: DiscardPolicy::Old,
        max_messages: 1,
        ..stream(PROBES, PROBE, MIB)
    };
    let changes = Config {
        storage: StorageType::Memory,
        discard: DiscardPolicy::Old,
        max_age: CHANGES_MAX_AGE,
        // Nobody waits until one is stored.
        no_ack: true,
        ..stream(CHANGES, Subject::CHANGES, CHANGES_MAX_BYTES)
    };
    vec![
        (EVENTS, events),
        (BULK, bulk),
        (UNROUTED, unrouted),
        (DEAD, dead),
        (PROBES, probes),
        (CHANGES, changes),
    ]
}
