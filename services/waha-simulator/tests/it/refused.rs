//! What WhatsApp does not let through: refused messages, new chats of an account under a timelock; and
//! acknowledgements in no order.

use serde_json::{Value, json};

use crate::harness::{CUSTOMER_CHAT, Receiver, Waha};

/// A linked session that hears of acknowledgements and its status, with these faults.
async fn with_faults(faults: Value) -> (Waha, Receiver) {
    let (waha, receiver) = (Waha::fast(), Receiver::new().await);
    let config = receiver.config(&["message.any", "message.ack", "session.status"]);
    waha.linked("tenant_1", config).await;
    waha.post("/sim/faults", faults).await.ok(200);
    (waha, receiver)
}

/// The acknowledgements that were told, in order of their times.
async fn acks(receiver: &Receiver, count: usize) -> Vec<i64> {
    let acks = receiver.wait_for(count, |envelope| envelope["event"] == "message.ack");
    let level = |arrival: &crate::harness::Arrival| arrival.json()["payload"]["ack"].as_i64();
    acks.await.iter().filter_map(level).collect()
}

#[tokio::test]
async fn a_refused_message_is_answered_and_echoed_and_reaches_nobody() {
    let (waha, receiver) = with_faults(json!({"send_refused": 1})).await;
    let sent = waha.send_text("tenant_1", "hello", Some("3EB0AA")).await;
    assert_eq!(sent.ok(201)["id"], format!("true_{CUSTOMER_CHAT}_3EB0AA"));
    receiver.event("message.any").await;
    assert_eq!(acks(&receiver, 1).await, [-1]);
    assert!(waha.delivered("tenant_1").await.is_empty());
    let path = format!("/api/tenant_1/chats/{CUSTOMER_CHAT}/messages/3EB0AA");
    assert_eq!(waha.get(&path).await.ok(200)["ack"], -1);

    waha.post("/sim/faults", json!({"send_refused": 0})).await;
    let sent = waha.send_text("tenant_1", "hello", Some("3EB0AA")).await;
    sent.ok(201);
    let delivered = waha.delivered("tenant_1").await;
    assert_eq!((delivered.len(), &delivered[0]["sends"]), (1, &json!(2)));
    assert_eq!(acks(&receiver, 3).await, [-1, 1, 2]);
}

#[tokio::test]
async fn acknowledgements_overtake_the_answer_and_each_other_and_come_twice() {
    let (waha, receiver) = with_faults(json!({"ack_reorder": 1})).await;
    waha.send_text("tenant_1", "hello", Some("3EB0AA"))
        .await
        .ok(201);
    // Nothing was waited for, and the phone has it.
    let chat = format!("/sim/sessions/tenant_1/chats/{CUSTOMER_CHAT}/messages");
    assert_eq!(waha.get(&chat).await.ok(200)[0]["ack"], 2);
    assert_eq!(acks(&receiver, 3).await, [2, 1, 2]);
}

#[tokio::test]
async fn a_timelock_closes_new_chats_and_leaves_those_alone_in_which_the_customer_wrote() {
    let (waha, receiver) = with_faults(json!({})).await;
    let lock = |seconds: u32| {
        waha.post(
            "/sim/sessions/tenant_1/timelock",
            json!({"seconds": seconds}),
        )
    };
    lock(3_600).await.ok(204);
    let refused = waha.send_text("tenant_1", "hello", None).await.ok(500);
    assert_eq!(refused["exception"]["message"], "server returned error 463");
    assert!(waha.delivered("tenant_1").await.is_empty());
    let me = &waha.get("/api/sessions/tenant_1").await.ok(200)["me"];
    assert_eq!(me["reachoutTimelock"]["isActive"], true);

    waha.customer_says("tenant_1", "Hi").await;
    waha.send_text("tenant_1", "hello", None).await.ok(201);
    let other = json!({"session": "tenant_1", "chatId": "971509876544@c.us", "text": "hello"});
    waha.post("/api/sendText", other.clone()).await.ok(500);

    lock(0).await.ok(204);
    waha.post("/api/sendText", other).await.ok(201);
    let told = receiver
        .wait_for(2, |envelope| {
            envelope["payload"]["data"]
                .get("reachoutTimelock")
                .is_some()
        })
        .await;
    let data = |index: usize| told[index].json()["payload"].clone();
    assert_eq!(data(0)["status"], "WORKING");
    assert_eq!(
        data(0)["data"]["reachoutTimelock"]["enforcementType"],
        "DEFAULT"
    );
    assert_eq!(data(1)["data"]["reachoutTimelock"], Value::Null);
}
