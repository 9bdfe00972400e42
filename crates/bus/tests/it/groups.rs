//! What is published together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_nats::jetstream::{
    self,
    stream::{Config, RawMessageErrorKind},
};
use bus::{Bus, GroupLimits, PublishError, PublishOutcome, Publisher};
use events::WahaEvent;
use futures::future::join_all;
use private_servers::NatsServer;

use crate::{PATIENCE, event, server, tenant};

const LIMITS: GroupLimits = GroupLimits {
    messages: 64,
    batches: 2,
    waiting: 256,
};

fn group(bus: &Bus, deadline: Duration) -> Publisher {
    let (publisher, commits) = bus.group_publisher(deadline, LIMITS);
    tokio::spawn(commits.run());
    publisher
}

fn hello(number: usize) -> WahaEvent {
    event(tenant(5), "message.any", &format!("AC{number:05}"), b"{}")
}

async fn publish_all(
    publisher: &Publisher,
    events: &[WahaEvent],
) -> Vec<Result<PublishOutcome, PublishError>> {
    join_all(events.iter().map(|event| publisher.publish(event))).await
}

fn count(outcomes: &[Result<PublishOutcome, PublishError>], wanted: PublishOutcome) -> usize {
    let is = |outcome: &&Result<_, _>| matches!(outcome, Ok(outcome) if *outcome == wanted);
    outcomes.iter().filter(is).count()
}

/// What the stream holds: the message id and the name of the batch, in order.
pub(crate) async fn stored(server: &NatsServer) -> Vec<(String, Option<String>)> {
    let (_client, jetstream) = bare(server).await;
    let stream = jetstream.get_stream("WAHA_EVENTS").await.unwrap();
    let state = &stream.cached_info().state;
    let mut stored = Vec::new();
    if state.messages == 0 {
        return stored;
    }
    for sequence in state.first_sequence..=state.last_sequence {
        let message = match stream.get_raw_message(sequence).await {
            Ok(message) => message,
            // A server that was killed may leave out a number; who was promised one looks for it by its id.
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => continue,
            Err(error) => panic!("{error}"),
        };
        let header = |name| message.headers.get(name).map(ToString::to_string);
        let id = header("Nats-Msg-Id").unwrap();
        // What a killed server forgot is stored under another name.
        let id = id.split('#').next().unwrap().to_owned();
        stored.push((id, header("Nats-Batch-Id")));
    }
    stored
}

pub(crate) async fn bare(server: &NatsServer) -> (async_nats::Client, jetstream::Context) {
    let url = format!("nats://127.0.0.1:{}", server.port());
    let options = async_nats::ConnectOptions::with_user_and_password(
        server.user().to_owned(),
        server.password().to_owned(),
    );
    let client = options.connect(url).await.unwrap();
    (client.clone(), jetstream::new(client))
}

