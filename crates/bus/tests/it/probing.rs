//! Whether the stream takes events, asked of it.

use std::time::Duration;

use bus::{Durable, PublishError};
use tokio_util::sync::CancellationToken;

use super::{PATIENCE, event, server, tenant};
use crate::{
    consuming::script,
    groups::{bare, change, stored},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_says_whether_it_takes_events_and_a_probe_is_none() {
    let (mut server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    publisher.probe().await.unwrap();
    let stop = CancellationToken::new();
    let (handler, mut seen) = script(vec![]);
    let consuming = tokio::spawn({
        let (bus, stop) = (bus.clone(), stop.clone());
        async move { bus.consume(Durable::BotWorker, 8, &handler, stop).await }
    });
    while !stored(&server).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.cancel();
    consuming.await.unwrap().unwrap();
    assert!(seen.try_recv().is_err(), "nobody handles it");

    change(&server, |config| config.max_messages = 1).await;
    let hello = event(tenant(5), "message.any", "AC36", b"hello");
    publisher.publish(&hello).await.unwrap();
    let full = publisher.probe().await;
    assert!(matches!(full, Err(PublishError::Full)), "{full:?}");
    change(&server, |config| config.max_messages = -1).await;
    publisher.probe().await.unwrap();

    change(&server, |config| config.max_bytes = 32 * 1024).await;
    let full = publisher.probe().await;
    assert!(matches!(full, Err(PublishError::Full)), "{full:?}");

    let (_client, jetstream) = bare(&server).await;
    jetstream.delete_stream("WAHA_EVENTS").await.unwrap();
    let gone = publisher.probe().await;
    assert!(matches!(gone, Err(PublishError::NoStream)), "{gone:?}");

    server.kill().unwrap();
    let away = publisher.probe().await;
    assert!(
        matches!(
            away,
            Err(PublishError::Disconnected | PublishError::TimedOut)
        ),
        "{away:?}"
    );
}
