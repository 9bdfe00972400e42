//! Intake: from JetStream into the mailboxes.

use std::{collections::HashSet, sync::Arc, time::Duration};

use bus::{Changes, Decision, Delivery, Handler};
use domain::{ChatId, Direction, TenantId};
use events::{Origin, WahaEvent};
use metrics::counter;
use service_runtime::telemetry;
use storage::{
    Database, StorageError,
    mailbox::{self, Patience, Stored},
    messages::{Incoming, MessageKind},
    outbox, tenants,
};
use time::OffsetDateTime;
use tracing::{Instrument, Span};
use waha::webhook::{AckLevel, BodyError, Envelope, Event};

use crate::{Settings, wakers::Wakers};

/// How far WhatsApp's clock, or a phone's, may be ahead of ours.
const CLOCKS_DIFFER_BY: time::Duration = time::Duration::HOUR;

/// Puts messages into their mailboxes.
pub(crate) struct Intake {
    database: Database,
    changes: Changes,
    patience: Patience,
    max_deliveries: u64,
    wakers: Arc<Wakers>,
}

/// What an event asks for.
enum Work {
    Message(Box<Incoming>),
    Ack {
        stanza: String,
        level: i16,
    },
    /// Nothing, for this reason.
    Nothing(&'static str),
}

/// An event that can be worked on, and its span.
struct Item<'a> {
    event: &'a WahaEvent,
    work: Work,
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
    async fn store(&self, items: &[&Item<'_>]) -> Result<(), StorageError> {
        let ids: Vec<TenantId> = items.iter().map(|item| item.event.tenant).collect();
        let mut tx = self.database.begin_for(&ids).await?;
        // One that was deleted meanwhile takes nothing any more, and nobody can redrive to it.
        let there = tenants::list_of(&mut tx, &ids).await?;
        let there: HashSet<TenantId> = there.into_iter().map(|tenant| tenant.id).collect();
        let is_there = |item: &Item<'_>| there.contains(&item.event.tenant);
        let mut addresses = Vec::new();
        for item in items.iter().filter(|item| is_there(item)) {
            if let Work::Message(message) = &item.work {
                let both = std::iter::once(&message.chat).chain(&message.other_address);
                addresses.extend(both.map(|chat| (item.event.tenant, chat)));
            }
        }
        mailbox::lock_addresses(&mut tx, &addresses).await?;
        let mut outcomes = Vec::with_capacity(items.len());
        let mut news = Vec::new();
        for item in items {
            let tenant = item.event.tenant;
            let outcome = match &item.work {
                _ if !is_there(item) => "tenant_gone",
                Work::Message(message) => {
                    let stored = mailbox::store(&mut tx, tenant, message, self.patience)
                        .instrument(item.span.clone())
                        .await?;
                    if stored != Stored::Duplicate {
                        news.push((tenant, message.key.clone()));
                    }
                    match stored {
                        Stored::Waiting(_) => "waiting",
                        Stored::Echo(_) => "echo",
                        Stored::Takeover(_) => "takeover",
                        Stored::Late(_) => "late",
                        Stored::Answered(_) => "answered",
                        Stored::Duplicate => "duplicate",
                    }
                }
                Work::Ack { stanza, level } => {
                    outbox::note_ack(&mut tx, tenant, stanza, *level).await?;
                    "ack"
                }
                Work::Nothing(reason) => reason,
            };
            outcomes.push(outcome);
        }
        tx.commit().await?;
        for (tenant, key) in news {
            self.changes.message(tenant, key).await;
        }
        for outcome in outcomes {
            counter!("intake_events_total", "outcome" => outcome).increment(1);
        }
        self.wakers.turn_in(self.patience.debounce);
        // An echo may have closed a reply that the chat's next one waited for.
        self.wakers.delivery.notify_one();
        Ok(())
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

impl Handler for Intake {
    async fn handle(&self, deliveries: &[Delivery]) -> Vec<Decision> {
        let items: Vec<Result<Item<'_>, String>> = deliveries.iter().map(item).collect();
        let good: Vec<&Item<'_>> = items.iter().filter_map(|item| item.as_ref().ok()).collect();
        let together = self.store(&good).await;
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
                (Ok(item), Err(_)) => match self.store(&[item]).await {
                    Ok(()) => Decision::Ack,
                    Err(error) => self.failed(&error, delivery.deliveries),
                },
            });
        }
        decisions
    }
}

