//! One effect per message.

use crate::{
    bodies::message_body,
    harness::{CUSTOMER, PATIENCE, Stack, answer},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_posted_ten_times_is_answered_once() {
    let (stack, tenant, session) = Stack::start().await.with_tenant().await;
    let body = message_body(&session, CUSTOMER, "AC36", "Hi");
    for _ in 0..9 {
        let (status, body) = answer(stack.post(Some(tenant), tenant, &body).await).await;
        assert_eq!(status, 202, "{body}");
    }
    // The tenth is the copy by LID, under another name: one message all the same.
    let mut copy: serde_json::Value = serde_json::from_slice(&body).unwrap();
    copy["event"] = "message".into();
    copy["id"] = "evt_01m2jnw6nr3fbv86aefvjnz8k0".into();
    copy["payload"]["id"] = "false_99887766554433@lid_AC36".into();
    copy["payload"]["from"] = "99887766554433@lid".into();
    let copy = serde_json::to_vec(&copy).unwrap();
    let (status, _) = answer(stack.post(Some(tenant), tenant, &copy).await).await;
    assert_eq!(status, 202);

    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    // Another message goes all the way behind them: what was to come of the copies has come by then.
    let body = message_body(&session, "971509876544", "AC37", "Hi");
    stack.post(Some(tenant), tenant, &body).await;
    stack
        .simulator
        .replies(&session, "971509876544", 1, PATIENCE)
        .await
        .unwrap();
    let replies = stack.simulator.delivered(&session, CUSTOMER).await.unwrap();
    assert_eq!((replies.len(), replies[0].sends), (1, 1), "{replies:?}");
    let messages = "select count(*)::text from messages where direction = 'in'";
    assert_eq!(
        stack.postgres.ask(messages).await.unwrap().as_deref(),
        Some("2")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_beyond_jetstreams_memory_is_caught_by_postgres() {
    let (mut stack, tenant, session) = Stack::start().await.with_tenant().await;
    let body = message_body(&session, CUSTOMER, "AC36", "Hi");
    stack.post(Some(tenant), tenant, &body).await;
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    // After a restart JetStream knows only the keys of what it still holds, and this was acknowledged; another door
    // knows none.
    let before = stack.stored_events().await;
    stack.stop_ingress().await;
    tokio::task::block_in_place(|| stack.nats.restart()).unwrap();
    stack.start_ingress().await;
    stack.post_until_accepted(tenant, &body).await;
    assert!(
        stack.stored_events().await > before,
        "JetStream took it for new"
    );

    // Nor does its copy by LID make another person.
    let copy = String::from_utf8(body)
        .unwrap()
        .replace("971509876543@c.us", "99887766554433@lid");
    stack.post_until_accepted(tenant, copy.as_bytes()).await;

    let another = message_body(&session, "971509876544", "AC37", "Hi");
    stack.post_until_accepted(tenant, &another).await;
    stack
        .simulator
        .replies(&session, "971509876544", 1, PATIENCE)
        .await
        .unwrap();
    let replies = stack.simulator.delivered(&session, CUSTOMER).await.unwrap();
    assert_eq!((replies.len(), replies[0].sends), (1, 1), "{replies:?}");
    let contacts = "select count(*)::text from contacts";
    assert_eq!(
        stack.postgres.ask(contacts).await.unwrap().as_deref(),
        Some("2")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_that_was_taken_but_answered_with_an_error_is_not_sent_again() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    let faults = serde_json::json!({ "send_fail_after_accept": 1.0, "webhook_drop": 0.0 });
    stack.simulator.faults(&faults).await.unwrap();
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from outbox where state = 'sent'",
            "1",
        )
        .await;
    stack
        .simulator
        .faults(&serde_json::json!({ "send_fail_after_accept": 0.0 }))
        .await
        .unwrap();
    stack
        .simulator
        .write(&session, CUSTOMER, "Ana")
        .await
        .unwrap();
    let replies = stack
        .simulator
        .replies(&session, CUSTOMER, 2, PATIENCE)
        .await
        .unwrap();
    assert_eq!(
        replies.iter().map(|reply| reply.sends).collect::<Vec<_>>(),
        [1, 1],
        "{replies:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_whose_answer_and_echo_are_lost_is_looked_up_by_its_id() {
    let (stack, tenant, session) = Stack::start().await.with_tenant().await;
    let body = message_body(&session, CUSTOMER, "AC36", "Hi");
    // No echo can close the reply: only the look-up by the stored id tells that WhatsApp has it.
    let faults = serde_json::json!({ "send_fail_after_accept": 1.0, "webhook_drop": 1.0 });
    stack.simulator.faults(&faults).await.unwrap();
    stack.post(Some(tenant), tenant, &body).await;
    stack
        .until(
            "select count(*)::text from outbox where state = 'sent'",
            "1",
        )
        .await;
    let replies = stack.simulator.delivered(&session, CUSTOMER).await.unwrap();
    assert_eq!((replies.len(), replies[0].sends), (1, 1), "{replies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_that_fails_is_tried_again_under_the_same_id() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    stack
        .simulator
        .faults(&serde_json::json!({ "send_fail": 1.0 }))
        .await
        .unwrap();
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from outbox where attempts > 0 and state = 'sending'",
            "1",
        )
        .await;
    let stanza = "select stanza from outbox";
    let first = stack.postgres.ask(stanza).await.unwrap();
    stack
        .simulator
        .faults(&serde_json::json!({ "send_fail": 0.0 }))
        .await
        .unwrap();
    let replies = stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    assert_eq!(stack.postgres.ask(stanza).await.unwrap(), first);
    assert!(replies[0].id.ends_with(&first.unwrap()), "{replies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_too_old_is_not_sent() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    stack
        .simulator
        .faults(&serde_json::json!({ "send_fail": 1.0 }))
        .await
        .unwrap();
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .until("select count(*)::text from outbox where attempts > 0", "1")
        .await;
    stack
        .postgres
        .execute("update outbox set created_at = now() - interval '2 days', due_at = now()")
        .await
        .unwrap();
    stack
        .simulator
        .faults(&serde_json::json!({ "send_fail": 0.0 }))
        .await
        .unwrap();
    stack
        .until(
            "select state || ': ' || reason from outbox",
            "failed: too old to be an answer",
        )
        .await;
    assert!(
        stack
            .simulator
            .delivered(&session, CUSTOMER)
            .await
            .unwrap()
            .is_empty()
    );
}
