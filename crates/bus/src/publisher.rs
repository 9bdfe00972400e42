//! Publishing = send, then wait until JetStream has it on disk.
//!
//! A publisher sends each event by itself ([`Bus::publisher`](crate::Bus::publisher)), or together with what
//! others publish at that moment ([`Bus::group_publisher`](crate::Bus::group_publisher)): one write to the disk
//! for all. What a caller gets is the same.

mod batch;
mod flood;
mod group;
mod lane;
mod outgoing;
mod probe;
mod recent;

use std::time::Instant;

use events::{DeadLetter, Subject, UnroutedEvent, WahaEvent};
use metrics::histogram;
use service_runtime::telemetry;
use tracing::{Instrument, Span};

pub(crate) use self::lane::Lane;
use self::{group::Queues, outgoing::Outgoing};
use crate::PublishError;

pub use self::{
    flood::{FloodWatch, Floods, TenantShare},
    group::{GroupCommits, GroupLimits},
};

/// Publishes events and waits for each one's acknowledgement. Cheap to clone.
#[derive(Clone)]
pub struct Publisher {
    lane: Lane,
    /// Where events meet that are published together; absent where each goes by itself.
    queues: Option<Queues>,
    /// Who is flooded; absent where nobody counts.
    floods: Option<Floods>,
}

/// What JetStream made of an event that it acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishOutcome {
    /// It is on disk now.
    Stored,
    /// It was on disk already: the same message key came before.
    Duplicate,
}

impl Publisher {
    pub(crate) fn alone(lane: Lane) -> Self {
        Self {
            lane,
            queues: None,
            floods: None,
        }
    }

    pub(crate) fn in_groups(lane: Lane, limits: GroupLimits) -> (Self, GroupCommits) {
        let (queues, commits) = group::open(&lane, limits);
        let publisher = Self {
            queues: Some(queues),
            ..Self::alone(lane)
        };
        (publisher, commits)
    }

    /// The same publisher, which keeps apart what exceeds a tenant's share.
    #[must_use]
    pub fn keeping_apart(self, floods: Floods) -> Self {
        Self {
            floods: Some(floods),
            ..self
        }
    }

    /// Publishes an event on its subject, with its message key as `Nats-Msg-Id`; what floods its tenant goes into
    /// `WAHA_BULK`, as does what was read from WAHA's history. `Ok` means that the
    /// event is on disk (`sync_interval: always`). The event is not needed any more once this has returned: who waits
    /// for the outcome need not hold it.
    pub fn publish<'a>(
        &'a self,
        event: &WahaEvent,
    ) -> impl Future<Output = Result<PublishOutcome, PublishError>> + Send + use<'a> {
        // One span for each of thousands a second, for nobody, would cost more than the rest of this function.
        let span = if telemetry::spans_are_seen() {
            sending_span()
        } else {
            Span::none()
        };
        let apart = self.floods.as_ref().and_then(|floods| floods.count(event));
        let subject = match apart {
            Some(_) => Subject::Bulk(event.tenant, event.event.clone()),
            None => event.subject(),
        };
        let in_bulk = matches!(subject, Subject::Bulk(..) | Subject::Backfill(..));
        // With no span of its own it takes along the trace of the span around it.
        let message = span
            .in_scope(|| Outgoing::new(subject.to_string(), event.key.as_str(), event.encode()));
        let began = Instant::now();
        let sending = async move {
            let _until_it_is_there = apart;
            let published = match &self.queues {
                Some(queues) => {
                    let queue = if in_bulk {
                        &queues.bulk
                    } else {
                        &queues.events
                    };
                    let outcome = self.lane.within(queue.publish(message)).await;
                    outcome.and_then(|outcome| outcome)
                }
                None => self.lane.send(&message).await,
            };
            if published.is_ok() {
                histogram!("publish_duration_seconds").record(began.elapsed());
            }
            published
        };
        sending.instrument(span)
    }

    /// Keeps an event that has no tenant to take it. `Ok` means that it is on disk.
    #[tracing::instrument(
        name = "publish waha.unrouted", skip_all, err(level = "debug"),
        fields(
            otel.kind = "producer", messaging.system = "nats", messaging.operation.type = "send",
            messaging.operation.name = "publish", messaging.destination.name = "waha.unrouted",
        )
    )]
    pub async fn keep(&self, event: &UnroutedEvent) -> Result<PublishOutcome, PublishError> {
        let subject = event.subject().to_string();
        let message = Outgoing::new(subject, &event.message_id(), event.encode());
        self.lane.send(&message).await
    }

    /// Whether the stream of events takes messages now; the error says why not. Stores nothing.
    pub async fn probe(&self) -> Result<(), PublishError> {
        probe::probe(&self.lane).await
    }

    /// Publishes the message of a dead letter again, where it was; `id` is the letter's number. Its key is
    /// not the `Nats-Msg-Id` this time: JetStream may still know it, and would drop what nobody has
    /// processed. Postgres knows what was.
    pub async fn redrive(
        &self,
        id: u64,
        letter: &DeadLetter,
    ) -> Result<PublishOutcome, PublishError> {
        let died = letter.died_at.unix_timestamp_nanos();
        let message_id = format!("redriven:{id}:{died}");
        let sending = async {
            let message =
                Outgoing::new(letter.subject.clone(), &message_id, letter.payload.clone());
            self.lane.send(&message).await
        };
        sending.instrument(sending_span()).await
    }
}

/// The span of a message on its way into the stream of events.
fn sending_span() -> Span {
    tracing::info_span!(
        "publish waha.events",
        otel.kind = "producer",
        messaging.system = "nats",
        messaging.operation.type = "send",
        messaging.operation.name = "publish",
        messaging.destination.name = "waha.events",
    )
}

/// The header of the W3C trace context.
pub(crate) const TRACEPARENT: &str = "traceparent";
