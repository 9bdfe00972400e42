//! One webhook, read as far as its way depends on it.

use axum::body::Bytes;
use domain::{SessionName, UnownedKey};
use events::{EventName, Origin, Unrouted, UnroutedEvent, WahaEvent};
use service_runtime::clock;
use time::OffsetDateTime;
use waha::webhook::{self, Customer, Envelope};

use crate::{answer::Refusal, route::Routed};

/// The event that brings a message, of whoever wrote it.
const MESSAGE: &str = "message.any";

/// Whose a webhook says that it is, for the log. Nothing is proven yet.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) session: SessionName,
    pub(crate) event: EventName,
}

/// What a webhook tells before it is known whose it is.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) session: SessionName,
    pub(crate) event: EventName,
    pub(crate) key: UnownedKey,
    waha_event_id: Option<String>,
    occurred_at: Option<OffsetDateTime>,
    received_at: OffsetDateTime,
    pub(crate) body: Bytes,
}

impl Webhook {
    /// Reads a body. `request_id` is WAHA's id of the delivery.
    pub(crate) fn read(body: Bytes, request_id: Option<&str>) -> Result<Self, Refusal> {
        let envelope = Envelope::parse(&body)?;
        let event = envelope.event.parse().map_err(|_| Refusal::Name("event"))?;
        let session: SessionName = envelope
            .session
            .parse()
            .map_err(|_| Refusal::Name("session"))?;
        Ok(Self {
            key: key(&session, &envelope, request_id),
            session,
            event,
            waha_event_id: envelope.id,
            occurred_at: envelope.timestamp,
            received_at: clock::now(),
            body,
        })
    }

    /// When the message that it brings was an event at WAHA; `None`: it brings none, or does not say.
    pub(crate) fn message_at(&self) -> Option<OffsetDateTime> {
        self.occurred_at.filter(|_| self.event.as_str() == MESSAGE)
    }

    /// What the webhook says of itself.
    pub(crate) fn claimed(&self) -> Claimed {
        Claimed {
            session: self.session.clone(),
            event: self.event.clone(),
        }
    }

    /// The customer whom the event is about. Read only where it matters: the payload may be large.
    pub(crate) fn customer(&self) -> Option<Customer> {
        webhook::customer(&Envelope::parse(&self.body).ok()?)
    }

    /// The event of the tenant that was found.
    pub(crate) fn into_event(self, routed: Routed) -> WahaEvent {
        WahaEvent {
            tenant: routed.tenant,
            key: self.key.of(routed.tenant),
            session: self.session,
            event: self.event,
            waha_event_id: self.waha_event_id,
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            routing: routed.routing,
            origin: Origin::Webhook,
            body: self.body,
        }
    }

    /// The event that no tenant takes.
    pub(crate) fn into_unrouted(self, reason: Unrouted) -> UnroutedEvent {
        UnroutedEvent {
            reason,
            key: self.key,
            session: self.session,
            event: self.event,
            waha_event_id: self.waha_event_id,
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            body: self.body,
        }
    }
}

/// The key under which copies of the event are known as one. An event that nothing identifies is kept each time it
/// comes; the request's id at least finds its retries.
fn key(session: &SessionName, envelope: &Envelope<'_>, request_id: Option<&str>) -> UnownedKey {
    event_key::of(session, envelope).unwrap_or_else(|| {
        let delivery = request_id.map_or_else(
            || format!("{:032x}", rand::random::<u128>()),
            ToOwned::to_owned,
        );
        event_key::of_delivery(session, envelope, &delivery)
    })
}
