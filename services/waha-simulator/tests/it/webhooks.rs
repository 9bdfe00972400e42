//! What is posted, and how.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha512;

use crate::harness::{Arrival, CUSTOMER, CUSTOMER_CHAT, Receiver, SHOP, Waha};

#[tokio::test]
async fn a_webhook_is_signed_and_says_who_sends_it() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    let config = json!({
        "metadata": {"tenant_id": "1"},
        "webhooks": [{
            "url": receiver.url,
            "events": ["message.any"],
            "hmac": {"key": "the-key-of-the-session"},
            "customHeaders": [{"name": "X-Tenant", "value": "1"}],
        }],
    });
    waha.linked("tenant_1", config).await;
    let message = waha
        .customer_says("tenant_1", "سلام، آپارتمان دوخوابه می‌خواهم")
        .await;
    let arrival = receiver.event("message.any").await;
    let envelope = arrival.json();

    let mut mac = Hmac::<Sha512>::new_from_slice(b"the-key-of-the-session").unwrap();
    mac.update(&arrival.bytes);
    let signature = hex::encode(mac.finalize().into_bytes());
    assert_eq!(arrival.header("x-webhook-hmac"), Some(signature.as_str()));
    assert_eq!(arrival.header("x-webhook-hmac-algorithm"), Some("sha512"));
    let timestamp = envelope["timestamp"].as_i64().unwrap().to_string();
    assert_eq!(
        arrival.header("x-webhook-timestamp"),
        Some(timestamp.as_str())
    );
    assert_eq!(
        arrival.header("x-webhook-request-id").map(str::len),
        Some(17)
    );
    assert_eq!(arrival.header("x-tenant"), Some("1"));
    assert_eq!(arrival.header("user-agent"), Some("WAHA/2026.8.2"));
    assert_eq!(arrival.header("content-type"), Some("application/json"));

    assert!(envelope["id"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(envelope["session"], "tenant_1");
    assert_eq!(envelope["metadata"], json!({"tenant_id": "1"}));
    assert_eq!(envelope["me"]["id"], format!("{SHOP}@c.us"));
    assert_eq!(envelope["engine"], "GOWS");
    assert_eq!(envelope["environment"]["version"], "2026.8.2");
    assert_eq!(envelope["payload"]["id"], message["id"]);
    // WAHA's order of fields, and no blanks between them, as JSON.stringify makes it.
    let start = format!(
        r#"{{"id":{},"timestamp":{timestamp},"event":"message.any","#,
        envelope["id"]
    );
    assert!(arrival.bytes.starts_with(start.as_bytes()));
}

#[tokio::test]
async fn without_a_key_nothing_is_signed_and_without_metadata_there_is_none() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["session.status"]))
        .await;
    let arrival = receiver.event("session.status").await;
    assert_eq!(arrival.header("x-webhook-hmac"), None);
    assert_eq!(arrival.header("x-webhook-hmac-algorithm"), None);
    assert_eq!(arrival.json().get("metadata"), None);
}

#[tokio::test]
async fn every_status_is_told_with_those_before_it() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["session.status"]))
        .await;
    waha.post("/api/sessions/tenant_1/stop", json!({}))
        .await
        .ok(201);
    let told = receiver.wait_for(5, |_| true).await;
    let payloads: Vec<Value> = told
        .iter()
        .map(|arrival| arrival.json()["payload"].clone())
        .collect();
    // By the number of points first: some share a millisecond.
    let mut statuses: Vec<Vec<&str>> = payloads
        .iter()
        .map(|payload| {
            let points = payload["statuses"].as_array().unwrap();
            assert_eq!(points.last().unwrap()["status"], payload["status"]);
            points
                .iter()
                .map(|point| point["status"].as_str().unwrap())
                .collect()
        })
        .collect();
    statuses.sort();
    let mut expected = vec![
        vec!["STARTING"],
        vec!["STARTING", "SCAN_QR_CODE"],
        vec!["STARTING", "SCAN_QR_CODE", "STARTING"],
        vec!["SCAN_QR_CODE", "STARTING", "WORKING"],
        vec!["STARTING", "WORKING", "STOPPED"],
    ];
    expected.sort();
    assert_eq!(statuses, expected);
}

#[tokio::test]
async fn a_message_is_told_twice_under_one_id_but_for_browsers() {
    for (engine, shared) in [("GOWS", true), ("NOWEB", true), ("WEBJS", false)] {
        let waha = Waha::with(&[("CLOCK__SCALE", "50"), ("WAHA__ENGINE", engine)]);
        let receiver = Receiver::new().await;
        waha.linked("tenant_1", receiver.config(&["message", "message.any"]))
            .await;
        waha.customer_says("tenant_1", "hi").await;
        let twins = receiver.wait_for(2, |_| true).await;
        assert_eq!(
            twins[0].json()["id"] == twins[1].json()["id"],
            shared,
            "{engine}"
        );
        assert_ne!(twins[0].event(), twins[1].event());
        waha.send_text("tenant_1", "hello", None).await.ok(201);
        let own = receiver
            .wait_for(1, |envelope| envelope["payload"]["fromMe"] == true)
            .await;
        assert_eq!(
            own[0].event(),
            "message.any",
            "own messages are no `message`"
        );
    }
}

