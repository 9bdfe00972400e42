//! The way of one message, and the limits of any wait.

use std::time::{Duration, Instant};

use async_nats::{
    HeaderMap,
    connection::State,
    header::NATS_MESSAGE_ID,
    jetstream::{
        self, ErrorCode,
        context::{PublishError as NatsPublishError, PublishErrorKind},
        message::PublishMessage,
        publish::PublishAck,
        stream::RawMessageErrorKind,
    },
};
use tokio::sync::watch;

use super::{PublishOutcome, outgoing::Outgoing};
use crate::{PublishError, topology::DUPLICATE_WINDOW};

/// A connection, and how long its answers may take. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Lane {
    pub(super) client: async_nats::Client,
    pub(super) jetstream: jetstream::Context,
    deadline: Duration,
    /// When the connection was lost last; changes whenever it is.
    losses: watch::Receiver<Option<Instant>>,
}

impl Lane {
    pub(crate) fn new(
        client: async_nats::Client,
        jetstream: jetstream::Context,
        deadline: Duration,
        losses: watch::Receiver<Option<Instant>>,
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
    ///
    /// A duplicate is believed when it is there. A server that is killed while it stores a batch stores the rest of it
    /// when it starts, before it knows of its consumers; a stream that keeps what somebody wants drops that rest, and
    /// remembers its ids (nats-server 2.15.1). So for a while after the connection was lost, what JetStream knows and does
    /// not have is published again. It may have been consumed instead: then it is doubled, and Postgres knows it.
    pub(super) async fn send(&self, message: &Outgoing) -> Result<PublishOutcome, PublishError> {
        let first = self.acknowledged(message, message.headers()).await?;
        if !first.duplicate || !self.was_lost_lately() || self.is_there(message, &first).await? {
            return Ok(outcome(&first));
        }
        tracing::warn!(
            stream = first.stream,
            sequence = first.sequence,
            "JetStream knows a message that it does not have, publishing it again"
        );
        // Whoever else finds this gives it the same name.
        let again = message.headers_after(first.sequence);
        Ok(outcome(&self.acknowledged(message, again).await?))
    }

    async fn acknowledged(
        &self,
        message: &Outgoing,
        headers: HeaderMap,
    ) -> Result<PublishAck, PublishError> {
        let acknowledged = async {
            let publish = PublishMessage::build()
                .payload(message.payload.clone())
                .headers(headers);
            let sent = self
                .jetstream
                .send_publish(message.subject.clone(), publish);
            // The first wait sends it; only the second one says that it is stored.
            sent.await?.await
        };
        self.within(acknowledged).await?.map_err(meaning)
    }

    /// Whether JetStream may remember what it does not have.
    fn was_lost_lately(&self) -> bool {
        let lost = *self.losses.borrow();
        lost.is_some_and(|lost| lost.elapsed() < DUPLICATE_WINDOW)
    }

    async fn is_there(&self, message: &Outgoing, ack: &PublishAck) -> Result<bool, PublishError> {
        let found = async {
            let stream = self.jetstream.get_stream_no_info(&ack.stream).await;
            let stream = stream.map_err(|_| PublishError::NoStream)?;
            match stream.get_raw_message(ack.sequence).await {
                Ok(found) => {
                    let id = found.headers.get(NATS_MESSAGE_ID);
                    Ok(id.is_some_and(|id| id.as_str() == &*message.id))
                }
                Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => Ok(false),
                Err(_) => Err(PublishError::TimedOut),
            }
        };
        self.within(found).await?
    }
}

fn outcome(ack: &PublishAck) -> PublishOutcome {
    if ack.duplicate {
        PublishOutcome::Duplicate
    } else {
        PublishOutcome::Stored
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

#[cfg(test)]
mod tests {
    use async_nats::jetstream::{
        consumer::pull,
        stream::{Config, RetentionPolicy},
    };
    use private_servers::{NatsOptions, NatsServer};

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_duplicate_that_is_not_there_is_stored_again_after_the_connection_was_lost() {
        let start = tokio::task::spawn_blocking(|| NatsServer::start(NatsOptions::default()));
        let server = start.await.unwrap().unwrap();
        let (user, password) = (server.user().to_owned(), server.password().to_owned());
        let options = async_nats::ConnectOptions::with_user_and_password(user, password);
        let address = format!("nats://127.0.0.1:{}", server.port());
        let client = options.connect(address).await.unwrap();
        let jetstream = jetstream::new(client.clone());
        let config = Config {
            name: "S".to_owned(),
            subjects: vec!["s".to_owned()],
            retention: RetentionPolicy::Interest,
            ..Config::default()
        };
        let mut stream = jetstream.create_stream(config).await.unwrap();
        let lane = |lost| {
            let losses = watch::channel(lost).1;
            let deadline = Duration::from_secs(5);
            Lane::new(client.clone(), jetstream.clone(), deadline, losses)
        };
        let dropped = Outgoing::new("s".to_owned(), "dropped", "{}".into());
        let kept = Outgoing::new("s".to_owned(), "kept", "{}".into());

        // As a server does with the rest of a batch: nobody wants it yet, and its id is remembered.
        let sent = lane(None).send(&dropped).await;
        assert_eq!(sent.unwrap(), PublishOutcome::Stored);
        let consumer = pull::Config {
            durable_name: Some("c".to_owned()),
            ..pull::Config::default()
        };
        stream.create_consumer(consumer).await.unwrap();
        let sent = lane(None).send(&kept).await;
        assert_eq!(sent.unwrap(), PublishOutcome::Stored);
        assert_eq!(stream.info().await.unwrap().state.messages, 1);

        let long_ago = Instant::now().checked_sub(DUPLICATE_WINDOW);
        for lost in [None, long_ago] {
            let sent = lane(lost).send(&dropped).await;
            assert_eq!(sent.unwrap(), PublishOutcome::Duplicate);
        }
        let lately = lane(Some(Instant::now()));
        let expected = [
            (&kept, PublishOutcome::Duplicate),
            (&dropped, PublishOutcome::Stored),
            (&dropped, PublishOutcome::Duplicate),
        ];
        for (message, outcome) in expected {
            assert_eq!(lately.send(message).await.unwrap(), outcome);
        }
        assert_eq!(stream.info().await.unwrap().state.messages, 2);
    }
}
