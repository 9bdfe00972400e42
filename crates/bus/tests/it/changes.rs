//! The changes of a tenant: followed, gone on with, and known to be lost.

use std::time::Duration;

use bus::{ChangeFeed, ChangeId};
use domain::MessageKey;
use events::Change;

use crate::{PATIENCE, server, tenant};

async fn next(feed: &mut ChangeFeed) -> Change {
    let next = tokio::time::timeout(PATIENCE, feed.next()).await;
    next.expect("in time").expect("one more")
}

fn key(stanza: &str) -> MessageKey {
    MessageKey::from_stored(format!("5:tenant_5:message:in:{stanza}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenants_changes_come_in_order_and_no_others() {
    let (_server, bus) = server().await;
    let changes = bus.changes();
    let mut before = bus.follow_changes(tenant(5), None).await.unwrap();
    changes.session(tenant(5)).await;
    assert_eq!(next(&mut before).await, Change::Session);
    let mut feed = bus.follow_changes(tenant(5), None).await.unwrap();
    assert!(feed.is_whole());
    changes.session(tenant(6)).await;
    changes.session(tenant(55)).await;
    changes.qr(tenant(5)).await;
    changes.message(tenant(6), key("B")).await;
    changes.message(tenant(5), key("A")).await;
    changes.session(tenant(5)).await;
    assert_eq!(next(&mut feed).await, Change::Qr);
    assert_eq!(next(&mut feed).await, Change::Message(key("A")));
    assert_eq!(next(&mut feed).await, Change::Session);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_break_what_was_missed_comes_once() {
    let (_server, bus) = server().await;
    let changes = bus.changes();
    let mut feed = bus.follow_changes(tenant(5), None).await.unwrap();
    for stanza in ["A", "B", "C"] {
        changes.message(tenant(5), key(stanza)).await;
        changes.message(tenant(6), key(stanza)).await;
    }
    assert_eq!(next(&mut feed).await, Change::Message(key("A")));
    let at = feed.at();
    drop(feed);

    // As a browser says it, to whichever process.
    let at: ChangeId = at.to_string().parse().unwrap();
    let mut feed = bus.follow_changes(tenant(5), Some(at)).await.unwrap();
    assert!(feed.is_whole());
    assert_eq!(next(&mut feed).await, Change::Message(key("B")));
    changes.message(tenant(5), key("D")).await;
    assert_eq!(next(&mut feed).await, Change::Message(key("C")));
    assert_eq!(next(&mut feed).await, Change::Message(key("D")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_remembered_is_said_to_be_lost() {
    let (server, bus) = server().await;
    let changes = bus.changes();
    let mut feed = bus.follow_changes(tenant(5), None).await.unwrap();
    let before = feed.at();
    for stanza in ["A", "B", "C"] {
        changes.message(tenant(5), key(stanza)).await;
        next(&mut feed).await;
    }
    let last = feed.at();
    let made = last.to_string();
    let (made, _) = made.split_once('-').unwrap();

    // What is old goes: here all at once.
    let user = (server.user().to_owned(), server.password().to_owned());
    let options = async_nats::ConnectOptions::with_user_and_password(user.0, user.1);
    let address = format!("127.0.0.1:{}", server.port());
    let client = options.connect(address).await.unwrap();
    let stream = async_nats::jetstream::new(client);
    let stream = stream.get_stream("TENANT_CHANGES").await.unwrap();
    stream.purge().await.unwrap();
    let lost = [
        before,
        // Of a feed that was lost with the memory of NATS, and has counted further.
        "1-3".parse().unwrap(),
        format!("{made}-{}", u64::MAX).parse().unwrap(),
    ];
    for after in lost {
        let mut feed = bus.follow_changes(tenant(5), Some(after)).await.unwrap();
        assert!(!feed.is_whole(), "{after}");
        // It goes on all the same, from now on.
        changes.qr(tenant(5)).await;
        assert_eq!(next(&mut feed).await, Change::Qr);
    }
    let feed = bus.follow_changes(tenant(5), Some(last)).await.unwrap();
    assert!(feed.is_whole(), "whoever had the last one has missed none");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_nats_nothing_is_told_and_nobody_waits() {
    let (server, bus) = server().await;
    let mut feed = bus.follow_changes(tenant(5), None).await.unwrap();
    drop(server);
    // The feed breaks off: whoever follows it has to know.
    let ended = tokio::time::timeout(PATIENCE, feed.next()).await.unwrap();
    assert!(ended.is_err());
    for _ in 0..10_000 {
        bus.changes().session(tenant(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nats_that_has_lost_its_memory_is_noticed() {
    let (mut server, bus) = server().await;
    let mut feed = bus.follow_changes(tenant(5), None).await.unwrap();
    bus.changes().session(tenant(5)).await;
    next(&mut feed).await;
    let kept = bus.clone();
    let keeper = tokio::spawn(async move { kept.keep_topology().await });
    server.restart().unwrap();
    let ended = tokio::time::timeout(PATIENCE, feed.next()).await.unwrap();
    assert!(ended.is_err());
    // Nobody starts anew, and it is there again.
    let anew = async {
        loop {
            match bus.follow_changes(tenant(5), None).await {
                Ok(feed) => break feed,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    let mut anew = tokio::time::timeout(PATIENCE, anew).await.unwrap();
    keeper.abort();
    // It counts from one again, and is as far as before.
    bus.changes().session(tenant(5)).await;
    next(&mut anew).await;
    let again = bus.follow_changes(tenant(5), Some(feed.at())).await;
    assert!(!again.unwrap().is_whole());
}