#[tokio::test]
async fn what_is_refused_is_sent_again_unchanged() {
    let (waha, receiver) = (Waha::fast(), Receiver::answering([500, 401, 404]).await);
    let config = json!({"webhooks": [{
        "url": receiver.url,
        "events": ["message.any"],
        "hmac": {"key": "k"},
        "retries": {"policy": "linear", "delaySeconds": 1, "attempts": 5},
    }]});
    waha.linked("tenant_1", config).await;
    let message = waha.customer_says("tenant_1", "hi").await;
    let attempts = receiver.wait_for(4, |_| true).await;
    let same = |a: &Arrival, b: &Arrival| {
        a.bytes == b.bytes
            && [
                "x-webhook-request-id",
                "x-webhook-timestamp",
                "x-webhook-hmac",
            ]
            .iter()
            .all(|name| a.header(name) == b.header(name))
    };
    assert!(attempts.iter().all(|attempt| same(attempt, &attempts[0])));
    // The log is written when the answer is read, which is after the receiver gave it.
    let entry = loop {
        let log = waha.get("/sim/webhooks?session=tenant_1").await.ok(200);
        if !log[0]["delivered_at"].is_null() {
            break log[0].clone();
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(entry["message_id"], message["id"]);
    let statuses: Vec<_> = entry["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["status"].clone())
        .collect();
    assert_eq!(statuses, [500, 401, 404, 200]);
    let url = entry["url"].as_str().unwrap();
    assert!(url.ends_with("/hook"), "without its query: {url}");
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_is_away_is_tried_as_often_as_configured() {
    let waha = Waha::fast();
    // Port 1 of this machine: nobody listens there.
    let config = json!({"webhooks": [{
        "url": "http://127.0.0.1:1/",
        "events": ["message.any"],
        "retries": {"policy": "exponential", "delaySeconds": 1, "attempts": 3},
    }]});
    waha.linked("tenant_1", config).await;
    waha.customer_says("tenant_1", "hi").await;
    let entry = loop {
        let log = waha.get("/sim/webhooks?session=tenant_1").await.ok(200);
        if !log[0]["lost"].is_null() {
            break log[0].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    assert_eq!(entry["lost"], "no attempts are left");
    let attempts = entry["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 4, "one and three retries");
    assert!(attempts.iter().all(|attempt| attempt["error"].is_string()));
}

#[tokio::test]
async fn ignored_chats_are_kept_from_webhooks_and_a_star_is_nearly_everything() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    let mut config = receiver.config(&["*"]);
    config["ignore"] = json!({"status": true, "groups": true, "channels": true, "broadcast": true});
    waha.linked("tenant_1", config).await;
    for chat in [
        "status@broadcast",
        "120363041234567890@g.us",
        "120363@newsletter",
        "1@broadcast",
    ] {
        waha.inbound("tenant_1", json!({"from": chat, "text": "noise"}))
            .await;
    }
    waha.customer_says("tenant_1", "a person").await;
    let told = receiver
        .wait_for(2, |envelope| envelope["event"] != "session.status")
        .await;
    assert!(
        told.iter()
            .all(|arrival| arrival.json()["payload"]["body"] == "a person")
    );
    let log = waha.get("/sim/webhooks").await.ok(200);
    let about_noise = |entry: &&Value| {
        entry["message_id"]
            .as_str()
            .is_some_and(|id| !id.contains(CUSTOMER_CHAT))
    };
    assert_eq!(
        log.as_array().unwrap().iter().filter(about_noise).count(),
        0
    );
}

#[tokio::test]
async fn own_messages_are_acknowledged_and_read_when_the_chat_is_open() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.ack"]))
        .await;
    let id = waha.send_text("tenant_1", "hello", None).await.ok(201)["id"].clone();
    receiver.wait_for(2, |_| true).await;
    let path = format!("/sim/sessions/tenant_1/chats/{CUSTOMER}/open");
    waha.post(&path, json!({"open": true})).await.ok(204);
    let acks = receiver.wait_for(3, |_| true).await;
    let mut levels: Vec<_> = acks
        .iter()
        .map(|arrival| arrival.json()["payload"]["ack"].as_i64().unwrap())
        .collect();
    levels.sort_unstable();
    assert_eq!(levels, [1, 2, 3]);
    assert!(
        acks.iter()
            .all(|arrival| arrival.json()["payload"]["id"] == id)
    );

    waha.send_text("tenant_1", "and again", None).await.ok(201);
    let read = |envelope: &Value| envelope["payload"]["ackName"] == "READ";
    receiver.wait_for(2, read).await;
}

#[tokio::test]
async fn what_comes_while_the_session_is_away_is_told_when_it_is_back() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    waha.post("/api/sessions/tenant_1/stop", json!({}))
        .await
        .ok(201);
    let message = json!({"from": CUSTOMER, "text": "anybody there?", "timestamp": 1_789_480_800});
    let message = waha.inbound("tenant_1", message).await;
    assert_eq!(message["waha"], "waiting");
    assert!(receiver.arrivals().is_empty());
    waha.post("/api/sessions/tenant_1/start", json!({}))
        .await
        .ok(201);
    let told = receiver.event("message.any").await.json();
    assert_eq!(told["payload"]["id"], message["id"]);
    assert_eq!(
        told["payload"]["timestamp"], 1_789_480_800,
        "with its old time"
    );
}

#[tokio::test]
async fn presence_is_told_to_who_subscribed() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked(
        "tenant_1",
        receiver.config(&["presence.update", "message.any"]),
    )
    .await;
    let path = format!("/sim/sessions/tenant_1/chats/{CUSTOMER}/typing");
    waha.post(&path, json!({"typing": true})).await.ok(204);
    let subscribe = format!("/api/tenant_1/presence/{CUSTOMER_CHAT}/subscribe");
    waha.post(&subscribe, json!({})).await.ok(201);
    waha.post(&path, json!({"typing": false})).await.ok(204);
    let told = receiver.event("presence.update").await.json();
    assert_eq!(
        told["payload"]["presences"][0]["lastKnownPresence"],
        "paused"
    );
}

#[tokio::test]
async fn a_copy_under_the_linked_id_is_told_as_it_is_written_and_shown_once() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    let twice = async |stanza: &str| {
        let number = json!({"from": CUSTOMER, "text": "hi", "id": stanza});
        let mut lid = number.clone();
        lid["as"] = json!("lid");
        let number = waha.inbound("tenant_1", number).await["id"].clone();
        let lid = waha.inbound("tenant_1", lid).await["id"].clone();
        assert!(lid.as_str().unwrap().contains("@lid"), "{lid}");
        [number, lid]
    };
    let told = async |stanza: &str| {
        let about = |envelope: &Value| {
            let id = envelope["payload"]["id"].as_str().unwrap();
            id.ends_with(stanza)
        };
        let arrivals = receiver.wait_for(2, about).await;
        let ids = arrivals
            .iter()
            .map(|arrival| arrival.json()["payload"]["id"].clone());
        ids.collect::<Vec<_>>()
    };
    let at_once = twice("AC01").await;
    let ids = told("AC01").await;
    assert!(at_once.iter().all(|id| ids.contains(id)), "{ids:?}");

    waha.post("/api/sessions/tenant_1/stop", json!({}))
        .await
        .ok(201);
    let later = twice("AC02").await;
    waha.post("/api/sessions/tenant_1/start", json!({}))
        .await
        .ok(201);
    let ids = told("AC02").await;
    assert!(later.iter().all(|id| ids.contains(id)), "{ids:?}");

    let path = format!("/sim/sessions/tenant_1/chats/{CUSTOMER}/messages");
    let shown = waha.get(&path).await.ok(200);
    assert_eq!(shown.as_array().map(Vec::len), Some(2), "{shown}");
}

#[tokio::test]
async fn media_of_ones_own_is_told_with_a_url_that_works_or_none() {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["message.any"]))
        .await;
    let sends = [
        ("sendImage", "image/jpeg"),
        ("sendFile", "application/octet-stream"),
        ("sendVoice", "audio/ogg; codecs=opus"),
        ("sendVideo", "video/mp4"),
    ];
    let send = async |call: &str, file: Value| {
        let body = json!({"session": "tenant_1", "chatId": CUSTOMER_CHAT, "file": file});
        waha.post(&format!("/api/{call}"), body).await
    };
    let told_media = async |id: &Value| {
        let of_this = |envelope: &Value| envelope["payload"]["id"] == *id;
        let told = receiver.wait_for(1, of_this).await.remove(0).json();
        assert_eq!(told["payload"]["hasMedia"], true);
        told["payload"]["media"].clone()
    };
    for (call, mimetype) in sends {
        let sent = send(call, json!({"data": "aGVsbG8=", "filename": "a"})).await;
        let media = told_media(&sent.ok(201)["id"]).await;
        assert_eq!(media["mimetype"], mimetype);
        let url = media["url"].as_str().unwrap();
        let path = url.strip_prefix("http://127.0.0.1:8083").unwrap();
        let file = waha.get(path).await;
        assert_eq!(
            (file.status.as_u16(), &file.bytes[..]),
            (200, &b"hello"[..]),
            "{call}"
        );
        assert_eq!(file.headers["content-type"], mimetype);

        let sent = send(call, json!({"url": "http://127.0.0.1:1/a.bin"})).await;
        let media = told_media(&sent.ok(201)["id"]).await;
        assert_eq!(media["url"], Value::Null, "nothing was fetched");
        for bad in [
            json!({"data": "!"}),
            json!({"filename": "a"}),
            json!({"data": "aGVsbG8=", "mimetype": "no/\u{e9}"}),
        ] {
            send(call, bad).await.ok(400);
        }
    }
}
