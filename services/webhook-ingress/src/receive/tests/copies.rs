//! Copies of one event are one, and what is said of a message is not the message: over every body that is known of
//! WAHA.

use super::*;

/// The two addresses of the person in the samples, and of the one in the recorded bodies.
const ADDRESSES: [(&str, &str); 3] = [
    ("12025550143@c.us", "201938475610293@lid"),
    ("12025550117@c.us", "99887766554433@lid"),
    ("22222222222@c.us", "33333333333@lid"),
];

/// Every body whose event's name satisfies `wanted`, by its file's name.
fn bodies(wanted: impl Fn(&str) -> bool) -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/waha/tests/bodies");
    let entries = ["samples", "recorded"].map(|folder| fs::read_dir(root.join(folder)));
    let bodies = entries.into_iter().flat_map(|entries| {
        entries.expect("the folder").map(|entry| {
            let path = entry.expect("an entry").path();
            let body = fs::read(&path).expect("the body");
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            (path.display().to_string(), body)
        })
    });
    bodies
        .filter(|(_, body)| wanted(body["event"].as_str().expect("a name")))
        .collect()
}

fn sample(name: &str) -> Value {
    let named = |(path, _): &(String, Value)| path.ends_with(&format!("/{name}.json"));
    let mut found = bodies(|_| true).into_iter().filter(named);
    found.next().expect("a sample of this name").1
}

/// As WAHA posts it for tenant 42; the bodies of 2024 are of the session `default`, unsigned.
fn delivery(body: &Value, headers: &[(&'static str, &str)]) -> Request {
    let body = serde_json::to_vec(body).expect("JSON");
    let text = String::from_utf8_lossy(&body);
    let mut request = if text.contains(r#""session":"default""#) {
        post_to("")
    } else {
        post_to("?tenant_id=42").header(signature::HEADER, sign(42, "tenant_42", &body))
    };
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body)).expect("a request")
}

/// The keys under which a door stores these bodies, one delivery each.
async fn keys<'a>(bodies: impl IntoIterator<Item = &'a Value>) -> Vec<String> {
    let memory = Memory::default();
    for body in bodies {
        let (status, _, answer) = call(&memory, delivery(body, &[])).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{answer} to {body}");
    }
    let key = |event: &WahaEvent| event.key.as_str().to_owned();
    memory.stored().iter().map(key).collect()
}

/// The same message under each person's other address, in every field.
fn under_the_other_address(body: &Value) -> Value {
    let mut text = body.to_string();
    for (number, lid) in ADDRESSES {
        let whatsapp = number.replace("c.us", "s.whatsapp.net");
        text = text
            .replace(&whatsapp, "\u{1}")
            .replace(number, "\u{2}")
            .replace(lid, number)
            .replace(['\u{1}', '\u{2}'], lid);
    }
    serde_json::from_str(&text).expect("JSON")
}

fn with(body: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = body.clone();
    change(&mut body);
    body
}

#[tokio::test]
async fn both_of_wahas_events_tell_of_one_message() {
    let messages = bodies(|event| matches!(event, "message" | "message.any"));
    assert_eq!(messages.len(), 27);
    for (path, body) in messages {
        let twin = with(&body, |twin| {
            let any = twin["event"] == "message.any";
            twin["event"] = if any { "message" } else { "message.any" }.into();
        });
        // WEBJS gives each an envelope of its own, the others one for both.
        let webjs = with(&twin, |twin| {
            twin["id"] = "evt_01m2jnw6nr3fbv86aefvjnz8k0".into();
        });
        assert_eq!(keys([&body, &twin, &webjs]).await.len(), 1, "{path}");
    }
}

