//! What is posted has the fields of the contract's samples: no more, no fewer, of the same types.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{CUSTOMER, CUSTOMER_CHAT, Receiver, Waha};

const EVENTS: [&str; 8] = [
    "session.status",
    "message",
    "message.any",
    "message.ack",
    "message.edited",
    "message.revoked",
    "message.reaction",
    "presence.update",
];

macro_rules! sample {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../samples/", $name, ".json")))
            .expect("a sample is JSON")
    };
}

/// Every path in a document, with the type of what is there.
fn shape(value: &Value, path: &str, into: &mut BTreeMap<String, &'static str>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            for item in items {
                shape(item, &format!("{path}[]"), into);
            }
            "array"
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                // The metadata is the tenant's own.
                if path != "/metadata" {
                    shape(value, &format!("{path}/{name}"), into);
                }
            }
            "object"
        }
    };
    into.insert(path.to_owned(), kind);
}

/// Compares, but for what the samples' authors say is abridged or differs by kind of text.
#[track_caller]
fn assert_shape(emitted: &Value, sample: &Value, except: &[&str]) {
    let shape_of = |value| {
        let mut paths = BTreeMap::new();
        shape(value, "", &mut paths);
        paths.retain(|path, _| !except.iter().any(|except| path.starts_with(except)));
        paths
    };
    let (emitted, sample) = (shape_of(emitted), shape_of(sample));
    let missing: Vec<_> = sample
        .iter()
        .filter(|(path, _)| !emitted.contains_key(*path))
        .collect();
    let extra: Vec<_> = emitted
        .iter()
        .filter(|(path, _)| !sample.contains_key(*path))
        .collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "missing {missing:?}, extra {extra:?}"
    );
    assert_eq!(emitted, sample);
}

async fn linked(engine: &str) -> (Waha, Receiver) {
    let waha = Waha::with(&[("CLOCK__SCALE", "50"), ("WAHA__ENGINE", engine)]);
    let receiver = Receiver::new().await;
    let mut config = receiver.config(&EVENTS);
    config["metadata"] = json!({"tenant_id": "42"});
    waha.linked("tenant_42", config).await;
    (waha, receiver)
}

#[tokio::test]
async fn gows_messages() {
    let (waha, receiver) = linked("GOWS").await;
    waha.customer_says("tenant_42", "Hi, do you open on Sunday?")
        .await;
    assert_shape(
        &receiver.event("message").await.json(),
        &sample!("message.text.gows"),
        &[],
    );
    let any = receiver.event("message.any").await.json();
    assert_shape(&any, &sample!("message.any.incoming.gows"), &[]);

    let sent = waha
        .send_text("tenant_42", "Yes, 10:00-14:00 on Sunday.", None)
        .await
        .ok(201);
    let by = |id: Value, event: &'static str| {
        move |envelope: &Value| envelope["payload"]["id"] == id && envelope["event"] == event
    };
    let echo = receiver
        .wait_for(1, by(sent["id"].clone(), "message.any"))
        .await;
    assert_shape(
        &echo[0].json(),
        &sample!("message.any.fromMe.api.gows"),
        &[],
    );

    let owner = json!({"from": CUSTOMER, "text": "I will do it", "fromMe": true, "as": "lid"});
    let owner = waha.inbound("tenant_42", owner).await;
    let echo = receiver
        .wait_for(1, by(owner["id"].clone(), "message.any"))
        .await;
    assert_shape(
        &echo[0].json(),
        &sample!("message.any.fromMe.app.gows"),
        &[],
    );

    let lid = waha
        .inbound(
            "tenant_42",
            json!({"from": CUSTOMER, "text": "hi", "as": "lid"}),
        )
        .await;
    let told = receiver.wait_for(1, by(lid["id"].clone(), "message")).await;
    // The sample's text is of the extended kind, ours of the short one; both occur.
    assert_shape(
        &told[0].json(),
        &sample!("message.lid.gows"),
        &["/payload/_data/Message"],
    );

    let group = json!({"from": "120363041234567890@g.us", "text": "all", "participant": CUSTOMER});
    let group = waha.inbound("tenant_42", group).await;
    let told = receiver
        .wait_for(1, by(group["id"].clone(), "message"))
        .await;
    assert_shape(&told[0].json(), &sample!("message.group.gows"), &[]);

    let reply = json!({"from": CUSTOMER, "text": "thanks", "replyTo": sent["id"]});
    let reply = waha.inbound("tenant_42", reply).await;
    let told = receiver
        .wait_for(1, by(reply["id"].clone(), "message"))
        .await;
    assert_shape(&told[0].json(), &sample!("message.reply.gows"), &[]);

    let media = json!({"from": CUSTOMER, "text": "is this in stock?", "media": "image/jpeg"});
    let media = waha.inbound("tenant_42", media).await;
    let told = receiver
        .wait_for(1, by(media["id"].clone(), "message"))
        .await;
    assert_shape(&told[0].json(), &sample!("message.media.image.gows"), &[]);

    let pin = json!({"latitude": 38.8977, "longitude": -77.0365, "name": "Main office", "address": "1 Example Street"});
    let place = waha
        .inbound("tenant_42", json!({"from": CUSTOMER, "location": pin}))
        .await;
    let told = receiver
        .wait_for(1, by(place["id"].clone(), "message"))
        .await;
    assert_shape(&told[0].json(), &sample!("message.location.gows"), &[]);
}

