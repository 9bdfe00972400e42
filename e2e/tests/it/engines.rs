//! Engines that take no message ids: the weaker guarantee.

use serde_json::json;

use crate::harness::{CUSTOMER, PATIENCE, Stack, session};

/// A stack whose WAHA runs on WEBJS.
async fn webjs() -> (Stack, String) {
    let mut stack = Stack::start_with(&[("PEYK__WAHA__ENGINE", "WEBJS")]).await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    stack.start_worker().await;
    (stack, session(tenant))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_echo_of_a_reply_without_an_id_is_no_takeover() {
    let (stack, session) = webjs().await;
    for (text, replies) in [("Hi", 1), ("Ana", 2), ("A villa in Marina", 3)] {
        stack
            .simulator
            .write(&session, CUSTOMER, text)
            .await
            .unwrap();
        stack
            .simulator
            .replies(&session, CUSTOMER, replies, PATIENCE)
            .await
            .unwrap();
    }
    let echoes = "select count(*)::text from messages where direction = 'out'";
    stack.until(echoes, "3").await;
    let paused = "select count(*)::text from conversations where paused_until is not null";
    assert_eq!(
        stack.postgres.ask(paused).await.unwrap().as_deref(),
        Some("0")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_but_answered_with_an_error_is_found_by_its_text() {
    let (stack, session) = webjs().await;
    stack
        .simulator
        .faults(&json!({ "send_fail_after_accept": 1 }))
        .await
        .unwrap();
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack.until("select max(state) from outbox", "sent").await;
    let replies = stack.simulator.delivered(&session, CUSTOMER).await.unwrap();
    assert_eq!((replies.len(), replies[0].sends), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_knows_the_fate_of_is_not_sent_again() {
    let (stack, session) = webjs().await;
    stack
        .simulator
        .faults(&json!({ "send_fail": 1 }))
        .await
        .unwrap();
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack.until("select max(state) from outbox", "failed").await;
    stack
        .simulator
        .faults(&json!({ "send_fail": 0 }))
        .await
        .unwrap();
    // Another chat goes all the way: what was to come of the first has come by then.
    stack
        .simulator
        .write(&session, "971509876544", "Hi")
        .await
        .unwrap();
    stack
        .simulator
        .replies(&session, "971509876544", 1, PATIENCE)
        .await
        .unwrap();
    assert!(
        stack
            .simulator
            .delivered(&session, CUSTOMER)
            .await
            .unwrap()
            .is_empty()
    );
}
