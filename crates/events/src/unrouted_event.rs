//! What ingress believed and could not hand to a tenant.

use std::fmt;

use bytes::Bytes;
use domain::{Phone, SessionName, TenantId, UnownedKey};
use prost::Message;
use time::OffsetDateTime;

use crate::{
    DecodeError, EventName, Origin, Routing, Subject, WahaEvent,
    waha_event::{from_ms, to_ms},
    wire,
};

/// A webhook that is kept until its tenant is known, or takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnroutedEvent {
    /// Why it is here, and what is known of whose it is.
    pub reason: Unrouted,
    /// The session that it came from.
    pub session: SessionName,
    /// WAHA's name of the event.
    pub event: EventName,
    /// WAHA's id of the event, where the body has one.
    pub waha_event_id: Option<String>,
    /// The key under which the event is known once, without the tenant.
    pub key: UnownedKey,
    /// When it happened, by WAHA's clock, where the body says so.
    pub occurred_at: Option<OffsetDateTime>,
    /// When ingress took it first.
    pub received_at: OffsetDateTime,
    /// The webhook's body, byte for byte.
    pub body: Bytes,
}

/// Why an event has no tenant that takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unrouted {
    /// No tenant has the customer's number among its leads, or the event tells none: only a LID.
    UnknownPhone(Option<Phone>),
    /// Several tenants have the number: it is nobody's.
    Ambiguous(Phone),
    /// The tenant is suspended.
    TenantSuspended(TenantId, Routing),
    /// The tenant is not known to ingress.
    TenantUnknown(TenantId, Routing),
}

impl Unrouted {
    /// The reason in one word, as it stands in the subject.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::UnknownPhone(_) => "unknown_phone",
            Self::Ambiguous(_) => "ambiguous",
            Self::TenantSuspended(..) => "tenant_suspended",
            Self::TenantUnknown(..) => "tenant_unknown",
        }
    }

    /// The tenant whose the event is, where that is known.
    pub fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::TenantSuspended(tenant, _) | Self::TenantUnknown(tenant, _) => Some(*tenant),
            Self::UnknownPhone(_) | Self::Ambiguous(_) => None,
        }
    }

    /// The customer's number, where it was asked about.
    pub fn phone(&self) -> Option<&Phone> {
        match self {
            Self::UnknownPhone(phone) => phone.as_ref(),
            Self::Ambiguous(phone) => Some(phone),
            Self::TenantSuspended(..) | Self::TenantUnknown(..) => None,
        }
    }

    fn routing(&self) -> Option<Routing> {
        match self {
            Self::TenantSuspended(_, routing) | Self::TenantUnknown(_, routing) => Some(*routing),
            Self::UnknownPhone(_) | Self::Ambiguous(_) => None,
        }
    }

    fn to_wire(&self) -> wire::UnroutedReason {
        match self {
            Self::UnknownPhone(_) => wire::UnroutedReason::UnknownPhone,
            Self::Ambiguous(_) => wire::UnroutedReason::Ambiguous,
            Self::TenantSuspended(..) => wire::UnroutedReason::TenantSuspended,
            Self::TenantUnknown(..) => wire::UnroutedReason::TenantUnknown,
        }
    }
}

impl fmt::Display for Unrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl UnroutedEvent {
    /// The subject that it is published on.
    pub fn subject(&self) -> Subject {
        Subject::Unrouted(self.reason.as_str(), self.reason.tenant())
    }

    /// What its copies have in common, whatever the reason: WAHA posts one event up to 12 times.
    pub fn message_id(&self) -> String {
        let key = self.key.as_str();
        match self.reason.tenant() {
            Some(tenant) => format!("{tenant}:{key}"),
            None => format!("-:{key}"),
        }
    }

    /// The event as a tenant's.
    pub fn into_event_of(self, tenant: TenantId, routing: Routing) -> WahaEvent {
        WahaEvent {
            tenant,
            session: self.session,
            event: self.event,
            waha_event_id: self.waha_event_id,
            key: self.key.of(tenant),
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            origin: Origin::Webhook,
            routing,
            body: self.body,
        }
    }

    /// The event as bytes of the contract.
    pub fn encode(&self) -> Bytes {
        let event = wire::UnroutedEvent {
            reason: self.reason.to_wire().into(),
            tenant_id: self.reason.tenant().map(TenantId::get),
            routing: self.reason.routing().map_or(0, Routing::to_wire),
            phone: self.reason.phone().map(|phone| phone.as_str().to_owned()),
            session: self.session.as_str().to_owned(),
            event: self.event.as_str().to_owned(),
            waha_event_id: self.waha_event_id.clone(),
            key: self.key.as_str().to_owned(),
            occurred_at_ms: self.occurred_at.map(to_ms),
            received_at_ms: to_ms(self.received_at),
            body: self.body.clone(),
        };
        event.encode_to_vec().into()
    }

    /// Reads what [`UnroutedEvent::encode`] wrote, and checks every field.
    pub fn decode(bytes: Bytes) -> Result<Self, DecodeError> {
        let event = wire::UnroutedEvent::decode(bytes)?;
        if event.key.is_empty() {
            return Err(DecodeError::Missing("key"));
        }
        Ok(Self {
            reason: reason(&event)?,
            session: event
                .session
                .parse()
                .map_err(DecodeError::field("session"))?,
            event: event.event.parse().map_err(DecodeError::field("event"))?,
            waha_event_id: event.waha_event_id,
            key: UnownedKey::from_stored(event.key),
            occurred_at: event
                .occurred_at_ms
                .map(from_ms)
                .transpose()
                .map_err(DecodeError::field("occurred_at_ms"))?,
            received_at: from_ms(event.received_at_ms)
                .map_err(DecodeError::field("received_at_ms"))?,
            body: event.body,
        })
    }
}

