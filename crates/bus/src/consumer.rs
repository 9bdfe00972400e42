//! Consuming: the loop is here, the decision is the handler's.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use async_nats::jetstream::{AckKind, Message, consumer::pull, message::PublishMessage};
use bytes::Bytes;
use events::{DeadLetter, DecodeError, Subject, WahaEvent};
use futures::StreamExt;
use metrics::counter;
use service_runtime::{clock, telemetry};
use tokio_util::sync::CancellationToken;

use crate::{
    Bus, BusError, Durable,
    publisher::TRACEPARENT,
    topology::{self, missing},
};

/// How many times as long as a batch took a consumer rests that rests. Those whose flood it is are answered at the pace of
/// their number anyway, and everybody else at once.
const RESTS: u32 = 3;
/// It does so no longer than this, whatever made a batch slow: what it has fetched already must be settled within
/// `ack_wait`.
const LONGEST_REST: Duration = Duration::from_secs(2);

/// What becomes of a delivery. The handler decides, the bus does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Done, for good.
    Ack,
    /// Not now: deliver it again after this long.
    Retry(Duration),
    /// Never: keep it in `WAHA_DEAD` with this reason, and deliver it no more.
    Dead(String),
}

/// One delivery of one message.
#[derive(Debug)]
pub struct Delivery {
    /// The event, or why the bytes are none.
    pub event: Result<WahaEvent, DecodeError>,
    /// How often the message was delivered, this time included.
    pub deliveries: u64,
    /// The trace context of who published it.
    pub traceparent: Option<String>,
}

/// Handles the deliveries that were there at one moment.
pub trait Handler: Send + Sync {
    /// Decides on each delivery; one decision per delivery, in their order.
    fn handle(&self, deliveries: &[Delivery]) -> impl Future<Output = Vec<Decision>> + Send;
}

impl Bus {
    /// Consumes until `stop`: takes what is there, up to `max_batch` at once and without waiting for
    /// more, has it handled, settles it. Survives the loss of NATS. [`Durable::BotWorkerBulk`] works a quarter of the time at most.
    pub async fn consume(
        &self,
        durable: Durable,
        max_batch: usize,
        handler: &impl Handler,
        stop: CancellationToken,
    ) -> Result<(), BusError> {
        while !stop.is_cancelled() {
            if let Err(error) = self.consume_once(durable, max_batch, handler, &stop).await {
                tracing::warn!(
                    error = %telemetry::chain(&error),
                    consumer = durable.name(),
                    "consuming again in a moment"
                );
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(Duration::from_millis(500)) => {}
                }
                // NATS may have come back without its data.
                if let Err(error) = topology::declare(self.jetstream(), self.replicas()).await {
                    tracing::warn!(error = %telemetry::chain(&error), "JetStream is not ready");
                }
            }
        }
        Ok(())
    }

    async fn consume_once(
        &self,
        durable: Durable,
        max_batch: usize,
        handler: &impl Handler,
        stop: &CancellationToken,
    ) -> Result<(), BusError> {
        let name = durable.name();
        let consumer = self
            .jetstream()
            .get_consumer_from_stream::<pull::Config, _, _>(name, durable.stream())
            .await
            .map_err(missing(name))?;
        let messages = consumer
            .stream()
            .max_messages_per_batch(max_batch)
            .messages()
            .await
            .map_err(missing(name))?;
        let mut batches = messages.ready_chunks(max_batch);
        loop {
            let batch = tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(()),
                batch = batches.next() => batch.unwrap_or_default(),
            };
            if batch.is_empty() {
                return Err(missing(name)("the subscription ended"));
            }
            let mut messages = Vec::with_capacity(batch.len());
            let mut broken = None;
            for message in batch {
                match message {
                    Ok(message) => messages.push(message),
                    Err(error) => broken = Some(error),
                }
            }
            let began = Instant::now();
            self.settle_batch(durable, handler, &messages).await;
            if let Some(error) = broken {
                return Err(missing(name)(error));
            }
            if durable.rests() {
                tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    () = tokio::time::sleep((began.elapsed() * RESTS).min(LONGEST_REST)) => {}
                }
            }
        }
    }

    async fn settle_batch(&self, durable: Durable, handler: &impl Handler, messages: &[Message]) {
        let deliveries: Vec<_> = messages.iter().map(delivery).collect();
        let decisions = handler.handle(&deliveries).await;
        debug_assert_eq!(
            decisions.len(),
            deliveries.len(),
            "one decision per delivery"
        );
        for ((message, delivery), decision) in messages.iter().zip(&deliveries).zip(decisions) {
            let name = match &decision {
                Decision::Ack => "ack",
                Decision::Retry(_) => "retry",
                Decision::Dead(_) => "dead",
            };
            counter!("bus_deliveries_total", "consumer" => durable.name(), "decision" => name)
                .increment(1);
            let settled = match decision {
                Decision::Ack => message.ack().await,
                Decision::Retry(after) => message.ack_with(AckKind::Nak(Some(after))).await,
                Decision::Dead(reason) => self.bury(durable, message, delivery, reason).await,
            };
            if let Err(error) = settled {
                // It is delivered again after the consumer's `ack_wait`, and known by its key then.
                tracing::warn!(error = %telemetry::chain(error.as_ref()), "cannot settle a delivery");
            }
        }
    }

    /// Keeps the message as a dead letter, then ends its deliveries; in this order, so that a crash
    /// between the two leaves two letters rather than none.
    async fn bury(
        &self,
        durable: Durable,
        message: &Message,
        delivery: &Delivery,
        reason: String,
    ) -> Result<(), async_nats::Error> {
        let subject = match &delivery.event {
            Ok(event) => Subject::Dead(event.tenant, event.event.clone()),
            Err(_) => dead_subject(message.subject.as_str()),
        };
        tracing::error!(%subject, reason, deliveries = delivery.deliveries, "message given up");
        let letter = DeadLetter {
            subject: message.subject.to_string(),
            reason,
            consumer: durable.name().to_owned(),
            deliveries: delivery.deliveries,
            died_at: clock::now(),
            payload: message.payload.clone(),
        };
        let publish = PublishMessage::build().payload(letter.encode());
        self.jetstream()
            .send_publish(subject.to_string(), publish)
            .await?
            .await?;
        message.ack_with(AckKind::Term).await
    }
}

fn delivery(message: &Message) -> Delivery {
    let traceparent = message
        .headers
        .as_ref()
        .and_then(|headers| headers.get(TRACEPARENT));
    Delivery {
        event: WahaEvent::decode(Bytes::clone(&message.payload)),
        deliveries: message
            .info()
            .map_or(1, |info| info.delivered.unsigned_abs()),
        traceparent: traceparent.map(|value| value.as_str().to_owned()),
    }
}

/// The tenant that a message's subject tells, for messages whose body tells nothing.
fn dead_subject(subject: &str) -> Subject {
    match Subject::parse_event(subject) {
        Some((tenant, event)) => Subject::Dead(tenant, event),
        None => Subject::DeadUnknown,
    }
}
