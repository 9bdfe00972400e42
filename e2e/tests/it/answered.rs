//! A WhatsApp message is answered.

use futures::future::join_all;

use crate::{
    bodies::{message_body, typing_body},
    harness::{CUSTOMER, PATIENCE, Stack, session},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_greeted_asked_and_handed_over() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    for (text, count, expected) in [
        ("Hi", 1, "assistant of Palm Homes"),
        ("Ana", 2, "Nice to meet you, Ana"),
        ("A villa with a garden", 3, "Thank you, Ana"),
    ] {
        stack
            .simulator
            .write(&session, CUSTOMER, text)
            .await
            .unwrap();
        let replies = stack
            .simulator
            .replies(&session, CUSTOMER, count, PATIENCE)
            .await
            .unwrap();
        assert!(
            replies[count - 1].text.contains(expected),
            "{text}: {replies:?}"
        );
    }
    let lead = "select whatsapp_phone || '/' || name || '/' || wish || '/' || stage from leads";
    let expected = "971509876543/Ana/A villa with a garden/handed_over";
    assert_eq!(
        stack.postgres.ask(lead).await.unwrap().as_deref(),
        Some(expected)
    );
    // Every reply is closed, by the send's answer or by its echo.
    stack
        .until(
            "select count(*) filter (where state = 'sent') || '/' || count(*) from outbox",
            "3/3",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_customers_at_once_all_get_their_answer() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    let customers: Vec<_> = (0..40).map(|n| format!("9715098000{n:02}")).collect();
    let written = customers
        .iter()
        .map(|from| stack.simulator.write(&session, from, "Hi"));
    for written in join_all(written).await {
        written.unwrap();
    }
    for customer in &customers {
        let replies = stack
            .simulator
            .replies(&session, customer, 1, PATIENCE)
            .await
            .unwrap();
        assert_eq!(
            (replies.len(), replies[0].sends),
            (1, 1),
            "{customer}: {replies:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tenants_with_the_same_customer_are_apart() {
    let stack = Stack::start().await;
    let palm = stack.linked_tenant("Palm Homes").await;
    let marina = stack.linked_tenant("Marina Estates").await;
    for (tenant, name) in [(palm, "Palm Homes"), (marina, "Marina Estates")] {
        let session = session(tenant);
        stack
            .simulator
            .write(&session, CUSTOMER, "Hi")
            .await
            .unwrap();
        let replies = stack
            .simulator
            .replies(&session, CUSTOMER, 1, PATIENCE)
            .await
            .unwrap();
        assert!(replies[0].text.contains(name), "{replies:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_who_answers_from_the_phone_silences_the_bot() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    let own = serde_json::json!({ "from": CUSTOMER, "text": "I'll take this one", "fromMe": true });
    stack.simulator.inbound(&session, &own).await.unwrap();
    stack
        .until(
            "select count(*)::text from conversations where paused_until > now()",
            "1",
        )
        .await;

    stack
        .simulator
        .write(&session, CUSTOMER, "Ana")
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from messages where direction = 'in'",
            "2",
        )
        .await;
    assert_eq!(
        stack
            .postgres
            .ask("select count(*)::text from outbox")
            .await
            .unwrap()
            .as_deref(),
        Some("1")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_whose_name_postgres_cannot_hold_is_answered() {
    let (stack, tenant, session) = Stack::start().await.with_tenant().await;
    let body = message_body(&session, CUSTOMER, "AC36", "Hi \0 there");
    let body = String::from_utf8(body)
        .unwrap()
        .replace("\"Ana\"", "\"A\\u0000na\"");
    assert!(body.contains("A\\u0000na"));
    assert_eq!(
        stack
            .post(Some(tenant), tenant, body.as_bytes())
            .await
            .status(),
        202
    );
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_types_is_waited_for() {
    let (stack, tenant, session) = Stack::start_without_worker().await.with_tenant().await;
    let patient = [
        ("PEYK__PACING__PROFILE", "human"),
        ("PEYK__PACING__DEBOUNCE", "20s"),
    ];
    let _worker = stack.spawn_worker(&patient);
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    let waits = "select coalesce((select wake_at = waiting_since + interval '20 s' from conversations)::text, '')";
    stack.until(waits, "true").await;
    let typing = typing_body(&session, CUSTOMER, "evt_typing");
    stack.post_until_accepted(tenant, &typing).await;
    stack.until(waits, "false").await;
}
