//! Sending, history, and what stands between.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{CUSTOMER, CUSTOMER_CHAT, SHOP, Waha};

#[tokio::test(start_paused = true)]
async fn an_id_that_is_sent_again_is_counted_and_shown_once() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let id = waha.get("/api/tenant_1/new-message-id").await.ok(200)["id"].clone();
    let id = id.as_str().unwrap();
    let first = waha.send_text("tenant_1", "hello", Some(id)).await.ok(201);
    assert_eq!(first["id"], format!("true_{CUSTOMER_CHAT}_{id}"));
    assert_eq!(first["_data"]["Info"]["ID"], id);
    let again = waha.send_text("tenant_1", "hello", Some(id)).await.ok(201);
    assert_eq!(again["id"], first["id"]);
    waha.send_text("tenant_1", "and another", None)
        .await
        .ok(201);

    let delivered = waha.delivered("tenant_1").await;
    assert_eq!(delivered.len(), 2);
    assert_eq!(delivered[0]["id"], first["id"]);
    assert_eq!(delivered[0]["chatId"], CUSTOMER_CHAT);
    assert_eq!(
        (&delivered[0]["text"], &delivered[0]["sends"]),
        (&json!("hello"), &json!(2))
    );
    assert_eq!(
        (&delivered[1]["text"], &delivered[1]["sends"]),
        (&json!("and another"), &json!(1))
    );
    waha.send_text("tenant_1", "x", Some("no id/at all"))
        .await
        .ok(400);
}

#[tokio::test(start_paused = true)]
async fn a_send_waits_for_a_working_session_and_then_says_what_is_wrong() {
    let waha = Waha::new();
    waha.post("/api/sessions", json!({"name": "tenant_1"}))
        .await
        .ok(201);
    let begun = Instant::now();
    let answer = waha.send_text("tenant_1", "hello", None).await.ok(422);
    assert_eq!(begun.elapsed().as_secs(), 5, "it waits for one that runs");
    assert_eq!(
        (&answer["status"], &answer["expected"]),
        (&json!("STOPPED"), &json!(["WORKING"]))
    );
    assert_eq!(answer.get("statusCode"), None);

    waha.post("/api/sessions/tenant_1/start", json!({}))
        .await
        .ok(201);
    let sent = waha.send_text("tenant_1", "hello", None);
    let linked = async {
        waha.until("tenant_1", "SCAN_QR_CODE").await;
        waha.scan("tenant_1", SHOP).await.ok(200);
    };
    tokio::join!(sent, linked).0.ok(201);

    let unknown = waha.send_text("nobody", "hello", None).await.ok(422);
    assert_eq!(unknown["error"], "Session \"nobody\" does not exist");
    let missing = json!({"chatId": CUSTOMER_CHAT, "text": "hello"});
    let missing = waha.post("/api/sendText", missing).await.ok(400);
    assert_eq!(missing["message"], "Session name is required");
}

#[tokio::test(start_paused = true)]
async fn bad_arguments_blow_up_as_they_do_in_waha() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let bodies = [
        json!({"session": "tenant_1", "text": "no chat"}),
        json!({"session": "tenant_1", "chatId": 12, "text": "a number"}),
        json!({"session": "tenant_1", "chatId": CUSTOMER_CHAT}),
        json!({"session": "tenant_1", "chatId": "nonsense", "text": "hello"}),
    ];
    for body in bodies {
        let error = waha.post("/api/sendText", body.clone()).await.ok(500);
        assert_eq!(error["request"]["body"], body, "the request is echoed");
        assert!(error["exception"]["message"].is_string());
    }
    let landline = json!({"session": "tenant_1", "chatId": "999501234567@c.us", "text": "hello"});
    let error = waha.post("/api/sendText", landline).await.ok(500);
    let message = error["exception"]["message"].as_str().unwrap();
    assert!(message.starts_with("no LID found for"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn the_order_of_seen_typing_and_sending_can_be_asked_for() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let message = waha.customer_says("tenant_1", "hi").await;
    let chat = json!({"session": "tenant_1", "chatId": CUSTOMER_CHAT});
    let seen = waha.post("/api/sendSeen", chat.clone()).await.ok(201);
    assert_eq!(seen["ids"], json!([message["id"]]));
    let seen = waha.post("/api/sendSeen", chat.clone()).await.ok(201);
    assert_eq!(seen["ids"], json!([]), "nothing is left to be seen");
    assert_eq!(
        waha.post("/api/startTyping", chat.clone()).await.ok(201),
        json!({"result": true})
    );
    assert_eq!(
        waha.post("/api/stopTyping", chat).await.ok(201),
        json!({"result": true})
    );
    waha.send_text("tenant_1", "hello", None).await.ok(201);
    let path = format!("/sim/sessions/tenant_1/actions?chat={CUSTOMER}");
    let actions = waha.get(&path).await.ok(200);
    let kinds: Vec<_> = actions
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["action"].clone())
        .collect();
    assert_eq!(
        kinds,
        ["seen", "seen", "start_typing", "stop_typing", "send"]
    );
}