/// Changes the stream behind the bus's back.
pub(crate) async fn change(server: &NatsServer, change: impl FnOnce(&mut Config)) {
    let (_client, jetstream) = bare(server).await;
    let stream = jetstream.get_stream("WAHA_EVENTS").await.unwrap();
    let mut config = stream.cached_info().config.clone();
    change(&mut config);
    jetstream.update_stream(config).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_together_is_stored_together_and_in_order() {
    let (server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    // As many as tokio lets one task send in one go, so that they come in this order.
    let events: Vec<_> = (0..100).map(hello).collect();
    let outcomes = publish_all(&publisher, &events).await;
    assert_eq!(count(&outcomes, PublishOutcome::Stored), 100);

    let stored = stored(&server).await;
    let keys: Vec<_> = events.iter().map(|event| event.key.as_str()).collect();
    assert!(stored.iter().map(|(id, _)| id.as_str()).eq(keys));
    let batches: BTreeSet<_> = stored
        .iter()
        .filter_map(|(_, batch)| batch.clone())
        .collect();
    assert!(
        (1..30).contains(&batches.len()),
        "{} batches",
        batches.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_alone_goes_at_once() {
    let (server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    for number in 0..3 {
        let outcome = publisher.publish(&hello(number)).await.unwrap();
        assert_eq!(outcome, PublishOutcome::Stored);
    }
    assert!(
        stored(&server)
            .await
            .iter()
            .all(|(_, batch)| batch.is_none())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_comes_twice_spoils_no_batch() {
    let (server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    // Some are known since earlier, and of the rest each comes three times at once.
    let known: Vec<_> = (0..200).step_by(50).map(hello).collect();
    publish_all(&publisher, &known).await;
    let events: Vec<_> = (0..600).map(|number| hello(number % 200)).collect();
    let outcomes = publish_all(&publisher, &events).await;
    assert_eq!(count(&outcomes, PublishOutcome::Stored), 196);
    assert_eq!(count(&outcomes, PublishOutcome::Duplicate), 404);
    assert_eq!(stored(&server).await.len(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_go_one_by_one_and_many_together() {
    let (server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    let few: Vec<_> = (0..10).map(hello).collect();
    publish_all(&publisher, &few).await;
    let stored_singly = stored(&server).await;
    assert_eq!(stored_singly.len(), 10);
    assert!(stored_singly.iter().all(|(_, batch)| batch.is_none()));

    let many: Vec<_> = (10..90).map(hello).collect();
    publish_all(&publisher, &many).await;
    let together = stored(&server).await;
    let together = together.iter().filter(|(_, batch)| batch.is_some());
    assert!(together.count() >= 60, "but for those that came first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_stream_refuses_all_and_takes_them_when_there_is_room() {
    let (server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    change(&server, |config| config.max_messages = 10).await;
    let events: Vec<_> = (0..300).map(hello).collect();
    let outcomes = publish_all(&publisher, &events).await;
    let stored_now = stored(&server).await.len();
    assert!(stored_now <= 10);
    assert_eq!(count(&outcomes, PublishOutcome::Stored), stored_now);
    let full = |outcome: &&Result<_, _>| matches!(outcome, Err(PublishError::Full));
    assert_eq!(outcomes.iter().filter(full).count(), 300 - stored_now);

    change(&server, |config| config.max_messages = -1).await;
    let outcomes = publish_all(&publisher, &events).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(stored(&server).await.len(), 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_large_spoils_no_batch() {
    let (_server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    let mut events: Vec<_> = (0..60).map(hello).collect();
    events.insert(
        30,
        event(tenant(5), "message.any", "huge", &vec![b'x'; 9 << 20]),
    );
    let mut outcomes = publish_all(&publisher, &events).await;
    assert!(matches!(outcomes.remove(30), Err(PublishError::TooLarge)));
    assert_eq!(count(&outcomes, PublishOutcome::Stored), 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_takes_no_batches_takes_each_and_is_changed_at_the_next_start() {
    let (server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    // As it was declared before there were batches.
    change(&server, |config| config.allow_atomic_publish = false).await;
    let events: Vec<_> = (0..100).map(hello).collect();
    let outcomes = publish_all(&publisher, &events).await;
    assert_eq!(count(&outcomes, PublishOutcome::Stored), 100);
    let has_batch = |(_, batch): &(String, Option<String>)| batch.is_some();
    assert!(!stored(&server).await.iter().any(has_batch));

    bus.declare_topology(|_| {}).await;
    let events: Vec<_> = (100..200).map(hello).collect();
    publish_all(&publisher, &events).await;
    assert!(stored(&server).await.iter().any(has_batch));
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_that_go_away_leave_the_others_alone() {
    let (server, bus) = server().await;
    let publisher = group(&bus, PATIENCE);
    let publishing = (0..400).map(|number| {
        let publisher = publisher.clone();
        tokio::spawn(async move { publisher.publish(&hello(number)).await })
    });
    let tasks: Vec<_> = publishing.collect();
    let mut kept = BTreeSet::new();
    for (number, task) in tasks.into_iter().enumerate() {
        if number % 3 == 0 {
            task.abort();
        } else {
            task.await.unwrap().unwrap();
            kept.insert(hello(number).key.as_str().to_owned());
        }
    }
    let stored: BTreeSet<_> = stored(&server)
        .await
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    assert!(kept.is_subset(&stored));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kill_9_in_the_middle_once() {
    let (mut server, bus) = server().await;
    let publisher = group(&bus, Duration::from_secs(5));
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let stop = Arc::new(AtomicBool::new(false));
    let senders = (0..64).map(|sender| {
        let (publisher, acknowledged, stop) =
            (publisher.clone(), acknowledged.clone(), stop.clone());
        tokio::spawn(async move {
            for number in 0.. {
                let event = hello(sender * 100_000 + number);
                // As WAHA does: until it is taken.
                while publisher.publish(&event).await.is_err() {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                acknowledged
                    .lock()
                    .unwrap()
                    .insert(event.key.as_str().to_owned());
                if stop.load(Ordering::Relaxed) {
                    return;
                }
            }
        })
    });
    let senders: Vec<_> = senders.collect();
    for _ in 0..3 {
        let before = acknowledged.lock().unwrap().len();
        while acknowledged.lock().unwrap().len() < before + 500 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::task::block_in_place(|| {
            server.kill().unwrap();
            server.restart().unwrap();
        });
    }
    stop.store(true, Ordering::Relaxed);
    tokio::time::timeout(PATIENCE, join_all(senders))
        .await
        .unwrap();

    let mut times = BTreeMap::new();
    for (id, _) in stored(&server).await {
        *times.entry(id).or_insert(0) += 1;
    }
    let acknowledged = acknowledged.lock().unwrap();
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|id| !times.contains_key(*id))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} lost",
        lost.len(),
        acknowledged.len()
    );
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
