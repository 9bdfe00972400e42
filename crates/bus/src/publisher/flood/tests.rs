use domain::{Direction, MessageKey, MessageKeyParts, SessionName};
use events::{Origin, Routing};
use service_runtime::clock;

use super::*;

const SHARE: TenantShare = TenantShare {
    burst: 3,
    per_second: 1,
};

fn floods() -> Floods {
    Floods {
        share: SHARE,
        tenants: Arc::default(),
    }
}

fn event(tenant: i64, name: &str) -> WahaEvent {
    let tenant = TenantId::try_from(tenant).expect("positive");
    let session = SessionName::of_tenant(tenant);
    let parts = MessageKeyParts {
        kind: "message",
        direction: Direction::In,
        stanza: "AC01",
        extra: None,
    };
    WahaEvent {
        key: MessageKey::new(tenant, &session, parts),
        tenant,
        session,
        event: name.parse().expect("a name"),
        waha_event_id: None,
        occurred_at: None,
        received_at: clock::now(),
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: "{}".into(),
    }
}

/// How many of so many messages at once of this tenant go apart.
fn apart(floods: &Floods, tenant: i64, messages: usize, now: Instant) -> usize {
    let message = event(tenant, "message.any");
    (0..messages)
        .filter(|_| floods.count_at(&message, now).is_some())
        .count()
}

const NOBODY: [TenantId; 0] = [];

fn set<const N: usize>(tenants: [TenantId; N]) -> HashSet<TenantId> {
    tenants.into()
}

#[test]
fn what_exceeds_a_share_goes_apart_and_others_do_not() {
    let (floods, now) = (floods(), Instant::now());
    assert_eq!(apart(&floods, 1, 10, now), 7);
    assert_eq!(apart(&floods, 2, 3, now), 0);
}

#[test]
fn a_share_comes_back_with_time() {
    let (floods, now) = (floods(), Instant::now());
    for second in 0..60 {
        let now = now + Duration::from_secs(second);
        assert_eq!(
            apart(&floods, 1, 1, now),
            0,
            "one a second, for as long as it likes"
        );
    }
}

#[test]
fn the_life_of_a_session_waits_for_no_flood() {
    let (floods, now) = (floods(), Instant::now());
    apart(&floods, 1, 10, now);
    let status = event(1, "session.status");
    assert!(floods.count_at(&status, now).is_none());
}

#[test]
fn a_flood_is_over_when_nothing_of_it_is_left_and_little_comes() {
    let (floods, now) = (floods(), Instant::now() + Duration::from_mins(1));
    apart(&floods, 1, 4, now);
    let second = |second| now + Duration::from_secs(second);
    let flooded = |at| apart(&floods, 1, 1, at) == 1;

    floods.look(&set([event(1, "message").tenant]), second(9), second(9));
    assert!(flooded(second(9)), "some of it is left");
    floods.look(&set(NOBODY), second(9), second(9));
    assert!(!flooded(second(9)));
}

#[test]
fn as_long_as_much_comes_it_is_not_over() {
    let (floods, now) = (floods(), Instant::now() + Duration::from_mins(1));
    apart(&floods, 1, 9, now);
    floods.look(&set(NOBODY), now, now);
    assert_eq!(apart(&floods, 1, 1, now), 1);
}

#[test]
fn what_is_on_its_way_or_has_just_arrived_is_waited_for() {
    let (floods, began) = (floods(), Instant::now());
    apart(&floods, 1, 3, began);
    let under_way = floods.count_at(&event(1, "message.any"), began);
    assert!(under_way.is_some());
    let later = began + Duration::from_mins(1);
    let flooded = |at| apart(&floods, 1, 1, at) == 1;

    floods.look(&set(NOBODY), later, later);
    assert!(flooded(later), "one is on its way");
    drop(under_way);
    floods.look(&set(NOBODY), began, later);
    assert!(flooded(later), "it arrived after that question");
    let much_later = later + Duration::from_mins(1);
    floods.look(&set(NOBODY), much_later, much_later);
    assert!(!flooded(much_later));
}

#[test]
fn another_doors_flood_is_known_by_what_the_stream_holds() {
    let (floods, now) = (floods(), Instant::now());
    floods.look(&set([event(1, "message").tenant]), now, now);
    assert_eq!(
        (apart(&floods, 1, 1, now), apart(&floods, 2, 1, now)),
        (1, 0)
    );
}

#[test]
fn who_is_quiet_is_forgotten() {
    let (floods, now) = (floods(), Instant::now() + Duration::from_mins(1));
    apart(&floods, 1, 9, now);
    let later = now + Duration::from_mins(1);
    floods.look(&set(NOBODY), later, later);
    assert!(floods.lock().is_empty());
}
