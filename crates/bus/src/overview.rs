//! How full the streams are, and how far their consumers have come: for operators.

use std::time::Duration;

use async_nats::jetstream::{Context, consumer, stream};
use futures::future::try_join_all;
use time::OffsetDateTime;
use tokio::time::timeout;

use crate::{
    Bus, BusError, Durable,
    error::BoxError,
    topology::{BULK, CHANGES, DEAD, EVENTS, UNROUTED},
};

/// The streams that tell something; what else there is holds only the newest of each thing.
const SHOWN: [&str; 5] = [EVENTS, BULK, UNROUTED, DEAD, CHANGES];

/// The streams and their consumers at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The streams, in the order of what happens to a message.
    pub streams: Vec<StreamState>,
    /// The durable consumers.
    pub consumers: Vec<ConsumerState>,
    /// How many events could not be routed.
    pub unrouted: u64,
    /// How many dead letters there are.
    pub dead_letters: u64,
}

/// How full a stream is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamState {
    /// Its name.
    pub name: &'static str,
    /// How many messages it holds.
    pub messages: u64,
    /// How many bytes they take.
    pub bytes: u64,
    /// How many it takes at most; `None`: as many as the server has room for.
    pub max_bytes: Option<u64>,
    /// When its oldest message came; `None`: it holds none.
    pub first_at: Option<OffsetDateTime>,
}

/// How far a consumer has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerState {
    /// The stream that it reads.
    pub stream: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How many messages it was not given yet.
    pub waiting: u64,
    /// How many it was given and has not acknowledged.
    pub unacknowledged: u64,
    /// How many of these it was given more than once.
    pub redelivered: u64,
    /// How many requests for more wait at the server: none while nobody reads, and for a moment while all are busy.
    pub asking: u64,
    /// How many deliveries there ever were: only grows, and two of these numbers make a rate.
    pub delivered: u64,
}

impl Bus {
    /// How full the streams are and how far the consumers have come. Fails when that is not known within `patience`, and at
    /// once when NATS is away.
    pub async fn overview(&self, patience: Duration) -> Result<Overview, BusError> {
        if !self.is_connected() {
            return Err(unknown("there is no connection"));
        }
        let asked = timeout(patience, ask(self.jetstream())).await;
        asked.unwrap_or_else(|_| Err(unknown("no answer came in time")))
    }
}

async fn ask(jetstream: &Context) -> Result<Overview, BusError> {
    let streams = SHOWN.into_iter().map(|name| stream_state(jetstream, name));
    let consumers = Durable::ALL
        .into_iter()
        .map(|durable| consumer_state(jetstream, durable));
    let (streams, consumers) = futures::try_join!(try_join_all(streams), try_join_all(consumers))?;
    let held_by = |name| {
        let stream = streams.iter().find(|stream| stream.name == name);
        stream.map_or(0, |stream| stream.messages)
    };
    Ok(Overview {
        unrouted: held_by(UNROUTED),
        dead_letters: held_by(DEAD),
        streams,
        consumers,
    })
}

async fn stream_state(jetstream: &Context, name: &'static str) -> Result<StreamState, BusError> {
    let stream = jetstream.get_stream_no_info(name).await.map_err(unknown)?;
    let stream::Info { config, state, .. } = stream.get_info().await.map_err(unknown)?;
    Ok(StreamState {
        name,
        messages: state.messages,
        bytes: state.bytes,
        // -1 is without a limit.
        max_bytes: u64::try_from(config.max_bytes)
            .ok()
            .filter(|most| *most > 0),
        first_at: (state.messages > 0).then_some(state.first_timestamp),
    })
}

async fn consumer_state(jetstream: &Context, durable: Durable) -> Result<ConsumerState, BusError> {
    let (stream, name) = (durable.stream(), durable.name());
    let of = jetstream.get_stream_no_info(stream).await;
    let info = of.map_err(unknown)?.consumer_info(name).await;
    let consumer::Info {
        delivered,
        num_pending,
        num_ack_pending,
        num_redelivered,
        num_waiting,
        ..
    } = info.map_err(unknown)?;
    Ok(ConsumerState {
        stream,
        name,
        waiting: num_pending,
        unacknowledged: num_ack_pending as u64,
        redelivered: num_redelivered as u64,
        asking: num_waiting as u64,
        delivered: delivered.consumer_sequence,
    })
}

fn unknown(source: impl Into<BoxError>) -> BusError {
    BusError::Overview {
        source: source.into(),
    }
}