#[tokio::test]
async fn gows_rest() {
    let (waha, receiver) = linked("GOWS").await;
    let status = |envelope: &Value| envelope["payload"]["status"] == "WORKING";
    let working = receiver.wait_for(1, status).await;
    assert_shape(&working[0].json(), &sample!("session.status.working"), &[]);

    let sent = waha.send_text("tenant_42", "Yes", None).await.ok(201)["id"].clone();
    let device = |envelope: &Value| envelope["payload"]["ackName"] == "DEVICE";
    let ack = receiver
        .wait_for(1, |e| e["event"] == "message.ack" && device(e))
        .await;
    assert_shape(&ack[0].json(), &sample!("message.ack.device.gows"), &[]);

    let act = async |id: &Value, act: &str, text: &str| {
        let path = format!(
            "/sim/sessions/tenant_42/messages/{}/{act}",
            id.as_str().unwrap()
        );
        waha.post(&path, json!({"text": text})).await.ok(204);
    };
    act(&sent, "reaction", "👍").await;
    let reaction = receiver.event("message.reaction").await.json();
    assert_shape(&reaction, &sample!("message.reaction.gows"), &[]);
    assert_eq!(reaction["payload"]["reaction"]["messageId"], sent);
    assert_eq!(reaction["payload"]["fromMe"], false);

    let theirs = waha.customer_says("tenant_42", "on Sunday?").await["id"].clone();
    let stanza = theirs
        .as_str()
        .unwrap()
        .split('_')
        .nth(2)
        .unwrap()
        .to_owned();
    act(&theirs, "edit", "on Saturday?").await;
    let edited = receiver.event("message.edited").await.json();
    assert_shape(&edited, &sample!("message.edited.gows"), &[]);
    assert_eq!(edited["payload"]["editedMessageId"], stanza);
    assert_eq!(edited["payload"]["body"], "on Saturday?");
    assert_ne!(edited["payload"]["id"], theirs);

    act(&theirs, "revoke", "").await;
    let revoked = receiver.event("message.revoked").await.json();
    assert_shape(&revoked, &sample!("message.revoked.gows"), &[]);
    assert_eq!(revoked["payload"]["revokedMessageId"], stanza);

    let subscribe = format!("/api/tenant_42/presence/{CUSTOMER_CHAT}/subscribe");
    waha.post(&subscribe, json!({})).await.ok(201);
    let typing = format!("/sim/sessions/tenant_42/chats/{CUSTOMER}/typing");
    waha.post(&typing, json!({"typing": true})).await.ok(204);
    let presence = receiver.event("presence.update").await.json();
    assert_shape(&presence, &sample!("presence.update.dm.gows"), &[]);
}

#[tokio::test]
async fn other_engines() {
    for (engine, text, echo) in [
        (
            "NOWEB",
            sample!("message.text.noweb"),
            sample!("message.any.fromMe.api.noweb"),
        ),
        (
            "WEBJS",
            sample!("message.text.webjs"),
            sample!("message.any.fromMe.api.webjs"),
        ),
    ] {
        let (waha, receiver) = linked(engine).await;
        waha.customer_says("tenant_42", "hello").await;
        assert_shape(&receiver.event("message").await.json(), &text, &[]);
        waha.send_text("tenant_42", "Yes", None).await.ok(201);
        let own = |envelope: &Value| {
            envelope["event"] == "message.any" && envelope["payload"]["fromMe"] == true
        };
        let told = receiver.wait_for(1, own).await;
        assert_shape(&told[0].json(), &echo, &[]);
    }
}

#[tokio::test]
async fn the_answer_to_a_send_differs_by_engine() {
    let (noweb, _receiver) = linked("NOWEB").await;
    let answer = noweb
        .send_text("tenant_42", "Yes", Some("3EB0AA"))
        .await
        .ok(201);
    assert_eq!(answer.get("id"), None, "no id at the top");
    assert_eq!(answer["key"]["id"], "3EB0AA");
    assert_eq!(answer["status"], "PENDING");
    assert!(answer["messageTimestamp"].is_string());

    let (webjs, _receiver) = linked("WEBJS").await;
    let answer = webjs
        .send_text("tenant_42", "Yes", Some("3EB0AA"))
        .await
        .ok(201);
    assert_eq!(
        answer["id"]["_serialized"],
        format!("true_{CUSTOMER_CHAT}_3EB0AA")
    );
    webjs.get("/api/tenant_42/new-message-id").await.ok(501);
}

#[tokio::test]
async fn what_whatsapp_holds_against_an_account() {
    let (waha, receiver) = linked("GOWS").await;
    let lock = json!({"seconds": 86_400});
    waha.post("/sim/sessions/tenant_42/timelock", lock)
        .await
        .ok(204);
    let told = receiver
        .wait_for(1, |envelope| !envelope["payload"]["data"].is_null())
        .await;
    assert_shape(
        &told[0].json(),
        &sample!("session.status.working.timelock"),
        &[],
    );

    let (waha, receiver) = linked("NOWEB").await;
    waha.post("/sim/faults", json!({"send_refused": 1})).await;
    waha.send_text("tenant_42", "hello", None).await.ok(201);
    let refused = receiver.event("message.ack").await.json();
    assert_shape(&refused, &sample!("message.ack.error.noweb"), &[]);
    assert_eq!(refused["payload"]["ackName"], "ERROR");
}
