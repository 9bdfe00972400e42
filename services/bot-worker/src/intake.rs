//! Intake: from JetStream into the mailboxes.

mod change;
mod content;
mod work;

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};

use bus::{Changes, Decision, Delivery, Handler};
use domain::{ChatId, MessageKey, TenantId};
use events::WahaEvent;
use metrics::counter;
use service_runtime::{
    clock,
    telemetry::{self, semconv},
};
use storage::{
    Database, StorageError,
    mailbox::{self, Patience, Stored},
    messages::{self, Change},
    outbox::{self, Ack},
};
use time::OffsetDateTime;
use tracing::{Instrument as _, Span};

use crate::{Settings, wakers::Wakers};
use work::Work;

/// Puts messages into their mailboxes.
pub(crate) struct Intake {
    database: Database,
    changes: Changes,
    patience: Patience,
    max_deliveries: u64,
    wakers: Arc<Wakers>,
}

/// An event that can be worked on, and its span.
pub(crate) struct Item<'a> {
    event: &'a WahaEvent,
    work: Work,
    /// Open until the event is stored.
    span: Span,
}

impl Intake {
    pub(crate) fn new(
        settings: &Settings,
        database: Database,
        changes: Changes,
        wakers: Arc<Wakers>,
    ) -> Self {
        Self {
            database,
            changes,
            patience: settings.patience(),
            max_deliveries: settings.intake.max_deliveries,
            wakers,
        }
    }

    /// Does the work of all items in one transaction.
    async fn store(&self, items: &[&Item<'_>], now: OffsetDateTime) -> Result<(), StorageError> {
        let tenants: BTreeSet<TenantId> = items.iter().map(|item| item.event.tenant).collect();
        let tenants: Vec<TenantId> = tenants.into_iter().collect();
        let mut tx = self.database.begin_for(&tenants).await?;
        let messages: Vec<mailbox::Item<'_>> =
            items.iter().filter_map(|item| item.message()).collect();
        let acks: Vec<Ack> = items.iter().filter_map(|item| item.ack()).collect();
        let stored = mailbox::store(&mut tx, &messages, &acks, self.patience, now).await?;
        let typing: Vec<(TenantId, &ChatId)> =
            items.iter().filter_map(|item| item.typing()).collect();
        if !typing.is_empty() {
            mailbox::note_typing(&mut tx, &typing, self.patience, now).await?;
        }
        let changes: Vec<(TenantId, &Change)> =
            items.iter().flat_map(|item| item.changes()).collect();
        messages::note_changes(&mut tx, &changes).await?;
        for item in items {
            if matches!(item.work, Work::Connected) {
                let event = item.event;
                outbox::unpark_session(&mut tx, event.tenant, &event.session, now).await?;
            }
        }
        tx.commit().await?;

        let is_new = |stored: &Stored| !matches!(stored, Stored::Duplicate | Stored::TenantGone);
        let new = messages.iter().zip(&stored);
        let new = new.filter(|(_, stored)| is_new(stored));
        let new = new.map(|(item, _)| (item.tenant, &item.message.key));
        let changed = changes
            .iter()
            .map(|(tenant, change)| (*tenant, &change.key));
        let acked = items.iter().filter_map(|item| item.acked());
        self.tell(new.chain(changed).chain(acked)).await;
        for stored in &stored {
            counter!("intake_events_total", "outcome" => outcome(*stored)).increment(1);
        }
        for item in items {
            if let Some(outcome) = item.work.outcome() {
                counter!("intake_events_total", "outcome" => outcome).increment(1);
            }
        }
        let waits = |stored: &Stored| matches!(stored, Stored::Waiting(_) | Stored::Superseding(_));
        if stored.iter().any(waits) {
            self.wakers.turn_in(self.patience.debounce);
        }
        if messages.iter().any(|item| item.message.media.is_some()) {
            // At once: WAHA keeps it for three minutes.
            self.wakers.media.notify_one();
        }
        if items
            .iter()
            .any(|item| matches!(item.work, Work::Connected))
        {
            self.wakers.delivery.notify_one();
        }
        Ok(())
    }

    /// Tells who watches of messages that are new or otherwise, of each once.
    async fn tell(&self, messages: impl Iterator<Item = (TenantId, &MessageKey)>) {
        let mut told = HashSet::new();
        for (tenant, key) in messages {
            if told.insert((tenant, key)) {
                self.changes.message(tenant, key.clone()).await;
            }
        }
    }

    /// What becomes of an event whose work failed when it was done alone.
    fn failed(&self, error: &StorageError, deliveries: u64) -> Decision {
        if !error.is_hopeless() || deliveries < self.max_deliveries {
            tracing::warn!(error = %telemetry::chain(error), "cannot store an event, it comes again");
            Decision::Retry(Duration::from_secs(deliveries.clamp(1, 30)))
        } else {
            tracing::error!(error = %telemetry::chain(error), "cannot store an event, giving it up");
            Decision::Dead(format!("cannot be stored: {error}"))
        }
    }
}

impl Item<'_> {
    fn message(&self) -> Option<mailbox::Item<'_>> {
        let Work::Message { message, resumes } = &self.work else {
            return None;
        };
        Some(mailbox::Item {
            tenant: self.event.tenant,
            message,
            resumes: *resumes,
        })
    }

    fn ack(&self) -> Option<Ack> {
        let Work::Ack { stanza, level, .. } = &self.work else {
            return None;
        };
        Some(Ack {
            tenant: self.event.tenant,
            stanza: stanza.clone(),
            level: *level,
        })
    }

    fn acked(&self) -> Option<(TenantId, &MessageKey)> {
        match &self.work {
            Work::Ack { key, .. } => Some((self.event.tenant, key)),
            _ => None,
        }
    }

    fn changes(&self) -> impl Iterator<Item = (TenantId, &Change)> {
        let changes: &[Change] = match &self.work {
            Work::Changes(changes) => changes,
            _ => &[],
        };
        changes.iter().map(|change| (self.event.tenant, change))
    }

    fn typing(&self) -> Option<(TenantId, &ChatId)> {
        match &self.work {
            Work::Typing(chat) => Some((self.event.tenant, chat)),
            _ => None,
        }
    }
}