#[tokio::test(start_paused = true)]
async fn history_is_filtered_and_paged() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    for second in 0..12 {
        let text = format!("message {second}");
        let message = json!({"from": CUSTOMER, "text": text, "timestamp": 1_789_480_800 + second});
        waha.inbound("tenant_1", message).await;
    }
    let owner = json!({"from": CUSTOMER, "text": "from the owner", "fromMe": true,
                       "timestamp": 1_789_480_805});
    let owner = waha.inbound("tenant_1", owner).await;
    waha.inbound(
        "tenant_1",
        json!({"from": "971500000001", "text": "somebody else"}),
    )
    .await;

    let texts = async |chat: &str, query: &str| {
        let path = format!("/api/tenant_1/chats/{chat}/messages?{query}");
        let list = waha.get(&path).await.ok(200).as_array().unwrap().clone();
        list.iter()
            .map(|m| m["body"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        texts(CUSTOMER_CHAT, "limit=2").await,
        ["message 11", "message 10"]
    );
    assert_eq!(
        texts(CUSTOMER_CHAT, "limit=1&offset=1&sortOrder=asc").await,
        ["message 1"]
    );
    assert_eq!(
        texts(CUSTOMER_CHAT, "").await.len(),
        10,
        "as many as WAHA's default"
    );
    assert_eq!(
        texts(CUSTOMER_CHAT, "filter.fromMe=true").await,
        ["from the owner"]
    );
    let between = "filter.timestamp.gte=1789480803&filter.timestamp.lte=1789480804&sortOrder=asc";
    assert_eq!(texts("all", between).await, ["message 3", "message 4"]);
    assert_eq!(texts("all", "limit=100").await.len(), 14);
    assert!(texts("971509999999@c.us", "limit=5").await.is_empty());
    waha.get("/api/tenant_1/chats/all/messages?limit=many")
        .await
        .ok(400);

    let id = owner["id"].as_str().unwrap();
    let stanza = id.split('_').nth(2).unwrap();
    for id in [id, stanza] {
        let path = format!("/api/tenant_1/chats/{CUSTOMER_CHAT}/messages/{id}");
        assert_eq!(waha.get(&path).await.ok(200)["id"], owner["id"]);
    }
    waha.get(&format!(
        "/api/tenant_1/chats/{CUSTOMER_CHAT}/messages/3EB0"
    ))
    .await
    .ok(404);

    let chats = waha.get("/api/tenant_1/chats").await.ok(200);
    assert_eq!(chats[0]["id"], "971500000001@c.us", "the latest first");
    let overview = waha
        .get(&format!("/api/tenant_1/chats/overview?ids={CUSTOMER}"))
        .await
        .ok(200);
    assert_eq!(overview[0]["lastMessage"]["body"], "message 11");
    assert_eq!(overview.as_array().map(Vec::len), Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_person_has_two_names_and_one_chat() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let message = json!({"from": CUSTOMER, "text": "under my lid", "as": "lid"});
    let arrived = waha.inbound("tenant_1", message).await;
    let lid = arrived["chatId"].as_str().unwrap().to_owned();
    assert!(lid.ends_with("@lid"));
    let body = json!({"session": "tenant_1", "chatId": lid, "text": "answered under the lid"});
    let sent = waha.post("/api/sendText", body).await.ok(201);
    assert!(
        sent["id"]
            .as_str()
            .unwrap()
            .starts_with(&format!("true_{lid}_"))
    );
    assert_eq!(
        sent["_data"]["Info"]["RecipientAlt"],
        format!("{CUSTOMER}@s.whatsapp.net")
    );
    assert_eq!(waha.delivered("tenant_1").await[0]["chatId"], lid);

    let pair = json!({"lid": lid, "pn": CUSTOMER_CHAT});
    assert_eq!(
        waha.get(&format!("/api/tenant_1/lids/{lid}")).await.ok(200),
        pair
    );
    assert_eq!(
        waha.get(&format!("/api/tenant_1/lids/pn/{CUSTOMER}"))
            .await
            .ok(200),
        pair
    );
    assert_eq!(waha.get("/api/tenant_1/lids").await.ok(200), json!([pair]));
    assert_eq!(
        waha.get("/api/tenant_1/lids/count").await.ok(200),
        json!({"count": 1})
    );
    let foreign = waha
        .get("/api/tenant_1/lids/999999999999999@lid")
        .await
        .ok(200);
    assert_eq!(foreign["pn"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn numbers_are_checked() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let check = async |phone: &str| {
        let path = format!("/api/contacts/check-exists?session=tenant_1&phone={phone}");
        waha.get(&path).await.ok(200)
    };
    assert_eq!(check(CUSTOMER).await["chatId"], CUSTOMER_CHAT);
    assert_eq!(check("999501234567").await, json!({"numberExists": false}));
    assert_eq!(check("nonsense").await, json!({"numberExists": false}));
}

#[tokio::test(start_paused = true)]
async fn own_messages_can_be_changed_and_taken_back() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let theirs = waha.customer_says("tenant_1", "hi").await["id"].clone();
    let mine = waha.send_text("tenant_1", "helo", None).await.ok(201)["id"].clone();
    let path = |id: &Value| {
        format!(
            "/api/tenant_1/chats/{CUSTOMER_CHAT}/messages/{}",
            id.as_str().unwrap()
        )
    };
    let text = json!({"text": "hello"});
    waha.call(Method::PUT, &path(&mine), Some(&text))
        .await
        .ok(200);
    assert_eq!(waha.delivered("tenant_1").await[0]["text"], "hello");
    waha.call(Method::PUT, &path(&theirs), Some(&text))
        .await
        .ok(422);
    waha.call(Method::DELETE, &path(&mine), None).await.ok(200);
    assert!(waha.delivered("tenant_1").await.is_empty());
    waha.call(Method::DELETE, &path(&mine), None).await.ok(404);
}

#[tokio::test(start_paused = true)]
async fn media_can_be_fetched_for_three_minutes() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let media = json!({"mimetype": "text/plain", "filename": "a.txt", "data": "aGVsbG8="});
    let message = json!({"from": CUSTOMER, "media": media});
    let id = waha.inbound("tenant_1", message).await["id"].clone();
    let path = format!("/api/tenant_1/chats/all/messages/{}", id.as_str().unwrap());
    let url = waha.get(&path).await.ok(200)["media"]["url"].clone();
    let url = url.as_str().unwrap();
    let path = url
        .strip_prefix("http://127.0.0.1:8083")
        .expect("the address of the service");
    let file = waha.get(path).await;
    assert_eq!(
        (file.status.as_u16(), &file.bytes[..]),
        (200, &b"hello"[..])
    );
    assert_eq!(file.headers["content-type"], "text/plain");
    let gone = waha.get("/api/files/tenant_1/nothing.png").await.ok(404);
    assert_eq!(gone["error"]["key"], "FILE_NOT_FOUND");
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_a_status_ends_when_the_service_stops() {
    let waha = Waha::with(&[("NETWORK__STARTING", "1m")]);
    for (name, start) in [("stopped", false), ("starting", true)] {
        let body = json!({"name": name, "start": start});
        waha.post("/api/sessions", body).await.ok(201);
    }
    let begun = Instant::now();
    let stop = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        waha.stop();
    };
    let (for_a_start, for_a_status, for_a_qr_code, ()) = tokio::join!(
        waha.send_text("stopped", "hello", None),
        waha.send_text("starting", "hello", None),
        waha.post("/api/starting/auth/request-code", json!({})),
        stop
    );
    for answer in [for_a_start, for_a_status, for_a_qr_code] {
        answer.ok(422);
    }
    assert_eq!(begun.elapsed().as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn both_sides_of_a_chat_may_use_one_stanza() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let theirs = json!({"from": CUSTOMER, "text": "hi", "id": "AC01"});
    let theirs = waha.inbound("tenant_1", theirs).await["id"].clone();
    let mine = waha.send_text("tenant_1", "helo", Some("AC01")).await;
    let mine = mine.ok(201)["id"].clone();
    assert_eq!(mine, format!("true_{CUSTOMER_CHAT}_AC01"));
    let path = |id: &Value| {
        format!(
            "/api/tenant_1/chats/{CUSTOMER_CHAT}/messages/{}",
            id.as_str().unwrap()
        )
    };
    let text = json!({"text": "hello"});
    waha.call(Method::PUT, &path(&mine), Some(&text))
        .await
        .ok(200);
    assert_eq!(waha.get(&path(&theirs)).await.ok(200)["body"], "hi");
    assert_eq!(waha.get(&path(&mine)).await.ok(200)["body"], "hello");
    let delivered = waha.delivered("tenant_1").await;
    assert_eq!(delivered.len(), 1);
    assert_eq!(
        (&delivered[0]["id"], &delivered[0]["sends"]),
        (&mine, &json!(1))
    );
    waha.call(Method::DELETE, &path(&mine), None).await.ok(200);
    assert_eq!(waha.get(&path(&theirs)).await.ok(200)["id"], theirs);
    waha.get(&path(&mine)).await.ok(404);
}
