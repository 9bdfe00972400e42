//! Whether the stream takes events, asked of it.

use bus::PublishError;

use super::{PATIENCE, event, server, tenant};
use crate::groups::{bare, change, stored};

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_says_whether_it_takes_events_and_keeps_no_probe() {
    let (mut server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    publisher.probe().await.unwrap();
    assert_eq!(stored(&server).await.len(), 0);

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
