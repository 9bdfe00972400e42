//! Publishing = send, then wait until JetStream has it on disk.

use std::time::Duration;

use async_nats::{
    connection::State,
    jetstream::{
        self, ErrorCode,
        context::{PublishError as NatsPublishError, PublishErrorKind},
        message::PublishMessage,
    },
};
use bytes::Bytes;
use events::{DeadLetter, UnroutedEvent, WahaEvent};
use service_runtime::telemetry;

use crate::PublishError;

/// Publishes events and waits for each one's acknowledgement. Cheap to clone.
#[derive(Clone)]
pub struct Publisher {
    client: async_nats::Client,
    jetstream: jetstream::Context,
    deadline: Duration,
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
    pub(crate) fn new(
        client: async_nats::Client,
        jetstream: jetstream::Context,
        deadline: Duration,
    ) -> Self {
        Self {
            client,
            jetstream,
            deadline,
        }
    }

    /// Publishes an event on its subject, with its message key as `Nats-Msg-Id`. `Ok` means that the
    /// event is on disk (`sync_interval: always`).
    #[tracing::instrument(
        name = "waha.events publish", skip_all, err(level = "debug"),
        fields(otel.kind = "producer", messaging.system = "nats", messaging.operation.type = "send")
    )]
    pub async fn publish(&self, event: &WahaEvent) -> Result<PublishOutcome, PublishError> {
        let subject = event.subject().to_string();
        self.send(subject, event.key.as_str(), event.encode()).await
    }

    /// Keeps an event that has no tenant to take it. `Ok` means that it is on disk.
    #[tracing::instrument(
        name = "waha.unrouted publish", skip_all, err(level = "debug"),
        fields(otel.kind = "producer", messaging.system = "nats", messaging.operation.type = "send")
    )]
    pub async fn keep(&self, event: &UnroutedEvent) -> Result<PublishOutcome, PublishError> {
        let subject = event.subject().to_string();
        self.send(subject, &event.message_id(), event.encode())
            .await
    }

    /// Publishes the message of a dead letter again, where it was; `id` is the letter's number. Its key is
    /// not the `Nats-Msg-Id` this time: JetStream may still know it, and would drop what nobody has
    /// processed. Postgres knows what was.
    #[tracing::instrument(
        name = "waha.events publish", skip_all, err(level = "debug"),
        fields(otel.kind = "producer", messaging.system = "nats", messaging.operation.type = "send")
    )]
    pub async fn redrive(
        &self,
        id: u64,
        letter: &DeadLetter,
    ) -> Result<PublishOutcome, PublishError> {
        let died = letter.died_at.unix_timestamp_nanos();
        let message_id = format!("redriven:{id}:{died}");
        self.send(letter.subject.clone(), &message_id, letter.payload.clone())
            .await
    }

    async fn send(
        &self,
        subject: String,
        message_id: &str,
        payload: Bytes,
    ) -> Result<PublishOutcome, PublishError> {
        if self.client.connection_state() != State::Connected {
            // The client would buffer the event until it is connected again: the answer is known now.
            return Err(PublishError::Disconnected);
        }
        let mut message = PublishMessage::build()
            .payload(payload)
            .message_id(message_id);
        if let Some(traceparent) = telemetry::current_traceparent() {
            message = message.header(TRACEPARENT, traceparent.as_str());
        }
        let acknowledged = async {
            let sent = self.jetstream.send_publish(subject, message).await?;
            // The first wait sent it; only this second one says that it is stored.
            sent.await
        };
        match tokio::time::timeout(self.deadline, acknowledged).await {
            Ok(Ok(ack)) if ack.duplicate => Ok(PublishOutcome::Duplicate),
            Ok(Ok(_)) => Ok(PublishOutcome::Stored),
            Ok(Err(error)) => Err(meaning(error)),
            Err(_) => Err(PublishError::TimedOut),
        }
    }
}

/// The header of the W3C trace context.
pub(crate) const TRACEPARENT: &str = "traceparent";

fn meaning(error: NatsPublishError) -> PublishError {
    match error.kind() {
        PublishErrorKind::TimedOut => PublishError::TimedOut,
        PublishErrorKind::BrokenPipe => PublishError::Disconnected,
        PublishErrorKind::StreamNotFound => PublishError::NoStream,
        PublishErrorKind::MaxPayloadExceeded => PublishError::TooLarge,
        _ if is_full(&error) => PublishError::Full,
        _ => PublishError::Refused(Box::new(error)),
    }
}

fn is_full(error: &NatsPublishError) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<jetstream::Error>() {
            return error.error_code() == ErrorCode::STREAM_STORE_FAILED;
        }
        cause = error.source();
    }
    false
}
