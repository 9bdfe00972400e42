//! A simulator that is killed: what was on the network and on WAHA's disk is there again, and nothing else.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{CUSTOMER, CUSTOMER_CHAT, Receiver, Waha};

/// A simulator over a journal. One that had it before is as good as killed: it does nothing any more.
fn over(journal: &Path) -> Waha {
    Waha::with(&[
        ("CLOCK__SCALE", "50"),
        ("NETWORK__JOURNAL", journal.to_str().expect("a plain path")),
    ])
}

fn of_message(envelope: &Value, text: &str) -> bool {
    envelope["event"] == "message.any" && envelope["payload"]["body"] == text
}

#[tokio::test]
async fn phones_and_sessions_are_as_they_were_and_sessions_that_ran_start_again() {
    let (folder, receiver) = (tempfile::tempdir().unwrap(), Receiver::new().await);
    let journal = folder.path().join("journal");
    let config = json!({"metadata": {"tenant_id": "1"}, "webhooks": [{"url": receiver.url, "events": ["*"]}]});
    {
        let waha = over(&journal);
        waha.linked("tenant_1", config.clone()).await;
        waha.linked("tenant_2", json!({})).await;
        waha.post("/api/sessions/tenant_2/stop", json!({})).await;
        waha.create("tenant_3", json!({})).await;
        waha.linked("tenant_4", json!({})).await;
        let gone = waha.call(http::Method::DELETE, "/api/sessions/tenant_4", None);
        gone.await.ok(200);
        waha.customer_says("tenant_1", "Hi").await;
        let sent = waha.send_text("tenant_1", "Hello", Some("3EB0AA")).await;
        sent.ok(201);
        waha.post("/sim/faults", json!({"webhook_duplicate": 0.1}))
            .await
            .ok(200);
        let acked = |envelope: &Value| {
            envelope["event"] == "message.ack" && envelope["payload"]["ack"] == 2
        };
        receiver.wait_for(1, acked).await;
    }

    let waha = over(&journal);
    let known = waha.get("/api/sessions?all=true").await.ok(200);
    let names: Vec<_> = known
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["name"])
        .collect();
    assert_eq!(names, ["tenant_1", "tenant_2", "tenant_3"]);
    waha.until("tenant_3", "SCAN_QR_CODE").await;
    let session = waha.until("tenant_1", "WORKING").await;
    assert_eq!(session["config"], config);
    assert_eq!(session["me"]["id"], "971501234567@c.us");
    let stopped = waha.get("/api/sessions/tenant_2").await.ok(200);
    assert_eq!(
        (&stopped["status"], &stopped["me"]["id"]),
        (&json!("STOPPED"), &json!("971501234567@c.us"))
    );
    assert_eq!(
        waha.get("/sim/faults").await.ok(200)["webhook_duplicate"],
        0.1
    );

    // A repeated id is one message to the phone, also now.
    let again = waha.send_text("tenant_1", "Hello", Some("3EB0AA")).await;
    again.ok(201);
    let delivered = waha.delivered("tenant_1").await;
    let [hello] = &delivered[..] else {
        panic!("{delivered:?}")
    };
    assert_eq!(
        (&hello["text"], &hello["sends"]),
        (&json!("Hello"), &json!(2))
    );
    let chat = format!("/sim/sessions/tenant_1/chats/{CUSTOMER_CHAT}/messages");
    let both = waha.get(&chat).await.ok(200);
    assert_eq!(
        (&both[0]["text"], &both[1]["ack"]),
        (&json!("Hi"), &json!(2))
    );
}

#[tokio::test]
async fn own_messages_are_taken_for_the_phones_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let before = over(&journal);
    before.linked("tenant_1", json!({})).await;
    before.send_text("tenant_1", "before", None).await.ok(201);

    let waha = over(&journal);
    waha.until("tenant_1", "WORKING").await;
    waha.send_text("tenant_1", "after", None).await.ok(201);
    let path = format!("/api/tenant_1/chats/{CUSTOMER_CHAT}/messages?sortOrder=asc");
    let history = waha.get(&path).await.ok(200);
    let told = |index: usize| {
        (
            history[index]["body"].clone(),
            history[index]["source"].clone(),
        )
    };
    assert_eq!(told(0), (json!("before"), json!("app")));
    assert_eq!(told(1), (json!("after"), json!("api")));
}

#[tokio::test]
async fn what_waited_for_the_session_comes_and_what_waited_to_be_posted_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    // It refuses for as long as the first simulator lives.
    let receiver = Receiver::answering([503]).await;
    let before = over(&journal);
    let mut config = receiver.config(&["message.any"]);
    config["webhooks"][0]["retries"] = json!({"policy": "constant", "delaySeconds": 100_000});
    before.linked("tenant_1", config).await;
    before.customer_says("tenant_1", "posted in vain").await;
    receiver.event("message.any").await;
    before
        .post("/sim/sessions/tenant_1/lose-connection", json!({}))
        .await
        .ok(204);
    let waits = json!({"from": CUSTOMER, "text": "not handed over yet"});
    assert_eq!(before.inbound("tenant_1", waits).await["waha"], "waiting");

    let waha = over(&journal);
    waha.until("tenant_1", "WORKING").await;
    receiver
        .wait_for(1, |envelope| of_message(envelope, "not handed over yet"))
        .await;
    let in_vain = |envelope: &Value| of_message(envelope, "posted in vain");
    let arrivals = receiver.arrivals();
    let posts = arrivals.iter().filter(|arrival| in_vain(&arrival.json()));
    assert_eq!(posts.count(), 1, "it was in memory");
}
