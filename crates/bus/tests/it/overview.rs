//! How full the streams are, as operators see it.

use std::time::{Duration, Instant};

use bus::{Durable, Overview};
use tokio_util::sync::CancellationToken;

use crate::{
    PATIENCE,
    consuming::{next, script},
    event, server, tenant,
};

const EVENTS: &str = "WAHA_EVENTS";

fn messages(overview: &Overview, stream: &str) -> u64 {
    let mut streams = overview.streams.iter();
    streams.find(|it| it.name == stream).unwrap().messages
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_counted_by_stream_and_consumer() {
    let (_server, bus) = server().await;
    let empty = bus.overview(PATIENCE).await.unwrap();
    assert!(empty.streams.iter().all(|stream| stream.first_at.is_none()));
    assert_eq!((empty.unrouted, empty.dead_letters), (0, 0));

    let publisher = bus.publisher(PATIENCE);
    for stanza in ["A", "B", "C"] {
        let message = event(tenant(5), "message.any", stanza, b"{}");
        publisher.publish(&message).await.unwrap();
    }
    let full = bus.overview(PATIENCE).await.unwrap();
    assert_eq!(messages(&full, EVENTS), 3);
    assert_eq!(messages(&full, "WAHA_BULK"), 0);
    let events = &full.streams[0];
    assert!(events.bytes > 0 && events.first_at.is_some());
    assert_eq!(events.max_bytes, Some(1024 * 1024 * 1024));
    let waiting = |overview: &Overview| -> Vec<(&str, &str, u64)> {
        let consumers = overview.consumers.iter();
        consumers
            .map(|it| (it.stream, it.name, it.waiting))
            .collect()
    };
    let expected = [
        (EVENTS, "bot-worker", 3),
        ("WAHA_BULK", "bot-worker-bulk", 0),
        (EVENTS, "session-manager", 0),
    ];
    assert_eq!(waiting(&full), expected);

    // Taken, and not acknowledged by those that nobody has seen yet.
    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move { bus.consume(Durable::BotWorker, 1, &handler, stop).await }
    });
    for _ in 0..3 {
        next(&mut seen).await;
    }
    stop.cancel();
    consuming.await.unwrap().unwrap();
    let begun = Instant::now();
    let taken = loop {
        let taken = bus.overview(PATIENCE).await.unwrap();
        if messages(&taken, EVENTS) == 0 {
            break taken;
        }
        assert!(begun.elapsed() < PATIENCE, "{taken:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let worker = &taken.consumers[0];
    assert_eq!((worker.waiting, worker.unacknowledged), (0, 0));
    assert!(worker.delivered >= 3, "{worker:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_not_waited_for() {
    let (mut server, bus) = server().await;
    server.kill().unwrap();
    let begun = Instant::now();
    while bus.overview(Duration::from_secs(2)).await.is_ok() {
        assert!(begun.elapsed() < PATIENCE, "it is gone");
    }
    // Its loss is known by now, or the answer does not come.
    let begun = Instant::now();
    assert!(bus.overview(Duration::from_secs(2)).await.is_err());
    assert!(begun.elapsed() < Duration::from_secs(10));
}
