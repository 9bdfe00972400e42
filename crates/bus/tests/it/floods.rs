//! What exceeds a tenant's share takes a way of its own.

use std::{collections::BTreeMap, time::Duration};

use bus::{Decision, Durable, GroupLimits, Publisher, TenantShare};
use events::{Origin, WahaEvent};
use private_servers::NatsServer;
use tokio_util::sync::CancellationToken;

use crate::{
    PATIENCE, connect,
    consuming::{next, script},
    event,
    groups::bare,
    server, tenant,
};

const LIMITS: GroupLimits = GroupLimits {
    messages: 64,
    batches: 2,
    waiting: 256,
};
/// What is ahead is forgotten within a second.
const SHARE: TenantShare = TenantShare {
    burst: 10,
    per_second: 1000,
};

fn message(of: i64, number: usize) -> WahaEvent {
    event(tenant(of), "message.any", &format!("AC{number:05}"), b"{}")
}

/// A door with a watch of its own.
fn door(bus: &bus::Bus) -> Publisher {
    let (publisher, commits) = bus.group_publisher(PATIENCE, LIMITS);
    let (floods, watch) = bus.floods(SHARE);
    tokio::spawn(commits.run());
    tokio::spawn(watch.run());
    publisher.keeping_apart(floods)
}

async fn publish_at_once(door: &Publisher, events: &[WahaEvent]) {
    let published = events.iter().map(|event| door.publish(event));
    for outcome in futures::future::join_all(published).await {
        outcome.unwrap();
    }
}

/// How many messages each subject of a stream has.
async fn held(server: &NatsServer, stream: &str) -> BTreeMap<String, usize> {
    use futures::TryStreamExt as _;
    let (_client, jetstream) = bare(server).await;
    let stream = jetstream.get_stream(stream).await.unwrap();
    let subjects = stream.info_with_subjects(">").await.unwrap();
    subjects.try_collect().await.unwrap()
}

/// Waits until messages of the tenant go this way.
async fn until_it_goes(server: &NatsServer, door: &Publisher, of: i64, stream: &str) {
    let subject = match stream {
        "WAHA_BULK" => format!("waha.bulk.{of}.message.any"),
        _ => format!("waha.events.{of}.message.any"),
    };
    let count = async || held(server, stream).await.get(&subject).copied();
    let begun = std::time::Instant::now();
    for number in 10_000.. {
        let before = count().await;
        door.publish(&message(of, number)).await.unwrap();
        if count().await > before {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "never by way of {stream}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_goes_apart_and_comes_back_when_nothing_of_it_is_left() {
    let (server, bus) = server().await;
    let other_bus = connect(&server).await;
    other_bus.declare_topology(|_| {}).await;
    let (door, other_door) = (door(&bus), door(&other_bus));
    let flood: Vec<_> = (0..500).map(|number| message(5, number)).collect();
    publish_at_once(&door, &flood).await;
    publish_at_once(&door, &[message(6, 0)]).await;

    let (events, bulk) = (
        held(&server, "WAHA_EVENTS").await,
        held(&server, "WAHA_BULK").await,
    );
    let (straight, apart) = (
        events["waha.events.5.message.any"],
        bulk["waha.bulk.5.message.any"],
    );
    assert_eq!(straight + apart, 500);
    assert!(straight >= 10 && apart > 100, "{straight} and {apart}");
    assert_eq!(events["waha.events.6.message.any"], 1);
    // Another door has seen nothing but what the stream holds.
    until_it_goes(&server, &other_door, 5, "WAHA_BULK").await;

    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move {
            bus.consume(Durable::BotWorkerBulk, 64, &handler, stop)
                .await
        }
    });
    for _ in 0..apart {
        next(&mut seen).await;
    }
    for door in [&door, &other_door] {
        until_it_goes(&server, door, 5, "WAHA_EVENTS").await;
    }
    stop.cancel();
    consuming.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_keeps_nobody_waiting_and_is_no_flood() {
    let (server, bus) = server().await;
    let door = door(&bus);
    let missed = WahaEvent {
        origin: Origin::Backfill,
        ..message(5, 0)
    };
    door.publish(&missed).await.unwrap();
    // Longer than from one look at the stream to the next.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    door.publish(&message(5, 1)).await.unwrap();

    let one = |subject: &str| BTreeMap::from([(subject.to_owned(), 1)]);
    assert_eq!(
        held(&server, "WAHA_BULK").await,
        one("waha.backfill.5.message.any")
    );
    assert_eq!(
        held(&server, "WAHA_EVENTS").await,
        one("waha.events.5.message.any")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_of_a_flood_is_given_up_tells_its_tenant_and_goes_back_the_same_way() {
    let (server, bus) = server().await;
    let door = door(&bus);
    let broken = WahaEvent {
        origin: Origin::Backfill,
        ..message(5, 0)
    };
    door.publish(&broken).await.unwrap();

    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![Decision::Dead("broken".to_owned())]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move {
            bus.consume(Durable::BotWorkerBulk, 64, &handler, stop)
                .await
        }
    });
    next(&mut seen).await;
    let dead = bus.dead_letters().await.unwrap();
    let kept = loop {
        if let Some(kept) = dead.next(0).await.unwrap() {
            break kept;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(kept.item.subject, "waha.backfill.5.message.any");
    assert_eq!(
        held(&server, "WAHA_DEAD").await.keys().next().unwrap(),
        "waha.dead.5.message.any"
    );
    door.redrive(kept.id, &kept.item).await.unwrap();
    assert_eq!(next(&mut seen).await.0, broken.key.as_str());
    stop.cancel();
    consuming.await.unwrap().unwrap();
}
