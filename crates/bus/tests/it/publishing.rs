//! What an acknowledgement means.

use bus::{PublishError, PublishOutcome};

use crate::{PATIENCE, connect, event, server, tenant};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_first_declares_and_everybody_else_finds() {
    let (server, bus) = server().await;
    let other = connect(&server).await;
    tokio::join!(bus.declare_topology(|_| {}), other.declare_topology(|_| {}),);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_stored_once() {
    let (_server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    let hello = event(tenant(5), "message.any", "AC36", b"{}");
    assert_eq!(
        publisher.publish(&hello).await.unwrap(),
        PublishOutcome::Stored
    );
    assert_eq!(
        publisher.publish(&hello).await.unwrap(),
        PublishOutcome::Duplicate
    );
    let of_another = event(tenant(6), "message.any", "AC36", b"{}");
    assert_eq!(
        publisher.publish(&of_another).await.unwrap(),
        PublishOutcome::Stored
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nats_does_not_take_is_an_error_by_meaning() {
    let (mut server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    let huge = event(tenant(5), "message.any", "AC36", &vec![b'x'; 9 << 20]);
    assert!(matches!(
        publisher.publish(&huge).await,
        Err(PublishError::TooLarge)
    ));

    tokio::task::block_in_place(|| server.kill()).unwrap();
    let hello = event(tenant(5), "message.any", "AC37", b"{}");
    let refused = publisher.publish(&hello).await;
    assert!(
        matches!(
            refused,
            Err(PublishError::Disconnected | PublishError::TimedOut)
        ),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kill_9() {
    let (mut server, bus) = server().await;
    let publisher = bus.publisher(PATIENCE);
    let hello = event(tenant(5), "message.any", "AC36", b"{}");
    publisher.publish(&hello).await.unwrap();
    tokio::task::block_in_place(|| {
        server.kill().unwrap();
        server.restart().unwrap();
    });
    let again = crate::connect(&server).await;
    again.declare_topology(|_| {}).await;
    // It is still there: its key is known.
    let outcome = again.publisher(PATIENCE).publish(&hello).await.unwrap();
    assert_eq!(outcome, PublishOutcome::Duplicate);
}
