//! One WAHA webhook on the bus.

use bytes::Bytes;
use domain::{MessageKey, SessionName, TenantId};
use prost::Message;
use time::OffsetDateTime;

use crate::{DecodeError, EventName, Subject, wire};

/// A webhook that was authenticated and assigned to its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WahaEvent {
    /// Whom it belongs to.
    pub tenant: TenantId,
    /// The session that it came from.
    pub session: SessionName,
    /// WAHA's name of the event.
    pub event: EventName,
    /// WAHA's id of the event, where the body has one.
    pub waha_event_id: Option<String>,
    /// The key under which the event is known once.
    pub key: MessageKey,
    /// When it happened, by WAHA's clock, where the body says so.
    pub occurred_at: Option<OffsetDateTime>,
    /// When ingress took it.
    pub received_at: OffsetDateTime,
    /// How the tenant was found.
    pub routing: Routing,
    /// By which way it came.
    pub origin: Origin,
    /// The webhook's body, byte for byte.
    pub body: Bytes,
}

/// How the tenant of an event was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Routing {
    /// By the `tenant_id` of the webhook's URL; the session belongs to that tenant.
    Url,
    /// By the session's name alone.
    Session,
    /// By the customer's phone number, which one tenant alone has among its leads.
    Phone,
    /// By the word of an operator.
    Operator,
}

impl Routing {
    pub(crate) fn to_wire(self) -> i32 {
        match self {
            Self::Url => wire::Routing::Url,
            Self::Session => wire::Routing::Session,
            Self::Phone => wire::Routing::Phone,
            Self::Operator => wire::Routing::Operator,
        }
        .into()
    }

    pub(crate) fn of_wire(wire: wire::Routing) -> Result<Self, DecodeError> {
        match wire {
            wire::Routing::Url => Ok(Self::Url),
            wire::Routing::Session => Ok(Self::Session),
            wire::Routing::Phone => Ok(Self::Phone),
            wire::Routing::Operator => Ok(Self::Operator),
            wire::Routing::Unspecified => Err(DecodeError::Missing("routing")),
        }
    }
}

/// The way by which an event came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// WAHA posted it as it happened.
    Webhook,
    /// It was read from WAHA's history. Its key is the one that its webhook has.
    Backfill,
}

impl WahaEvent {
    /// The subject that it is published on, unless its tenant is flooded.
    pub fn subject(&self) -> Subject {
        match self.origin {
            Origin::Webhook => Subject::Event(self.tenant, self.event.clone()),
            Origin::Backfill => Subject::Backfill(self.tenant, self.event.clone()),
        }
    }

    /// The event as bytes of the contract.
    pub fn encode(&self) -> Bytes {
        let origin = match self.origin {
            Origin::Webhook => wire::Origin::Webhook,
            Origin::Backfill => wire::Origin::Backfill,
        };
        let event = wire::WahaEvent {
            tenant_id: self.tenant.get(),
            session: self.session.as_str().to_owned(),
            event: self.event.as_str().to_owned(),
            waha_event_id: self.waha_event_id.clone(),
            message_key: self.key.as_str().to_owned(),
            occurred_at_ms: self.occurred_at.map(to_ms),
            received_at_ms: to_ms(self.received_at),
            routing: self.routing.to_wire(),
            origin: origin.into(),
            body: self.body.clone(),
        };
        event.encode_to_vec().into()
    }

    /// Reads what [`WahaEvent::encode`] wrote, and checks every field.
    pub fn decode(bytes: Bytes) -> Result<Self, DecodeError> {
        let event = wire::WahaEvent::decode(bytes)?;
        let routing = Routing::of_wire(event.routing())?;
        let origin = match event.origin() {
            wire::Origin::Backfill => Origin::Backfill,
            // Whoever did not say so took it from WAHA.
            wire::Origin::Webhook | wire::Origin::Unspecified => Origin::Webhook,
        };
        if event.message_key.is_empty() {
            return Err(DecodeError::Missing("message_key"));
        }
        Ok(Self {
            tenant: event
                .tenant_id
                .try_into()
                .map_err(DecodeError::field("tenant_id"))?,
            session: event
                .session
                .parse()
                .map_err(DecodeError::field("session"))?,
            event: event.event.parse().map_err(DecodeError::field("event"))?,
            waha_event_id: event.waha_event_id,
            key: MessageKey::from_stored(event.message_key),
            occurred_at: event
                .occurred_at_ms
                .map(from_ms)
                .transpose()
                .map_err(DecodeError::field("occurred_at_ms"))?,
            received_at: from_ms(event.received_at_ms)
                .map_err(DecodeError::field("received_at_ms"))?,
            routing,
            origin,
            body: event.body,
        })
    }
}

/// Milliseconds since 1970, the contract's form of a time.
pub(crate) fn to_ms(time: OffsetDateTime) -> i64 {
    let ms = time.unix_timestamp_nanos() / 1_000_000;
    i64::try_from(ms)
        .expect("`OffsetDateTime` ends in the year 9999, within 64 bits of milliseconds")
}

pub(crate) fn from_ms(ms: i64) -> Result<OffsetDateTime, time::error::ComponentRange> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn event() -> WahaEvent {
        WahaEvent {
            tenant: TenantId::try_from(5).expect("positive"),
            session: "tenant_5".parse().expect("a name"),
            event: "message.any".parse().expect("a name"),
            waha_event_id: Some("evt_01m2jnw56w7kx9k9a0n79nd4fa".to_owned()),
            key: MessageKey::from_stored("5:tenant_5:message:in:AC36".to_owned()),
            occurred_at: Some(datetime!(2026-11-22 08:00:00.123 UTC)),
            received_at: datetime!(2026-11-22 08:00:00.456 UTC),
            routing: Routing::Url,
            origin: Origin::Webhook,
            body: Bytes::from_static(br#"{"event":"message.any"}"#),
        }
    }

    #[test]
    fn survives_the_wire() {
        for origin in [Origin::Webhook, Origin::Backfill] {
            let event = WahaEvent { origin, ..event() };
            assert_eq!(
                WahaEvent::decode(event.encode()).expect("its own bytes"),
                event
            );
        }
    }

    #[test]
    fn every_way_to_a_tenant_survives_the_wire() {
        for routing in [
            Routing::Url,
            Routing::Session,
            Routing::Phone,
            Routing::Operator,
        ] {
            let event = WahaEvent { routing, ..event() };
            let read = WahaEvent::decode(event.encode()).expect("its own bytes");
            assert_eq!(read.routing, routing);
        }
    }

    #[test]
    fn what_breaks_the_contract_names_its_field() {
        let broken = |change: fn(&mut wire::WahaEvent)| {
            let mut event = wire::WahaEvent::decode(event().encode()).expect("its own bytes");
            change(&mut event);
            WahaEvent::decode(event.encode_to_vec().into())
                .expect_err("broken")
                .to_string()
        };
        assert!(broken(|e| e.tenant_id = 0).contains("tenant_id"));
        assert!(broken(|e| "a b".clone_into(&mut e.session)).contains("session"));
        assert!(broken(|e| "a.>".clone_into(&mut e.event)).contains("event"));
        assert!(broken(|e| e.message_key.clear()).contains("message_key"));
        assert!(broken(|e| e.received_at_ms = i64::MAX).contains("received_at_ms"));
        assert!(broken(|e| e.routing = 99).contains("routing"));
        assert!(WahaEvent::decode(Bytes::from_static(b"no protobuf")).is_err());
    }
}
