//! What a WAHA of 2024 posts, without ids and times of its own, goes all the way.

use serde_json::Value;

use crate::harness::{PATIENCE, Stack, answer};

/// The person in the recorded bodies.
const PERSON: &str = "22222222222";

/// A recorded body, byte for byte but for its session and, where it has one, its time: what is old is not answered.
fn recorded(name: &str, session: &str) -> Vec<u8> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/waha/tests/bodies/recorded"
    );
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    let now = service_runtime::clock::now().unix_timestamp().to_string();
    let mut body = text.replace(
        r#""session":"default""#,
        &format!(r#""session":"{session}""#),
    );
    for time in ["1795328423", "1795328425"] {
        body = body.replace(time, &now);
    }
    let read: Value = serde_json::from_str(&body).unwrap();
    assert!(read["id"].is_null() && read["timestamp"].is_null());
    body.into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_of_2024_is_answered_once() {
    let (stack, tenant, session) = Stack::start().await.with_tenant().await;
    let post = async |body: &[u8]| {
        let (status, body) = answer(stack.post(Some(tenant), tenant, body).await).await;
        assert_eq!(status, 202, "{body}");
    };
    // Both of its events, each twice, and the copy by LID.
    for name in ["message", "message.any.2"] {
        let body = recorded(name, &session);
        post(&body).await;
        post(&body).await;
        let text = String::from_utf8(body).unwrap();
        let copy = text.replace(&format!("{PERSON}@c.us"), "99887766554433@lid");
        assert_ne!(text, copy);
        post(copy.as_bytes()).await;
    }
    let chat = PERSON;
    stack
        .simulator
        .replies(&session, chat, 1, PATIENCE)
        .await
        .unwrap();
    let messages = "select string_agg(direction::text || ': ' || body, ', ') from messages where direction = 'in'";
    stack.until(messages, "in: hi there").await;

    // The time of our own is an object of two halves.
    post(&recorded("message.any", &session)).await;
    post(&recorded("message.ack", &session)).await;
    post(&recorded("session.status-WORKING", &session)).await;
    post(&recorded("state.change", &session)).await;
    let own = "
        select coalesce(min(body || ', ' || (abs(extract(epoch from received_at - sent_at)) < 60)::text), '')
        from messages where direction = 'out' and body = 'hello 1'";
    stack.until(own, "hello 1, true").await;
    let dead = stack.stream("WAHA_DEAD").await;
    assert_eq!(dead["state"]["messages"], 0, "{dead}");
    let replies = stack.simulator.delivered(&session, chat).await.unwrap();
    assert_eq!((replies.len(), replies[0].sends), (1, 1), "{replies:?}");
}
