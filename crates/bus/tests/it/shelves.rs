//! What is kept aside: listed, removed, forgotten.

use bus::{Durable, PublishOutcome};
use bytes::Bytes;
use domain::{SessionName, TenantId, UnownedKey};
use events::{Origin, Routing, Unrouted, UnroutedEvent, WahaEvent};
use time::macros::datetime;

use tokio_util::sync::CancellationToken;

use crate::{
    PATIENCE,
    consuming::{next, script},
    event, server, tenant,
};

fn unrouted(reason: Unrouted, stanza: &str) -> UnroutedEvent {
    let session: SessionName = "default".parse().unwrap();
    UnroutedEvent {
        reason,
        session,
        event: "message.any".parse().unwrap(),
        waha_event_id: None,
        key: UnownedKey::from_stored(format!("default:message:in:{stanza}")),
        occurred_at: None,
        received_at: datetime!(2026-11-22 08:00 UTC),
        body: Bytes::from_static(b"{}"),
    }
}

fn of_phone(stanza: &str) -> UnroutedEvent {
    let phone = "971509876543".parse().unwrap();
    unrouted(Unrouted::UnknownPhone(Some(phone)), stanza)
}

fn of_tenant(tenant: TenantId, stanza: &str) -> UnroutedEvent {
    unrouted(Unrouted::TenantSuspended(tenant, Routing::Url), stanza)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_listed_in_pages_and_removed_once() {
    let (_server, bus) = server().await;
    let shelf = bus.unrouted().await.unwrap();
    assert!(shelf.list(0, 10).await.unwrap().kept.is_empty());
    let publisher = bus.publisher(PATIENCE);
    for stanza in ["A", "B", "C"] {
        publisher.keep(&of_phone(stanza)).await.unwrap();
    }
    assert_eq!(shelf.total().await.unwrap(), 3);

    let first = shelf.list(0, 2).await.unwrap();
    let keys = |page: &[bus::Kept<UnroutedEvent>]| -> Vec<String> {
        let keys = page.iter().map(|kept| kept.item.key.as_str().to_owned());
        keys.collect()
    };
    assert_eq!(
        keys(&first.kept),
        ["default:message:in:A", "default:message:in:B"]
    );
    assert!(first.more);
    let rest = shelf.list(first.kept[1].id, 2).await.unwrap();
    assert_eq!(keys(&rest.kept), ["default:message:in:C"]);
    assert!(!rest.more);

    let id = first.kept[0].id;
    assert_eq!(shelf.lookup(id).await.unwrap().unwrap().item, of_phone("A"));
    assert!(shelf.remove(id).await.unwrap());
    assert!(!shelf.remove(id).await.unwrap(), "it is gone already");
    assert!(!shelf.remove(id + 100).await.unwrap(), "it never was");
    assert!(shelf.lookup(id).await.unwrap().is_none());
    assert_eq!(shelf.total().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn wahas_retries_are_kept_once_also_after_it_was_removed() {
    let (_server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    let shelf = bus.unrouted().await.unwrap();
    let first = publisher.keep(&of_phone("A")).await.unwrap();
    assert_eq!(first, PublishOutcome::Stored);
    let phone = "971509876543".parse().unwrap();
    let retry = unrouted(Unrouted::Ambiguous(phone), "A");
    let second = publisher.keep(&retry).await.unwrap();
    assert_eq!(second, PublishOutcome::Duplicate);
    let id = shelf.list(0, 1).await.unwrap().kept[0].id;
    shelf.remove(id).await.unwrap();
    let third = publisher.keep(&retry).await.unwrap();
    assert_eq!(third, PublishOutcome::Duplicate);
    assert_eq!(shelf.total().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_tenant_leaves_nothing_and_the_others_stay() {
    let (_server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    for id in [5, 55] {
        let hello = event(tenant(id), "message.any", "A", b"{}");
        publisher.publish(&hello).await.unwrap();
        let missed = WahaEvent {
            origin: Origin::Backfill,
            ..hello
        };
        publisher.publish(&missed).await.unwrap();
        publisher.keep(&of_tenant(tenant(id), "A")).await.unwrap();
    }
    publisher.keep(&of_phone("A")).await.unwrap();

    bus.forget_tenant(tenant(5)).await.unwrap();
    bus.forget_tenant(tenant(5)).await.unwrap();
    let shelf = bus.unrouted().await.unwrap();
    let left = shelf.list(0, 10).await.unwrap().kept;
    let tenants: Vec<_> = left.iter().map(|kept| kept.item.reason.tenant()).collect();
    assert_eq!(tenants, [Some(tenant(55)), None]);
    for durable in [Durable::BotWorker, Durable::BotWorkerBulk] {
        let (handler, mut seen) = script(vec![]);
        let stop = CancellationToken::new();
        let consuming = bus.consume(durable, 8, &handler, stop.clone());
        let first = async {
            let (key, ..) = next(&mut seen).await;
            stop.cancel();
            key
        };
        let (key, consumed) = tokio::join!(first, consuming);
        consumed.unwrap();
        assert_eq!(key, "55:message.any:A", "the older one of 5 is gone");
    }
}
