//! Whether the stream takes events at this moment.
//!
//! It has to be asked: a service that reports that it cannot store is sent nothing whose fate would tell.

use async_nats::jetstream::{context::GetStreamErrorKind, stream::Info};
use bytes::Bytes;

use super::{lane::Lane, outgoing::Outgoing};
use crate::{
    PublishError,
    topology::{EVENTS, PROBE},
};

/// A stream with less room than this is full: the next event may not fit.
const LEAST_ROOM: u64 = 64 * 1024;

pub(super) async fn probe(lane: &Lane) -> Result<(), PublishError> {
    let stream = lane.within(lane.jetstream.get_stream(EVENTS)).await?;
    let stream = stream.map_err(|error| match error.kind() {
        GetStreamErrorKind::JetStream(_) => PublishError::NoStream,
        _ => PublishError::TimedOut,
    })?;
    if is_full(stream.cached_info()) {
        return Err(PublishError::Full);
    }
    // The room is one thing, a server that may write another. Among the events a probe would be delivered.
    let id = lane.client.new_inbox();
    let message = Outgoing::new(PROBE.to_owned(), &id, Bytes::new());
    lane.send(&message).await.map(drop)
}

fn is_full(info: &Info) -> bool {
    // 0 or less: no limit.
    let reached =
        |now: u64, most: i64| u64::try_from(most).is_ok_and(|most| most > 0 && now >= most);
    reached(info.state.bytes + LEAST_ROOM, info.config.max_bytes)
        || reached(info.state.messages, info.config.max_messages)
}
