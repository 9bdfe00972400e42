//! Any bytes as the body of a webhook: nothing panics, and what can be read has a key and subjects that are what they
//! look like.

#![no_main]

use bytes::Bytes;
use domain::{SessionName, TenantId};
use events::{EventName, Origin, Routing, WahaEvent};
use libfuzzer_sys::fuzz_target;
use peyk_fuzz::{check_key, check_subjects};
use time::macros::datetime;
use waha::webhook::{self, Envelope, Event};

fuzz_target!(|body: &[u8]| {
    let Ok(envelope) = Envelope::parse(body) else {
        return;
    };
    let _ = webhook::customer(&envelope);
    let read = Event::parse(&envelope);
    let (Ok(event), Ok(session)) = (
        envelope.event.parse::<EventName>(),
        envelope.session.parse::<SessionName>(),
    ) else {
        return;
    };
    let tenant = TenantId::try_from(5).expect("positive");
    let known = event_key::of(&session, &envelope);
    // What can be worked on and is about a message is known by that, and not by its delivery.
    let about_none = matches!(
        read,
        Err(_) | Ok(Event::SessionStatus(_) | Event::Presence(_) | Event::Other)
    );
    assert!(known.is_some() || about_none, "{read:?}");
    let key = known
        .unwrap_or_else(|| event_key::of_delivery(&session, &envelope, "delivery"))
        .of(tenant);
    check_key(&key, tenant, &session);
    check_subjects(tenant, &event);
    let event = WahaEvent {
        tenant,
        session,
        event,
        waha_event_id: envelope.id,
        key,
        occurred_at: envelope.timestamp,
        received_at: datetime!(2026-11-26 12:00 UTC),
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: Bytes::copy_from_slice(body),
    };
    let again = WahaEvent::decode(event.encode()).expect("its own bytes");
    assert_eq!((&again.key, &again.body), (&event.key, &event.body));
});
