//! A message on its way to JetStream.

use std::sync::Arc;

use async_nats::{
    HeaderMap, Subject,
    header::{
        NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE,
        NATS_MESSAGE_ID,
    },
};
use bytes::Bytes;
use service_runtime::telemetry;

use super::TRACEPARENT;

/// Kept until its fate is known: a batch that is refused is sent again, message by message.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) subject: Subject,
    pub(super) id: Arc<str>,
    pub(super) payload: Bytes,
    /// The caller's: each message of a batch keeps its own.
    traceparent: Option<String>,
}

/// A message's place in a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) batch: &'a str,
    /// From 1.
    pub(super) sequence: usize,
    /// The last one commits them all.
    pub(super) last: bool,
}

impl Outgoing {
    /// Takes the trace context of the current span along.
    pub(super) fn new(subject: String, id: &str, payload: Bytes) -> Self {
        Self {
            subject: subject.into(),
            id: id.into(),
            payload,
            traceparent: telemetry::current_traceparent(),
        }
    }

    /// Bytes on the wire, nearly.
    pub(super) fn size(&self) -> usize {
        const HEADERS: usize = 256;
        self.subject.len() + self.id.len() + self.payload.len() + HEADERS
    }

    pub(super) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_MESSAGE_ID, &*self.id);
        if let Some(traceparent) = &self.traceparent {
            headers.insert(TRACEPARENT, traceparent.as_str());
        }
        headers
    }

    /// With another id, for what JetStream believes to have at `sequence` and does not.
    pub(super) fn headers_after(&self, sequence: u64) -> HeaderMap {
        let mut headers = self.headers();
        headers.insert(NATS_MESSAGE_ID, format!("{}#{sequence}", self.id).as_str());
        headers
    }

    pub(super) fn headers_at(&self, place: Place<'_>) -> HeaderMap {
        let mut headers = self.headers();
        headers.insert(NATS_BATCH_ID, place.batch);
        headers.insert(NATS_BATCH_SEQUENCE, place.sequence.to_string().as_str());
        if place.last {
            headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_of_a_batch_has_its_own_trace_and_place() {
        let traced = |number: usize| Outgoing {
            traceparent: Some(format!("00-{number:032x}-{number:016x}-01")),
            ..Outgoing::new("a.b".to_owned(), "id", Bytes::new())
        };
        for (sequence, last) in [(1, false), (2, true)] {
            let place = Place {
                batch: "name",
                sequence,
                last,
            };
            let headers = traced(sequence).headers_at(place);
            let has = |name: &str| headers.get(name).map(ToString::to_string);
            let traceparent = format!("00-{sequence:032x}-{sequence:016x}-01");
            assert_eq!(has(TRACEPARENT), Some(traceparent));
            assert_eq!(has("Nats-Msg-Id").as_deref(), Some("id"));
            assert_eq!(has("Nats-Batch-Id").as_deref(), Some("name"));
            assert_eq!(has("Nats-Batch-Sequence"), Some(sequence.to_string()));
            assert_eq!(has("Nats-Batch-Commit").is_some(), last);
        }
    }
}
