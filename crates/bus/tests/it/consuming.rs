//! Deliveries and decisions.

use std::{sync::Mutex, time::Duration};

use bus::{Decision, Delivery, Durable, Handler};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{PATIENCE, event, server, tenant};

/// Decides as it was told, then acknowledges; reports every delivery.
pub(crate) struct Script {
    decisions: Mutex<Vec<Decision>>,
    seen: mpsc::UnboundedSender<(String, u64, Option<String>)>,
}

impl Handler for Script {
    async fn handle(&self, deliveries: &[Delivery]) -> Vec<Decision> {
        let mut decisions = self.decisions.lock().unwrap();
        let decide = |delivery: &Delivery| {
            let event = delivery.event.as_ref().unwrap();
            let key = event.key.as_str().to_owned();
            self.seen
                .send((key, delivery.deliveries, delivery.traceparent.clone()))
                .unwrap();
            if decisions.is_empty() {
                Decision::Ack
            } else {
                decisions.remove(0)
            }
        };
        deliveries.iter().map(decide).collect()
    }
}

pub(crate) fn script(
    decisions: Vec<Decision>,
) -> (
    Script,
    mpsc::UnboundedReceiver<(String, u64, Option<String>)>,
) {
    let (seen, receiver) = mpsc::unbounded_channel();
    (
        Script {
            decisions: Mutex::new(decisions),
            seen,
        },
        receiver,
    )
}

pub(crate) async fn next<T>(receiver: &mut mpsc::UnboundedReceiver<T>) -> T {
    tokio::time::timeout(PATIENCE, receiver.recv())
        .await
        .expect("in time")
        .expect("one more")
}

#[tokio::test(flavor = "multi_thread")]
async fn retried_until_acknowledged_and_each_gets_what_it_wants() {
    let (_server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    publisher
        .publish(&event(tenant(5), "session.status", "S1", b"{}"))
        .await
        .unwrap();
    publisher
        .publish(&event(tenant(5), "message.any", "AC36", b"{}"))
        .await
        .unwrap();
    publisher
        .publish(&event(tenant(5), "message", "AC37", b"{}"))
        .await
        .unwrap();

    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![Decision::Retry(Duration::ZERO)]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move { bus.consume(Durable::BotWorker, 1, &handler, stop).await }
    });
    let mut deliveries = Vec::new();
    for _ in 0..4 {
        let (key, number, _) = next(&mut seen).await;
        deliveries.push((key, number));
    }
    deliveries.sort();
    let expected = [
        ("5:message.any:AC36", 1),
        ("5:message:AC37", 1),
        ("5:session.status:S1", 1),
        ("5:session.status:S1", 2),
    ];
    assert_eq!(
        deliveries,
        expected.map(|(key, number)| (key.to_owned(), number))
    );
    stop.cancel();
    consuming.await.unwrap().unwrap();

    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move {
            bus.consume(Durable::SessionManager, 8, &handler, stop)
                .await
        }
    });
    assert_eq!(next(&mut seen).await.0, "5:session.status:S1");
    stop.cancel();
    consuming.await.unwrap().unwrap();
    assert!(seen.try_recv().is_err(), "messages are not its affair");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_is_kept_with_its_reason() {
    let (server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    publisher
        .publish(&event(tenant(5), "message.any", "AC36", b"{}"))
        .await
        .unwrap();
    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![Decision::Dead("no such thing".to_owned())]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move { bus.consume(Durable::BotWorker, 8, &handler, stop).await }
    });
    next(&mut seen).await;
    // The next message is handled after the first one was settled.
    publisher
        .publish(&event(tenant(5), "message.any", "AC37", b"{}"))
        .await
        .unwrap();
    next(&mut seen).await;
    stop.cancel();
    consuming.await.unwrap().unwrap();

    let shelf = bus.dead_letters().await.unwrap();
    let [letter] = &shelf.list(0, 10).await.unwrap().kept[..] else {
        panic!("one letter");
    };
    let id = letter.id;
    let letter = &letter.item;
    assert_eq!(
        (letter.reason.as_str(), letter.consumer.as_str()),
        ("no such thing", "bot-worker")
    );
    assert_eq!(letter.subject, "waha.events.5.message.any");
    let original = events::WahaEvent::decode(letter.payload.clone()).unwrap();
    assert_eq!(original.key.as_str(), "5:message.any:AC36");

    // JetStream remembers the key, and still lets it through on its way back.
    publisher.redrive(id, letter).await.unwrap();
    let (handler, mut seen) = script(vec![]);
    let again = CancellationToken::new();
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), again.clone());
        async move { bus.consume(Durable::BotWorker, 8, &handler, stop).await }
    });
    while next(&mut seen).await.0 != "5:message.any:AC36" {}
    again.cancel();
    consuming.await.unwrap().unwrap();
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn consuming_survives_a_restart_of_nats() {
    let (mut server, bus) = server().await;
    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move { bus.consume(Durable::BotWorker, 8, &handler, stop).await }
    });
    let publisher = bus.publisher(PATIENCE);
    publisher
        .publish(&event(tenant(5), "message.any", "AC36", b"{}"))
        .await
        .unwrap();
    next(&mut seen).await;

    tokio::task::block_in_place(|| {
        server.kill().unwrap();
        server.restart().unwrap();
    });
    let hello = event(tenant(5), "message.any", "AC37", b"{}");
    while publisher.publish(&hello).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    while next(&mut seen).await.0 != "5:message.any:AC37" {}
    stop.cancel();
    consuming.await.unwrap().unwrap();
}
