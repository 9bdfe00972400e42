//! Any texts as tenant, session, event and parts of a key: what is taken for a name cannot reach out of its place.

#![no_main]

use domain::{Direction, MessageKey, MessageKeyParts, SessionName, TenantId};
use events::{EventName, Subject};
use libfuzzer_sys::fuzz_target;
use peyk_fuzz::{check_key, check_subjects};

/// Tenant, session, event or a whole subject, stanza, and what else is in a key.
type Input<'a> = (&'a str, &'a str, &'a str, &'a str, Option<&'a str>);

fuzz_target!(|input: Input<'_>| {
    let (tenant, session, event, stanza, extra) = input;
    if let Ok(id) = tenant.parse::<TenantId>() {
        assert_eq!(id.to_string(), tenant, "one spelling");
    }
    if let Ok(name) = session.parse::<SessionName>() {
        assert_eq!(name.as_str(), session);
        if let Some(id) = name.tenant() {
            assert_eq!(name, SessionName::of_tenant(id));
        }
    }
    if let Some((tenant, event)) = Subject::parse_event(event) {
        assert_eq!(Subject::Event(tenant, event).to_string(), input.2);
    }

    let tenant = tenant
        .parse()
        .unwrap_or_else(|_| TenantId::try_from(5).expect("positive"));
    let session = session
        .parse()
        .unwrap_or_else(|_| SessionName::of_tenant(tenant));
    if let Ok(name) = event.parse::<EventName>() {
        assert_eq!(name.as_str(), event);
        check_subjects(tenant, &name);
    }
    let parts = MessageKeyParts {
        kind: event,
        direction: Direction::In,
        stanza,
        extra,
    };
    check_key(&MessageKey::new(tenant, &session, parts), tenant, &session);
});
