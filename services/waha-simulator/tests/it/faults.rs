//! What goes wrong on purpose.

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{CUSTOMER, Receiver, Waha};

async fn faults(waha: &Waha, faults: Value) {
    waha.post("/sim/faults", faults).await.ok(200);
}

#[tokio::test(start_paused = true)]
async fn faults_are_checked_and_what_is_not_named_stays() {
    let waha = Waha::new();
    let now = waha
        .post(
            "/sim/faults",
            json!({"send_fail": 0.25, "webhook_delay_ms": 5}),
        )
        .await;
    assert_eq!(now.ok(200)["send_fail"], 0.25);
    let wrong = json!({"send_fail": 2, "webhook_drop": "often", "nonsense": 0});
    let refused = waha.post("/sim/faults", wrong).await.ok(400);
    assert_eq!(
        refused["problems"].as_array().map(Vec::len),
        Some(3),
        "{refused}"
    );
    let now = waha
        .post("/sim/faults", json!({"webhook_drop": 1}))
        .await
        .ok(200);
    assert_eq!(now["send_fail"], 0.25);
    assert_eq!(waha.get("/sim/faults").await.ok(200), now);
    assert_eq!(now.as_object().map(serde_json::Map::len), Some(10));
}

#[tokio::test(start_paused = true)]
async fn a_failed_send_reaches_nobody() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    faults(&waha, json!({"send_fail": 1})).await;
    waha.send_text("tenant_1", "hello", Some("3EB0AA"))
        .await
        .ok(500);
    assert!(waha.delivered("tenant_1").await.is_empty());
    faults(&waha, json!({"send_fail": 0})).await;
    waha.send_text("tenant_1", "hello", Some("3EB0AA"))
        .await
        .ok(201);
    assert_eq!(waha.delivered("tenant_1").await[0]["sends"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_send_that_hangs_is_not_answered_for_two_minutes() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    faults(&waha, json!({"send_hang": 1})).await;
    let begun = Instant::now();
    waha.send_text("tenant_1", "hello", None).await.ok(500);
    assert_eq!(begun.elapsed().as_secs(), 120);
    assert!(waha.delivered("tenant_1").await.is_empty());
}

#[tokio::test]
async fn a_send_that_fails_after_it_was_taken_is_echoed_and_its_retry_counted() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    faults(&waha, json!({"send_fail_after_accept": 1})).await;
    waha.send_text("tenant_1", "hello", Some("3EB0AA"))
        .await
        .ok(500);
    let echo = receiver.event("message.any").await.json();
    assert_eq!(
        (&echo["payload"]["body"], &echo["payload"]["source"]),
        (&json!("hello"), &json!("api"))
    );
    faults(&waha, json!({"send_fail_after_accept": 0})).await;
    waha.send_text("tenant_1", "hello", Some("3EB0AA"))
        .await
        .ok(201);
    let delivered = waha.delivered("tenant_1").await;
    assert_eq!((delivered.len(), &delivered[0]["sends"]), (1, &json!(2)));
}

#[tokio::test]
async fn a_dropped_webhook_is_lost_for_good() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    faults(&waha, json!({"webhook_drop": 1})).await;
    let lost = waha.customer_says("tenant_1", "lost").await;
    faults(&waha, json!({"webhook_drop": 0})).await;
    let told = waha.customer_says("tenant_1", "told").await;
    assert_eq!(
        receiver.event("message.any").await.json()["payload"]["id"],
        told["id"]
    );
    let log = waha.get("/sim/webhooks?session=tenant_1").await.ok(200);
    let entry = |id: &Value| {
        let entries = log.as_array().unwrap();
        entries
            .iter()
            .find(|entry| entry["message_id"] == *id)
            .unwrap()
            .clone()
    };
    assert_eq!(entry(&lost["id"])["attempts"], json!([]));
    assert!(
        entry(&lost["id"])["lost"]
            .as_str()
            .unwrap()
            .contains("webhook_drop")
    );
}

#[tokio::test]
async fn a_duplicated_webhook_comes_twice_and_is_the_same() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    faults(&waha, json!({"webhook_duplicate": 1})).await;
    waha.customer_says("tenant_1", "hi").await;
    let twins = receiver.wait_for(2, |_| true).await;
    assert_eq!(twins[0].bytes, twins[1].bytes);
    assert_eq!(
        twins[0].header("x-webhook-request-id"),
        twins[1].header("x-webhook-request-id")
    );
}

