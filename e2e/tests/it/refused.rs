//! What the door refuses, and that nothing of it is stored.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::{
    bodies::message_body,
    harness::{CUSTOMER, Stack, answer, session},
};

#[tokio::test(flavor = "multi_thread")]
async fn bad_webhooks_get_a_clear_answer_and_store_nothing() {
    let stack = Stack::start_without_worker().await;
    let palm = stack.linked_tenant("Palm Homes").await;
    let marina = stack.linked_tenant("Marina Estates").await;
    let nobody = "999".parse().unwrap();
    let good = message_body(&session(palm), CUSTOMER, "AC36", "Hi");
    let of_marina = message_body(&session(marina), CUSTOMER, "AC36", "Hi");
    let of_nobody = message_body("tenant_999", CUSTOMER, "AC36", "Hi");
    let large = message_body(&session(palm), CUSTOMER, "AC36", &"x".repeat(5 << 20));
    let before = stack.stored_events().await;

    let refused = async |response, status: u16, word: &str| {
        let (is, body) = answer(response).await;
        assert_eq!(is.as_u16(), status, "{word}: {body}");
        assert_eq!(body["status"], "error", "{body}");
        let message = body["message"].as_str().unwrap().to_lowercase();
        assert!(message.contains(word), "{word} is not in {message:?}");
    };
    refused(
        stack.post_signed(Some(palm), &good, None).await,
        401,
        "signature",
    )
    .await;
    refused(
        stack.post_signed(Some(palm), &good, Some("00")).await,
        401,
        "signature",
    )
    .await;
    refused(
        stack.post(Some(palm), nobody, &good).await,
        401,
        "signature",
    )
    .await;
    // Of somebody who does not know a key, an unknown tenant looks like any other.
    refused(
        stack.post_signed(Some(nobody), &of_nobody, None).await,
        401,
        "signature",
    )
    .await;
    refused(
        stack.post(Some(nobody), nobody, &of_nobody).await,
        404,
        "tenant not found",
    )
    .await;
    refused(
        stack.post(Some(palm), marina, &of_marina).await,
        403,
        "disagree",
    )
    .await;
    refused(stack.post(Some(marina), palm, &good).await, 403, "disagree").await;
    refused(stack.post(Some(palm), palm, b"no JSON").await, 400, "json").await;
    refused(
        stack
            .post(Some(palm), palm, b"{\"event\":\"message\"}")
            .await,
        400,
        "session",
    )
    .await;
    refused(stack.post(Some(palm), palm, b"[]").await, 400, "waha").await;
    refused(stack.post(Some(palm), palm, &large).await, 413, "large").await;
    let nested = [b"{\"a\":".repeat(100_000), b"1".to_vec()].concat();
    refused(stack.post(Some(palm), palm, &nested).await, 400, "json").await;
    let url = format!("{}/api/webhook/waha?tenant_id=five", stack.ingress_url);
    refused(
        stack
            .http
            .post(url)
            .body(good.clone())
            .send()
            .await
            .unwrap(),
        400,
        "tenant_id",
    )
    .await;

    assert_eq!(
        stack.stored_events().await,
        before,
        "nothing of it is stored"
    );
    let (status, body) = answer(stack.post(Some(palm), palm, &good).await).await;
    assert_eq!(
        (status.as_u16(), body),
        (202, json!({ "status": "received", "tenant_id": palm }))
    );
    let (status, _) = answer(stack.post(None, marina, &of_marina).await).await;
    assert_eq!(status, 202, "the session's name tells the tenant, too");
    assert!(stack.stored_events().await > before);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_of_waha_is_accepted_and_none_is_a_dead_letter() {
    let stack = Stack::start().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let samples = samples();
    assert!(samples.len() > 50, "{} samples", samples.len());
    for (name, mut body) in samples {
        body["session"] = session(tenant).into();
        let body = serde_json::to_vec(&body).unwrap();
        let (status, answer) = answer(stack.post(Some(tenant), tenant, &body).await).await;
        assert_eq!(status.as_u16(), 202, "{name}: {answer}");
    }
    // All that the bot-worker wants went through intake, in whatever order.
    let url = format!(
        "{}/jsz?streams=true&consumers=true",
        stack.nats.monitor_url()
    );
    e2e::eventually("an empty stream", crate::harness::PATIENCE, async || {
        let text = stack.http.get(&url).send().await?.text().await?;
        let account: Value = serde_json::from_str(&text)?;
        let streams = account["account_details"][0]["stream_detail"]
            .as_array()
            .unwrap();
        let messages = |name: &str| {
            let stream = streams
                .iter()
                .find(|stream| stream["name"] == name)
                .unwrap();
            stream["state"]["messages"].as_u64().unwrap()
        };
        assert_eq!(messages("WAHA_DEAD"), 0, "{text}");
        Ok((messages("WAHA_EVENTS") == 0).then_some(()))
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_nats_the_door_asks_to_come_again_and_then_takes_it() {
    let (mut stack, tenant, session) = Stack::start().await.with_tenant().await;
    let body = message_body(&session, CUSTOMER, "AC36", "Hi");
    tokio::task::block_in_place(|| stack.nats.kill()).unwrap();
    let response = stack.post(Some(tenant), tenant, &body).await;
    assert!(response.headers().contains_key("retry-after"));
    let (status, answer) = answer(response).await;
    assert_eq!((status.as_u16(), &answer["status"]), (503, &json!("error")));

    tokio::task::block_in_place(|| stack.nats.restart()).unwrap();
    stack.post_until_accepted(tenant, &body).await;
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, crate::harness::PATIENCE)
        .await
        .unwrap();
}

/// The promise behind a 202. Frozen, NATS is connected and takes bytes, but acknowledges nothing.
#[tokio::test(flavor = "multi_thread")]
async fn without_jetstreams_acknowledgement_there_is_no_202() {
    let stack = Stack::start().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let body = message_body(&session(tenant), CUSTOMER, "AC36", "Hi");
    signal(&stack, "STOP");
    let (status, _) = answer(stack.post(Some(tenant), tenant, &body).await).await;
    signal(&stack, "CONT");
    assert_eq!(status, 503);
    stack.post_until_accepted(tenant, &body).await;
}

fn signal(stack: &Stack, name: &str) {
    let pid = stack.nats.pid().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-s", name, &pid])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// The sample bodies of all of WAHA's events.
fn samples() -> Vec<(String, Value)> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/waha/tests/bodies/samples");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (
                name,
                serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap(),
            )
        })
        .collect();
    samples.sort_by(|(one, _), (other, _)| one.cmp(other));
    samples
}
