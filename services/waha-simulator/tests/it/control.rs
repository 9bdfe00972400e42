//! The control API beside the faults.

use serde_json::{Value, json};
use service_runtime::config;
use waha_simulator::Settings;

use crate::harness::{CUSTOMER, CUSTOMER_CHAT, Receiver, SHOP, Waha};

#[tokio::test(start_paused = true)]
async fn nobody_writes_to_a_session_without_a_phone() {
    let waha = Waha::new();
    waha.create("tenant_1", json!({})).await;
    let path = "/sim/sessions/tenant_1/inbound";
    let refused = waha
        .post(path, json!({"from": CUSTOMER, "text": "hi"}))
        .await
        .ok(409);
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .contains("scan its QR code"),
        "{refused}"
    );
    let unknown = "/sim/sessions/nobody/inbound";
    let refused = waha
        .post(unknown, json!({"from": CUSTOMER, "text": "hi"}))
        .await
        .ok(404);
    assert!(
        refused["error"].as_str().unwrap().contains("tenant_1"),
        "says which there are"
    );
    assert_eq!(waha.delivered("tenant_1").await, Vec::<Value>::new());
}

#[tokio::test(start_paused = true)]
async fn bad_messages_are_refused_with_a_reason() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let cases = [
        (json!({"text": "hi"}), "from"),
        (json!({"from": CUSTOMER}), "text"),
        (json!({"from": "nobody", "text": "hi"}), "nobody"),
        (json!({"from": CUSTOMER, "txt": "hi"}), "txt"),
        (
            json!({"from": CUSTOMER, "text": "hi", "as": "ghost"}),
            "ghost",
        ),
        (json!({"from": CUSTOMER, "media": "picture"}), "MIME"),
        (json!({"from": CUSTOMER, "media": {"data": "!"}}), "base64"),
        (
            json!({"from": CUSTOMER, "text": "hi", "timestamp": i64::MAX}),
            "timestamp",
        ),
        (json!({"from": CUSTOMER, "text": "hi", "id": "a b"}), "id"),
        (
            json!({"from": CUSTOMER, "text": "hi", "id": "A".repeat(65)}),
            "id",
        ),
        // More than a QR code holds, where a picture is drawn for want of one.
        (
            json!({"from": "x".repeat(3_000), "media": "image/jpeg"}),
            "no chat",
        ),
        (
            json!({"from": format!("{}@lid", "9".repeat(3_000)), "media": "image/jpeg"}),
            "no chat",
        ),
        (
            json!({"from": CUSTOMER, "media": format!("image/{}", "x".repeat(300))}),
            "MIME",
        ),
    ];
    for (body, reason) in cases {
        let refused = waha
            .post("/sim/sessions/tenant_1/inbound", body)
            .await
            .ok(400);
        assert!(
            refused["error"].as_str().unwrap().contains(reason),
            "{refused}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_owner_types_on_the_phone() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let message = json!({"from": CUSTOMER, "text": "I do this one myself", "fromMe": true});
    let sent = waha.inbound("tenant_1", message).await;
    assert!(
        sent["id"]
            .as_str()
            .unwrap()
            .starts_with(&format!("true_{CUSTOMER_CHAT}_"))
    );
    let delivered = waha.delivered("tenant_1").await;
    assert_eq!(
        (&delivered[0]["id"], &delivered[0]["source"]),
        (&sent["id"], &json!("app"))
    );
    let at = delivered[0]["at"].as_str().unwrap();
    assert_eq!((at.len(), &at[23..]), (24, "Z"), "to the millisecond: {at}");
}

#[tokio::test]
async fn a_waha_that_forgets_is_silent_and_phones_remember() {
    // The first status is never taken: its retry is what is to be forgotten.
    let (waha, receiver) = (Waha::fast(), Receiver::answering([503; 1_000]).await);
    let mut config = receiver.config(&["session.status"]);
    config["webhooks"][0]["retries"] = json!({"delaySeconds": 3_600});
    waha.linked("tenant_1", config).await;
    waha.send_text("tenant_1", "before", None).await.ok(201);
    receiver.wait_for(4, |_| true).await;
    assert_eq!(
        waha.post("/sim/forget", json!({})).await.ok(200),
        json!({"forgotten": 1})
    );
    waha.get("/api/sessions/tenant_1").await.ok(404);
    assert_eq!(waha.get("/sim/sessions").await.ok(200), json!([]));
    assert_eq!(waha.delivered("tenant_1").await[0]["text"], "before");

    // A task that ended is noted by itself, right after.
    loop {
        let log = waha.get("/sim/webhooks").await.ok(200);
        if log
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["lost"].is_string())
        {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(receiver.arrivals().len(), 4, "nobody is told");

    waha.linked("tenant_1", json!({})).await;
    waha.send_text("tenant_1", "after", None).await.ok(201);
    let texts: Vec<_> = waha
        .delivered("tenant_1")
        .await
        .iter()
        .map(|message| message["text"].clone())
        .collect();
    assert_eq!(texts, ["before", "after"]);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_told_again_keeps_its_id() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let message = json!({"from": CUSTOMER, "text": "hi", "id": "AC01"});
    let first = waha.inbound("tenant_1", message.clone()).await;
    assert_eq!(first["id"], format!("false_{CUSTOMER_CHAT}_AC01"));
    assert_eq!(waha.inbound("tenant_1", message).await["id"], first["id"]);
    let path = format!("/sim/sessions/tenant_1/chats/{CUSTOMER}/messages");
    let messages = waha.get(&path).await.ok(200);
    assert_eq!(messages.as_array().map(Vec::len), Some(1));
    assert_eq!(messages[0]["sends"], 2);
}

#[tokio::test(start_paused = true)]
async fn the_list_shows_numbers_and_chats() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    waha.inbound(
        "tenant_1",
        json!({"from": CUSTOMER, "text": "hi", "name": "Sara"}),
    )
    .await;
    let list = waha.get("/sim/sessions").await.ok(200);
    assert_eq!(
        (&list[0]["status"], &list[0]["phone"]),
        (&json!("WORKING"), &json!(SHOP))
    );
    let chat = &list[0]["chats"][0];
    assert_eq!(
        (&chat["chat"], &chat["name"]),
        (&json!(CUSTOMER_CHAT), &json!("Sara"))
    );
    assert_eq!(chat["last"]["text"], "hi");
}

#[tokio::test(start_paused = true)]
async fn the_page_is_one_file_that_loads_nothing_from_elsewhere() {
    let waha = Waha::new();
    let page = waha.get("/").await;
    assert_eq!(page.status, 200);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let html = String::from_utf8(page.bytes.to_vec()).unwrap();
    for elsewhere in ["src=\"http", "href=\"http", "@import", "url(http"] {
        assert!(!html.contains(elsewhere), "{elsewhere}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_told_what_happens_until_the_service_stops() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    waha.linked("tenant_2", json!({})).await;
    let mut events = waha.events("/sim/sessions/tenant_1/events").await;
    waha.customer_says("tenant_2", "not for this page").await;
    let theirs = waha.customer_says("tenant_1", "hi").await;
    let chat = json!({"session": "tenant_1", "chatId": CUSTOMER_CHAT});
    waha.post("/api/sendSeen", chat.clone()).await.ok(201);
    waha.post("/api/startTyping", chat).await.ok(201);
    let mine = waha.send_text("tenant_1", "hello", None).await.ok(201);

    let message = events.next().await.unwrap();
    assert_eq!(
        (&message["type"], &message["message"]["id"]),
        (&json!("message"), &theirs["id"])
    );
    let seen = events.next().await.unwrap();
    assert_eq!(
        (&seen["type"], &seen["ids"]),
        (&json!("seen"), &json!([theirs["id"]]))
    );
    let typing = events.next().await.unwrap();
    assert_eq!(
        (&typing["type"], &typing["typing"]),
        (&json!("typing"), &json!(true))
    );
    assert_eq!(events.next().await.unwrap()["message"]["id"], mine["id"]);
    let ack = events.next().await.unwrap();
    assert_eq!((&ack["type"], &ack["ack"]), (&json!("ack"), &json!(1)));
    waha.stop();
    while events.next().await.is_some() {}
}

#[test]
fn every_wrong_setting_is_named() {
    let broken = [
        ("PEYK__WAHA__ENGINE", "BAILEYS"),
        ("PEYK__CLOCK__SCALE", "0"),
        ("PEYK__WAHA__BASE_URL", "nowhere"),
        ("PEYK__NETWORK__STARTING", "soon"),
        ("PEYK__LIMITS__WEBHOOK_LOG", "0"),
    ];
    let environment = broken.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let error = config::load::<Settings>(None, environment)
        .unwrap_err()
        .to_string();
    for (name, _) in broken {
        assert!(error.contains(name), "{name} in {error}");
    }
    assert!(error.contains("waha.api_key"), "{error}");
    assert!(error.contains("expected GOWS, NOWEB or WEBJS"), "{error}");
}