#[tokio::test]
async fn a_webhook_that_is_held_back_is_overtaken() {
    // At its own speed: half a second at least, which nothing else here takes.
    let (waha, receiver) = (Waha::new(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    faults(&waha, json!({"webhook_reorder": 1})).await;
    let first = waha
        .inbound("tenant_1", json!({"from": CUSTOMER, "text": "first"}))
        .await;
    faults(&waha, json!({"webhook_reorder": 0})).await;
    let second = waha
        .inbound("tenant_1", json!({"from": CUSTOMER, "text": "second"}))
        .await;
    receiver.wait_for(2, |_| true).await;
    let order: Vec<_> = receiver
        .arrivals()
        .iter()
        .map(|arrival| arrival.json()["payload"]["id"].clone())
        .collect();
    assert_eq!(order, [second["id"].clone(), first["id"].clone()]);
}

#[tokio::test]
async fn a_session_whose_webhooks_are_not_posted_says_working_and_keeps_its_history() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked(
        "tenant_1",
        receiver.config(&["message.any", "session.status"]),
    )
    .await;
    let deaf = json!({"webhooks": true, "survives": 1});
    waha.post("/sim/sessions/tenant_1/deafness", deaf)
        .await
        .ok(204);
    let lost = waha.customer_says("tenant_1", "lost").await;
    assert_eq!(lost["waha"], "told");
    let session = waha.get("/api/sessions/tenant_1").await.ok(200);
    assert_eq!(session["status"], "WORKING");
    assert_eq!(session["engine"]["gows"]["connected"], true);
    assert_eq!(
        session["timestamps"]["activity"],
        Value::Null,
        "nobody had WAHA do anything"
    );
    assert_eq!(history(&waha).await, ["lost"]);

    // It survives one restart and ends with the next.
    for (text, heard) in [("still lost", false), ("told", true)] {
        waha.post("/api/sessions/tenant_1/restart", json!({}))
            .await
            .ok(201);
        waha.until("tenant_1", "WORKING").await;
        waha.customer_says("tenant_1", text).await;
        if heard {
            let event = receiver
                .wait_for(1, |event| event["event"] == "message.any")
                .await;
            assert_eq!(event[0].json()["payload"]["body"], text);
        }
    }
}

#[tokio::test]
async fn an_engine_that_lost_whatsapp_gets_what_was_written_at_its_next_start() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    waha.customer_says("tenant_1", "before").await;
    receiver.event("message.any").await;
    let deaf = json!({"engine": true});
    waha.post("/sim/sessions/tenant_1/deafness", deaf)
        .await
        .ok(204);
    let held = waha.customer_says("tenant_1", "held").await;
    assert_eq!(held["waha"], "waiting");
    let session = waha.get("/api/sessions/tenant_1").await.ok(200);
    assert_eq!(session["status"], "WORKING");
    assert_eq!(session["engine"]["gows"]["connected"], false);
    waha.send_text("tenant_1", "hello", None).await.ok(500);
    assert_eq!(history(&waha).await, ["before"], "it has not come yet");

    waha.post("/api/sessions/tenant_1/restart", json!({}))
        .await
        .ok(201);
    let told = receiver.wait_for(2, |_| true).await;
    assert_eq!(told[1].json()["payload"]["body"], "held");
    assert_eq!(history(&waha).await, ["before", "held"]);
}

#[tokio::test]
async fn history_of_all_chats_is_what_the_engine_has() {
    let store = json!({"noweb": {"store": {"enabled": true}}});
    for (engine, config, status) in [
        ("GOWS", json!({}), 200),
        ("NOWEB", store, 200),
        ("NOWEB", json!({}), 400),
        ("WEBJS", json!({}), 501),
    ] {
        let waha = Waha::with(&[("CLOCK__SCALE", "50"), ("WAHA__ENGINE", engine)]);
        waha.linked("tenant_1", config).await;
        waha.customer_says("tenant_1", "hi").await;
        waha.get("/api/tenant_1/chats/all/messages?limit=10")
            .await
            .ok(status);
    }
}

/// The texts of the history, oldest first.
async fn history(waha: &Waha) -> Vec<String> {
    let path = "/api/tenant_1/chats/all/messages?limit=10&sortOrder=asc";
    let messages = waha.get(path).await.ok(200);
    let texts = messages.as_array().expect("a list").iter();
    texts
        .map(|message| message["body"].as_str().expect("a text").to_owned())
        .collect()
}