/// Reads a delivery; `Err` is why it can never be worked on.
fn item(delivery: &Delivery) -> Result<Item<'_>, String> {
    let event = delivery
        .event
        .as_ref()
        .map_err(|error| telemetry::chain(error).to_string())?;
    let span = tracing::info_span!(
        "waha.events process",
        otel.kind = "consumer",
        messaging.system = "nats",
        messaging.operation.type = "process",
        tenant = event.tenant.get(),
        session = %event.session,
        key = %event.key,
    );
    telemetry::set_parent(&span, delivery.traceparent.as_deref());
    let work = span
        .in_scope(|| work(event))
        .map_err(|error| telemetry::chain(&error).to_string())?;
    Ok(Item { event, work, span })
}

fn work(event: &WahaEvent) -> Result<Work, BodyError> {
    let envelope = Envelope::parse(&event.body)?;
    Ok(match Event::parse(&envelope)? {
        Event::Message(message) => message_work(event, *message),
        Event::Ack(ack) if ack.id.from_me && ack.level != AckLevel::Unknown => Work::Ack {
            stanza: ack.id.stanza,
            level: ack.level.number().into(),
        },
        Event::Ack(_) => Work::Nothing("ack_of_theirs"),
        Event::Reaction(_) => Work::Nothing("reaction"),
        Event::Edited(_) => Work::Nothing("edited"),
        Event::Revoked(_) => Work::Nothing("revoked"),
        Event::SessionStatus(_) | Event::Presence(_) | Event::PollVote(_) | Event::Other => {
            Work::Nothing("other_event")
        }
    })
}

fn message_work(event: &WahaEvent, message: waha::Message) -> Work {
    // Groups, channels and stories are nobody's mailbox.
    let chat = message.chat.as_str().parse().ok().filter(ChatId::is_person);
    let Some(chat) = chat else {
        return Work::Nothing("no_person");
    };
    let other_address = message
        .alternative
        .and_then(|address| address.as_str().parse::<ChatId>().ok())
        .filter(|address| address.is_person() && *address != chat);
    let body = message
        .body
        .map(without_nul)
        .filter(|body| !body.trim().is_empty());
    let kind = if message.has_media {
        MessageKind::Media
    } else if message.location.is_some() {
        MessageKind::Location
    } else if !message.vcards.is_empty() {
        MessageKind::Contact
    } else if body.is_some() {
        MessageKind::Text
    } else {
        MessageKind::Other
    };
    Work::Message(Box::new(Incoming {
        key: event.key.clone(),
        direction: if message.from_me {
            Direction::Out
        } else {
            Direction::In
        },
        session: event.session.clone(),
        chat,
        other_address,
        stanza: without_nul(message.id.stanza),
        kind,
        body,
        push_name: message.push_name.map(without_nul),
        sent_at: sent_at(message.sent_at, event.received_at),
        received_at: event.received_at,
        backfilled: event.origin == Origin::Backfill,
        traceparent: telemetry::current_traceparent(),
    }))
}

/// When a message was written. Not later than it was here, but for what clocks differ: a message from the far future
/// would count as later than all that follows it, and a person's would pause the bot until then.
fn sent_at(told: Option<OffsetDateTime>, received_at: OffsetDateTime) -> OffsetDateTime {
    told.filter(|told| *told - received_at < CLOCKS_DIFFER_BY)
        .unwrap_or(received_at)
}

/// Postgres text cannot hold U+0000, and a customer can send it, in his name too.
fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

#[cfg(test)]
mod tests;