fn outcome(stored: Stored) -> &'static str {
    match stored {
        Stored::Waiting(_) => "waiting",
        Stored::Superseding(_) => "superseding",
        Stored::Echo(_) => "echo",
        Stored::Takeover(_) => "takeover",
        Stored::Resumed(_) => "resumed",
        Stored::Late(_) => "late",
        Stored::Answered(_) => "answered",
        Stored::Duplicate => "duplicate",
        Stored::TenantGone => "tenant_gone",
    }
}

impl Handler for Intake {
    async fn handle(&self, deliveries: &[Delivery]) -> Vec<Decision> {
        self.take_in(deliveries, clock::now()).await
    }
}

impl Intake {
    /// Puts what was delivered into the mailboxes; one decision per delivery.
    pub(crate) async fn take_in(
        &self,
        deliveries: &[Delivery],
        now: OffsetDateTime,
    ) -> Vec<Decision> {
        let items: Vec<Result<Item<'_>, String>> =
            deliveries.iter().map(|it| item(it, now)).collect();
        let good: Vec<&Item<'_>> = items.iter().filter_map(|item| item.as_ref().ok()).collect();
        let together = self.store(&good, now).instrument(storing(&good)).await;
        if let Err(error) = &together {
            tracing::warn!(
                error = %telemetry::chain(error),
                events = good.len(),
                "cannot store a batch, trying each alone"
            );
        }
        let mut decisions = Vec::with_capacity(items.len());
        for (item, delivery) in items.iter().zip(deliveries) {
            decisions.push(match (item, &together) {
                (Err(reason), _) => Decision::Dead(reason.clone()),
                (Ok(_), Ok(())) => Decision::Ack,
                // Postgres is away: it will be for the next one too.
                (Ok(_), Err(error @ StorageError::Unavailable(_))) => {
                    self.failed(error, delivery.deliveries)
                }
                (Ok(item), Err(_)) => {
                    let alone = [item];
                    let stored = self.store(&alone, now).instrument(storing(&alone));
                    match stored.await {
                        Ok(()) => Decision::Ack,
                        Err(error) => self.failed(&error, delivery.deliveries),
                    }
                }
            });
        }
        decisions
    }
}

/// The span of what is done for all of these at once. As with a burst's turn, it is told in the trace of the last, and links
/// the others; the last of those that somebody will see.
fn storing(items: &[&Item<'_>]) -> Span {
    let is_seen = |item: &&&Item<'_>| item.span.in_scope(telemetry::is_recording);
    let Some(last) = items.iter().rfind(is_seen) else {
        return Span::none();
    };
    let span = tracing::info_span!(
        parent: &last.span,
        "mailboxes store",
        { semconv::MESSAGING_BATCH_MESSAGE_COUNT } = items.len(),
    );
    for other in items.iter().filter(|item| !std::ptr::eq(**item, *last)) {
        let traceparent = other.span.in_scope(telemetry::current_traceparent);
        telemetry::add_link(&span, traceparent.as_deref());
    }
    span
}

/// Reads a delivery; `Err` is why it can never be worked on.
fn item(delivery: &Delivery, now: OffsetDateTime) -> Result<Item<'_>, String> {
    let event = delivery
        .event
        .as_ref()
        .map_err(|error| telemetry::chain(error).to_string())?;
    let span = tracing::info_span!(
        "process waha.events",
        otel.kind = "consumer",
        messaging.system = "nats",
        messaging.operation.type = "process",
        messaging.operation.name = "process",
        messaging.destination.name = "waha.events",
        { semconv::TENANT_ID } = event.tenant.get(),
        { semconv::SESSION } = %event.session,
        { semconv::EVENT } = %event.event,
        { semconv::MESSAGE_KEY } = %event.key,
    );
    telemetry::set_parent(&span, delivery.traceparent.as_deref());
    let work = span
        .in_scope(|| work::of(event, now))
        .map_err(|error| telemetry::chain(&error).to_string())?;
    Ok(Item { event, work, span })
}
