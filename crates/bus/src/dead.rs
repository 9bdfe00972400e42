//! Dead letters, for an operator to read.

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use events::DeadLetter;
use futures::StreamExt;

use crate::{
    Bus, BusError,
    error::BoxError,
    topology::{DEAD, missing},
};

impl Bus {
    /// The oldest dead letters with their subjects, at most `limit`. Reading changes nothing.
    pub async fn dead_letters(&self, limit: usize) -> Result<Vec<(String, DeadLetter)>, BusError> {
        let look = pull::Config {
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::None,
            ..pull::Config::default()
        };
        let created = self.jetstream().create_consumer_on_stream(look, DEAD).await;
        let consumer = created.map_err(missing(DEAD))?;
        let mut messages = consumer
            .fetch()
            .max_messages(limit)
            .messages()
            .await
            .map_err(missing(DEAD))?;
        let mut letters = Vec::new();
        while let Some(message) = messages.next().await {
            let message = message.map_err(missing(DEAD))?;
            let letter = DeadLetter::decode(message.payload.clone());
            let letter = letter.map_err(|error| missing(DEAD)(BoxError::from(error)))?;
            letters.push((message.subject.to_string(), letter));
        }
        Ok(letters)
    }
}