#[tokio::test]
async fn the_lid_copy_is_the_number_copy() {
    for (path, body) in bodies(|event| matches!(event, "message" | "message.any")) {
        let copy = under_the_other_address(&body);
        let person = body["payload"]["id"].as_str().expect("an id").split('_');
        if person.clone().any(|part| {
            ADDRESSES
                .iter()
                .any(|(number, lid)| part == *number || part == *lid)
        }) {
            assert_ne!(body["payload"]["id"], copy["payload"]["id"], "{path}");
        }
        assert_eq!(keys([&body, &copy]).await.len(), 1, "{path}");
    }
    // What is said of messages comes in two copies as well.
    for name in [
        "message.ack.read.gows",
        "message.reaction.gows",
        "message.reaction.removed.gows",
        "message.edited.gows",
        "message.revoked.gows",
        "poll.vote.dm.gows",
        "poll.vote.dm.noweb",
        "poll.vote.failed.noweb",
    ] {
        let body = sample(name);
        let copy = under_the_other_address(&body);
        assert_ne!(body, copy, "{name}");
        assert_eq!(keys([&body, &copy]).await.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_retry_is_one_delivery_whatever_its_headers_say() {
    for (path, body) in bodies(|_| true) {
        let memory = Memory::default();
        let unidentified = body["id"].is_null() && !path.contains("message");
        for request_id in ["m1x2y3", "m1x2y3", "n4x5y6"] {
            let headers = [
                (REQUEST_ID, request_id),
                ("x-webhook-timestamp", "1789480801500"),
                ("user-agent", "WAHA/2026.8.2"),
            ];
            let (status, _, answer) = call(&memory, delivery(&body, &headers)).await;
            assert_eq!(status, StatusCode::ACCEPTED, "{path}: {answer}");
        }
        // Nothing but the request's id tells two states of 2024 from one that was posted twice.
        let expected = if unidentified { 2 } else { 1 };
        assert_eq!(memory.stored().len(), expected, "{path}");
    }
}

#[tokio::test]
async fn what_is_said_of_a_message_is_not_the_message_nor_said_twice() {
    let message = sample("message.text.gows");
    let id = message["payload"]["id"].clone();
    let stanza = "AC363A0C94E511346808FE5F3D96A849";
    let mut said = vec![message.clone()];
    for level in [-1, 0, 1, 2, 3, 4] {
        said.push(with(&sample("message.ack.read.gows"), |ack| {
            ack["payload"]["id"] = id.clone();
            ack["payload"]["ack"] = level.into();
        }));
    }
    for reader in ["99887766554433@lid", "201938475610293@lid"] {
        said.push(with(&sample("message.ack.group.gows"), |ack| {
            ack["payload"]["id"] = id.clone();
            ack["payload"]["participant"] = reader.into();
        }));
    }
    // Set, changed, removed, and set again as before: each under an id of its own, and then under the message's.
    for (number, text) in ["👍", "🎉", "", "👍"].into_iter().enumerate() {
        let reaction = with(&sample("message.reaction.gows"), |reaction| {
            reaction["id"] = format!("evt_reaction{number}").into();
            reaction["payload"]["id"] = format!("false_12025550143@c.us_AC60{number}").into();
            reaction["payload"]["reaction"] = json!({"text": text, "messageId": id});
        });
        said.push(with(&reaction, |reaction| {
            reaction["payload"]["id"] = id.clone();
        }));
        said.push(reaction);
    }
    for (number, text) in ["One", "Two", "One"].into_iter().enumerate() {
        let edit = with(&sample("message.edited.gows"), |edit| {
            edit["id"] = format!("evt_edit{number}").into();
            edit["payload"]["id"] = format!("false_12025550143@c.us_AC95{number}").into();
            edit["payload"]["body"] = text.into();
            edit["payload"]["editedMessageId"] = stanza.into();
        });
        // So does WEBJS.
        said.push(with(&edit, |edit| edit["payload"]["id"] = id.clone()));
        said.push(edit);
    }
    for (number, option) in ["Saturday", "Sunday"].into_iter().enumerate() {
        let vote = with(&sample("poll.vote.dm.gows"), |vote| {
            vote["id"] = format!("evt_vote{number}").into();
            vote["payload"]["vote"]["id"] = format!("false_12025550143@c.us_ACA4{number}").into();
            vote["payload"]["vote"]["selectedOptions"] = json!([option]);
            vote["payload"]["poll"]["id"] = id.clone();
        });
        said.push(with(&vote, |vote| {
            vote["payload"]["vote"]["id"] = id.clone();
        }));
        said.push(with(&vote, |vote| {
            vote["event"] = "poll.vote.failed".into();
        }));
        said.push(vote);
    }
    let revoked = sample("message.revoked.gows");
    assert_eq!(revoked["payload"]["revokedMessageId"], stanza);
    said.push(revoked);

    let distinct = keys(&said).await;
    assert_eq!(distinct.len(), said.len(), "{distinct:#?}");
    // And each of them, posted again, is known.
    let twice: Vec<_> = said.iter().chain(&said).collect();
    assert_eq!(keys(twice).await, distinct);
}

#[tokio::test]
async fn a_message_is_revoked_once_however_it_is_told() {
    let revoked = sample("message.revoked.gows");
    let before = with(&revoked, |revoked| {
        revoked["id"] = "evt_2".into();
        revoked["payload"]["before"] = sample("message.text.gows")["payload"].clone();
    });
    assert_eq!(keys([&revoked, &before]).await.len(), 1);
}

#[tokio::test]
async fn a_customers_message_never_takes_the_place_of_ours() {
    let ours = sample("message.any.fromMe.api.gows");
    let forged = with(&ours, |forged| {
        let id = ours["payload"]["id"].as_str().expect("an id");
        forged["payload"]["id"] = id.replace("true_", "false_").into();
    });
    assert_eq!(keys([&ours, &forged]).await.len(), 2);
}

#[tokio::test]
async fn no_time_costs_a_webhook_or_its_key() {
    let message = sample("message.text.gows");
    let key = keys([&message]).await;
    let text = message.to_string();
    let (envelope, payload) = (r#""timestamp":1789480801500"#, r#""timestamp":1789480800"#);
    assert!(text.contains(envelope) && text.contains(payload), "{text}");
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for odd in [
        "1789480801",
        "1789480801500",
        "1789480801.5",
        r#""1789480801""#,
        r#""1789480801500""#,
        r#"{"low":1789480801,"high":0,"unsigned":true}"#,
        r#"{"low":-1,"high":-1,"unsigned":false}"#,
        r#"{"low":1e99,"high":null}"#,
        r#"{"low":2147483648,"high":9223372036854775807}"#,
        "0",
        "-0",
        "-1789480801",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999999999",
        "253402300800000",
        "1e308",
        "1e-308",
        "1e999",
        "-1e999",
        r#""NaN""#,
        r#""Infinity""#,
        r#""-0""#,
        r#""""#,
        r#""soon""#,
        "null",
        "true",
        "[]",
        "[1789480801]",
        "{}",
        r#"{"timestamp":{"timestamp":{}}}"#,
        &deep,
    ] {
        let body = text
            .replace(envelope, &format!(r#""timestamp":{odd}"#))
            .replace(payload, &format!(r#""timestamp":{odd}"#));
        let request = post_to("?tenant_id=42")
            .header(signature::HEADER, sign(42, "tenant_42", body.as_bytes()));
        let request = request.body(Body::from(body)).expect("a request");
        let memory = Memory::default();
        let (status, _, answer) = call(&memory, request).await;
        let shown = &odd[..odd.len().min(40)];
        assert_eq!(status, StatusCode::ACCEPTED, "{shown}: {answer}");
        assert_eq!(memory.stored()[0].key.as_str(), key[0], "{shown}");
        // What is stored is read again.
        let wire = memory.stored()[0].encode();
        assert!(WahaEvent::decode(wire).is_ok(), "{shown}");
    }
}