fn reason(event: &wire::UnroutedEvent) -> Result<Unrouted, DecodeError> {
    let phone = || event.phone.as_deref().map(str::parse).transpose();
    let phone = || phone().map_err(DecodeError::field("phone"));
    let tenant = || {
        let id = event.tenant_id.ok_or(DecodeError::Missing("tenant_id"))?;
        id.try_into().map_err(DecodeError::field("tenant_id"))
    };
    let routing = || Routing::of_wire(event.routing());
    Ok(match event.reason() {
        wire::UnroutedReason::UnknownPhone => Unrouted::UnknownPhone(phone()?),
        wire::UnroutedReason::Ambiguous => {
            Unrouted::Ambiguous(phone()?.ok_or(DecodeError::Missing("phone"))?)
        }
        wire::UnroutedReason::TenantSuspended => Unrouted::TenantSuspended(tenant()?, routing()?),
        wire::UnroutedReason::TenantUnknown => Unrouted::TenantUnknown(tenant()?, routing()?),
        wire::UnroutedReason::Unspecified => return Err(DecodeError::Missing("reason")),
    })
}

#[cfg(test)]
mod tests {
    use domain::{Direction, MessageKeyParts};
    use time::macros::datetime;

    use super::*;

    fn tenant() -> TenantId {
        5.try_into().expect("positive")
    }

    fn phone() -> Phone {
        "971509876543".parse().expect("a phone")
    }

    fn event(reason: Unrouted) -> UnroutedEvent {
        let session: SessionName = "default".parse().expect("a name");
        let parts = MessageKeyParts {
            kind: "message",
            direction: Direction::In,
            stanza: "AC36",
            extra: None,
        };
        UnroutedEvent {
            reason,
            key: UnownedKey::new(&session, parts),
            session,
            event: "message.any".parse().expect("a name"),
            waha_event_id: None,
            occurred_at: Some(datetime!(2026-11-22 08:00:00.123 UTC)),
            received_at: datetime!(2026-11-22 08:00:00.456 UTC),
            body: Bytes::from_static(b"{}"),
        }
    }

    #[test]
    fn every_reason_survives_the_wire_and_has_its_subject() {
        for (reason, subject) in [
            (Unrouted::UnknownPhone(None), "unknown_phone"),
            (Unrouted::UnknownPhone(Some(phone())), "unknown_phone"),
            (Unrouted::Ambiguous(phone()), "ambiguous"),
            (
                Unrouted::TenantSuspended(tenant(), Routing::Phone),
                "tenant_suspended.5",
            ),
            (
                Unrouted::TenantUnknown(tenant(), Routing::Url),
                "tenant_unknown.5",
            ),
        ] {
            let event = event(reason);
            let read = UnroutedEvent::decode(event.encode()).expect("its own bytes");
            assert_eq!(read, event);
            let expected = format!("waha.unrouted.{subject}");
            assert_eq!(event.subject().to_string(), expected);
        }
    }

    #[test]
    fn it_becomes_the_event_that_it_would_have_been() {
        let unrouted = event(Unrouted::UnknownPhone(Some(phone())));
        assert_eq!(unrouted.message_id(), "-:default:message:in:AC36");
        let event = unrouted.into_event_of(tenant(), Routing::Phone);
        assert_eq!(event.key.as_str(), "5:default:message:in:AC36");
        assert_eq!(event.subject().to_string(), "waha.events.5.message.any");
    }

    #[test]
    fn a_retry_has_the_id_of_the_first_whatever_the_reason_is_by_now() {
        let first = event(Unrouted::UnknownPhone(Some(phone())));
        let retry = event(Unrouted::Ambiguous(phone()));
        assert_eq!(first.message_id(), retry.message_id());
        // One tenant's is never another's.
        let of_five = event(Unrouted::TenantUnknown(tenant(), Routing::Url));
        assert_ne!(first.message_id(), of_five.message_id());
    }

    #[test]
    fn what_breaks_the_contract_names_its_field() {
        let broken = |reason: Unrouted, change: fn(&mut wire::UnroutedEvent)| {
            let bytes = event(reason).encode();
            let mut event = wire::UnroutedEvent::decode(bytes).expect("its own bytes");
            change(&mut event);
            UnroutedEvent::decode(event.encode_to_vec().into())
                .expect_err("broken")
                .to_string()
        };
        let suspended = || Unrouted::TenantSuspended(tenant(), Routing::Url);
        assert!(broken(suspended(), |e| e.reason = 99).contains("reason"));
        assert!(broken(suspended(), |e| e.tenant_id = None).contains("tenant_id"));
        assert!(broken(suspended(), |e| e.tenant_id = Some(0)).contains("tenant_id"));
        assert!(broken(suspended(), |e| e.routing = 0).contains("routing"));
        assert!(broken(suspended(), |e| e.key.clear()).contains("key"));
        assert!(broken(Unrouted::Ambiguous(phone()), |e| e.phone = None).contains("phone"));
    }
}
