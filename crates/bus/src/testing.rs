//! For tests that search all that JetStream holds, or meddle with it.

use std::time::Duration;

use async_nats::jetstream::{consumer::pull, stream::RawMessageErrorKind};
use bytes::Bytes;
use futures::TryStreamExt;

use crate::{Bus, BusError, Durable, error::BoxError};

/// A message in a stream; buckets are streams too.
#[derive(Debug, Clone)]
pub struct Held {
    /// The stream.
    pub stream: String,
    /// Its subject, its headers and what it says, one after the other.
    pub bytes: Vec<u8>,
}

impl Bus {
    /// Every message of every stream.
    pub async fn everything(&self) -> Result<Vec<Held>, BusError> {
        let names: Vec<String> = self
            .jetstream()
            .stream_names()
            .try_collect()
            .await
            .map_err(failed)?;
        let mut held = Vec::new();
        for name in names {
            let stream = self.jetstream().get_stream(&name).await.map_err(failed)?;
            let mut from = 1;
            loop {
                let asked = stream.raw_message_builder().sequence(from);
                let message = match asked.next_by_subject(">").send().await {
                    Ok(message) => message,
                    Err(error) if matches!(error.kind(), RawMessageErrorKind::NoMessageFound) => {
                        break;
                    }
                    Err(error) => return Err(failed(error)),
                };
                from = message.sequence + 1;
                let mut bytes = format!("{} {:?} ", message.subject, message.headers).into_bytes();
                bytes.extend_from_slice(&message.payload);
                held.push(Held {
                    stream: name.clone(),
                    bytes,
                });
            }
        }
        Ok(held)
    }

    /// Has a consumer wait so long for acknowledgements, as somebody changes it by hand.
    pub async fn change_ack_wait(
        &self,
        durable: Durable,
        ack_wait: Duration,
    ) -> Result<(), BusError> {
        let config = pull::Config {
            ack_wait,
            ..durable.config()
        };
        let changed = self
            .jetstream()
            .create_consumer_on_stream(config, durable.stream());
        changed.await.map_err(failed)?;
        Ok(())
    }

    /// Puts bytes on a subject, whatever they are.
    pub async fn put(&self, subject: String, payload: Bytes) -> Result<(), BusError> {
        let sent = self
            .jetstream()
            .publish(subject, payload)
            .await
            .map_err(failed)?;
        sent.await.map_err(failed)?;
        Ok(())
    }
}

fn failed<E: Into<BoxError>>(source: E) -> BusError {
    BusError::Shelf {
        action: "read",
        stream: "any",
        source: source.into(),
    }
}
