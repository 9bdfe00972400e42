//! The way of one message, and the limits of any wait.

use std::time::Duration;

use async_nats::{
    connection::State,
    jetstream::{
        self, ErrorCode,
        context::{PublishError as NatsPublishError, PublishErrorKind},
        message::PublishMessage,
    },
};
use tokio::sync::watch;

use super::{PublishOutcome, outgoing::Outgoing};
use crate::PublishError;

/// A connection, and how long its answers may take. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Lane {
    pub(super) client: async_nats::Client,
    pub(super) jetstream: jetstream::Context,
    deadline: Duration,
    /// Changes whenever the connection is lost.
    losses: watch::Receiver<()>,
}

impl Lane {
    pub(crate) fn new(
        client: async_nats::Client,
        jetstream: jetstream::Context,
        deadline: Duration,
        losses: watch::Receiver<()>,
    ) -> Self {
        Self {
            client,
            jetstream,
            deadline,
            losses,
        }
    }

    /// Waits for `work` until the deadline, and for as long as the connection stands: an acknowledgement
    /// that was on its way when it broke does not come any more.
    pub(super) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, PublishError> {
        let mut losses = self.losses.clone();
        losses.mark_unchanged();
        if self.client.connection_state() != State::Connected {
            // The client would buffer the event until it is connected again: the answer is known now.
            return Err(PublishError::Disconnected);
        }
        tokio::select! {
            biased;
            done = tokio::time::timeout(self.deadline, work) => done.map_err(|_| PublishError::TimedOut),
            Ok(()) = losses.changed() => Err(PublishError::Disconnected),
        }
    }

    /// Publishes one message by itself.
    pub(super) async fn send(&self, message: &Outgoing) -> Result<PublishOutcome, PublishError> {
        let acknowledged = async {
            let publish = PublishMessage::build()
                .payload(message.payload.clone())
                .headers(message.headers());
            let sent = self
                .jetstream
                .send_publish(message.subject.clone(), publish);
            // The first wait sends it; only the second one says that it is stored.
            sent.await?.await
        };
        match self.within(acknowledged).await? {
            Ok(ack) if ack.duplicate => Ok(PublishOutcome::Duplicate),
            Ok(_) => Ok(PublishOutcome::Stored),
            Err(error) => Err(meaning(error)),
        }
    }
}

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
