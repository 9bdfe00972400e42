//! `kill -9` at the worst moments costs nothing.

use serde_json::json;

use crate::harness::{CUSTOMER, PATIENCE, Stack};

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_between_a_message_and_its_turn_costs_nothing() {
    let (mut stack, _, session) = Stack::start_without_worker().await.with_tenant().await;
    // A patient worker: it takes the message and waits for more.
    let patient = [
        ("PEYK__PACING__PROFILE", "human"),
        ("PEYK__PACING__DEBOUNCE", "2s"),
    ];
    let mut doomed = stack.spawn_worker(&patient);
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from conversations where waiting_since is not null",
            "1",
        )
        .await;
    doomed.kill().await.unwrap();
    assert!(
        stack
            .simulator
            .delivered(&session, CUSTOMER)
            .await
            .unwrap()
            .is_empty()
    );

    stack.start_worker().await;
    answered_once(&stack, &session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_while_sending_costs_nothing() {
    let (mut stack, _, session) = Stack::start_without_worker().await.with_tenant().await;
    stack
        .simulator
        .faults(&json!({ "send_hang": 1.0 }))
        .await
        .unwrap();
    let mut doomed = stack.spawn_worker(&[]);
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from outbox where state = 'sending' and attempts = 1",
            "1",
        )
        .await;
    doomed.kill().await.unwrap();
    stack
        .simulator
        .faults(&json!({ "send_hang": 0.0 }))
        .await
        .unwrap();

    stack.start_worker().await;
    answered_once(&stack, &session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_before_it_acknowledges_costs_nothing() {
    let (mut stack, _, session) = Stack::start_without_worker().await.with_tenant().await;
    // The intake's transaction waits for this lock, with the delivery in hand.
    let mut lock = stack.postgres.owner().await.unwrap();
    storage::testing::lock_table(&mut lock, "messages")
        .await
        .unwrap();
    let mut doomed = stack.spawn_worker(&[]);
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
            "1",
        )
        .await;
    doomed.kill().await.unwrap();
    drop(lock);

    stack.start_worker().await;
    answered_once(&stack, &session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_doubled_and_reordered_are_answered_once_each() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    let faults = json!({ "webhook_duplicate": 0.5, "webhook_reorder": 0.5, "send_fail": 0.2,
                         "send_fail_after_accept": 0.2 });
    stack.simulator.faults(&faults).await.unwrap();
    let customers: Vec<_> = (0..10).map(|n| format!("97150980000{n}")).collect();
    for customer in &customers {
        stack
            .simulator
            .write(&session, customer, "Hi")
            .await
            .unwrap();
    }
    for customer in &customers {
        stack
            .simulator
            .replies(&session, customer, 1, PATIENCE)
            .await
            .unwrap();
    }
    stack
        .until(
            "select count(*)::text from outbox where state <> 'sent'",
            "0",
        )
        .await;
    for customer in &customers {
        let replies = stack.simulator.delivered(&session, customer).await.unwrap();
        assert_eq!(
            (replies.len(), replies[0].sends),
            (1, 1),
            "{customer}: {replies:?}"
        );
    }
}

async fn answered_once(stack: &Stack, session: &str) {
    stack
        .simulator
        .replies(session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    stack
        .until(
            "select count(*) filter (where state = 'sent') || '/' || count(*) from outbox",
            "1/1",
        )
        .await;
    let replies = stack.simulator.delivered(session, CUSTOMER).await.unwrap();
    assert_eq!((replies.len(), replies[0].sends), (1, 1), "{replies:?}");
}
