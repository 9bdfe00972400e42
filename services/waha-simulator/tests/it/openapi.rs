//! Answers and webhooks hold against WAHA's own OpenAPI document (`tests/openapi.json`).

use axum::body::Body;
use http::Request;
use serde_json::{Map, Value, json};

use crate::harness::{CUSTOMER, CUSTOMER_CHAT, KEY, Receiver, Waha};

/// The document, made into something that JSON Schema understands and WAHA itself would pass.
struct Document(Value);

impl Document {
    fn read() -> Self {
        let mut document: Value =
            serde_json::from_str(include_str!("../openapi.json")).expect("the document is JSON");
        let schemas = &mut document["components"]["schemas"];
        // `online`, says the contract, as seen on servers; the document says object.
        schemas["SessionInfo"]["properties"]["presence"] = json!({"type": "string"});
        // Names, in the document's own examples; it says objects, for an enum it lost.
        schemas["WebhookConfig"]["properties"]["events"]["items"] = json!({"type": "string"});
        // Deprecated, required by the document, and in no sample.
        for message in ["WAMessage", "WAMessageEditedBody"] {
            without(&mut schemas[message]["required"], "mediaUrl");
        }
        for schema in schemas
            .as_object_mut()
            .expect("schemas have names")
            .values_mut()
        {
            relax(schema);
        }
        Self(document)
    }

    /// Checks a value against a schema of the document.
    #[track_caller]
    fn check(&self, schema: Value, value: &Value) {
        let mut schema = schema;
        relax(&mut schema);
        schema["components"] = self.0["components"].clone();
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        let errors: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
    }

    /// Checks an answer against what the document says of this call.
    #[track_caller]
    fn check_answer(&self, method: &str, path: &str, status: u16, value: &Value) {
        let responses = &self.0["paths"][path][method]["responses"];
        let content = &responses[status.to_string()]["content"]["application/json"];
        assert!(
            content.is_object(),
            "{method} {path} answers {status} with JSON: {responses}"
        );
        self.check(content["schema"].clone(), value);
    }

    #[track_caller]
    fn check_component(&self, name: &str, value: &Value) {
        assert!(self.0["components"]["schemas"][name].is_object(), "{name}");
        self.check(
            json!({"$ref": format!("#/components/schemas/{name}")}),
            value,
        );
    }
}

/// `OpenAPI` 3.0 into JSON Schema: `required: true` on a property is none, and any property may be
/// null, since WAHA sends null for what it has not while the document marks next to nothing so.
fn relax(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.get("required").is_some_and(Value::is_boolean) {
                object.remove("required");
            }
            object.values_mut().for_each(relax);
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                for property in properties.values_mut() {
                    *property = json!({"anyOf": [property.take(), {"type": "null"}]});
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(relax),
        _ => {}
    }
}

fn without(required: &mut Value, name: &str) {
    let names = required.as_array_mut().expect("a list of names");
    let before = names.len();
    names.retain(|known| known != name);
    assert_eq!(
        names.len() + 1,
        before,
        "{name} is no longer required: drop this"
    );
}

#[tokio::test(start_paused = true)]
async fn the_sessions_api_answers_as_documented() {
    let (document, waha) = (Document::read(), Waha::new());
    let config = json!({
        "metadata": {"tenant_id": "1"},
        "webhooks": [{
            "url": "http://127.0.0.1:1/",
            "events": ["message.any"],
            "hmac": {"key": "k"},
            "retries": {"policy": "exponential", "delaySeconds": 1, "attempts": 0},
            "customHeaders": [{"name": "X-Tenant", "value": "1"}],
        }],
        "ignore": {"status": true},
    });
    let created = waha.create("tenant_1", config.clone()).await;
    document.check_answer("post", "/api/sessions", 201, &created);
    waha.until("tenant_1", "SCAN_QR_CODE").await;
    let unlinked = waha.get("/api/sessions/tenant_1").await.ok(200);
    document.check_answer("get", "/api/sessions/{session}", 200, &unlinked);
    let qr = Request::get("/api/tenant_1/auth/qr")
        .header("X-Api-Key", KEY)
        .header("Accept", "application/json")
        .body(Body::empty())
        .unwrap();
    let qr = waha.send(qr).await.ok(200);
    document.check_answer("get", "/api/{session}/auth/qr", 200, &qr);
    let raw = waha.get("/api/tenant_1/auth/qr?format=raw").await.ok(200);
    document.check_answer("get", "/api/{session}/auth/qr", 200, &raw);
    waha.scan("tenant_1", CUSTOMER).await.ok(200);
    let linked = waha.until("tenant_1", "WORKING").await;
    document.check_answer("get", "/api/sessions/{session}", 200, &linked);
    let me = waha.get("/api/sessions/tenant_1/me").await.ok(200);
    document.check_answer("get", "/api/sessions/{session}/me", 200, &me);
    let list = waha.get("/api/sessions?all=true&expand=apps").await.ok(200);
    document.check_answer("get", "/api/sessions", 200, &list);
    for action in ["stop", "start", "restart", "logout"] {
        let answer = waha
            .post(&format!("/api/sessions/tenant_1/{action}"), json!({}))
            .await
            .ok(201);
        let path = format!("/api/sessions/{{session}}/{action}");
        document.check_answer("post", &path, 201, &answer);
    }
    let update = json!({"config": config});
    let answer = waha
        .call(http::Method::PUT, "/api/sessions/tenant_1", Some(&update))
        .await;
    document.check_answer("put", "/api/sessions/{session}", 200, &answer.ok(200));
    for (path, address) in [
        ("/ping", "/ping"),
        ("/health", "/health"),
        ("/api/server/version", "/api/server/version"),
        ("/api/version", "/api/version"),
        ("/api/server/status", "/api/server/status"),
    ] {
        document.check_answer("get", path, 200, &waha.get(address).await.ok(200));
    }
}

#[tokio::test(start_paused = true)]
async fn messages_and_contacts_are_as_documented() {
    let (document, waha) = (Document::read(), Waha::new());
    waha.linked("tenant_1", json!({})).await;
    waha.customer_says("tenant_1", "hi").await;
    waha.inbound("tenant_1", json!({"from": CUSTOMER, "media": "image/jpeg"}))
        .await;
    let sent = waha.send_text("tenant_1", "hello", None).await.ok(201);
    // GOWS answers with the id and `_data` alone, says the contract; the document promises more.
    let message = document.0["components"]["schemas"]["WAMessage"].clone();
    let mut answered = message;
    answered["required"] = json!(["id", "_data"]);
    document.check(answered, &sent);

    let chats = "/api/{session}/chats/{chatId}/messages";
    let list = waha
        .get("/api/tenant_1/chats/all/messages?limit=10")
        .await
        .ok(200);
    assert_eq!(list.as_array().map(Vec::len), Some(3));
    document.check_answer("get", chats, 200, &list);
    let id = list[0]["id"].as_str().unwrap();
    let one = waha
        .get(&format!(
            "/api/tenant_1/chats/{CUSTOMER_CHAT}/messages/{id}"
        ))
        .await;
    document.check_answer("get", &format!("{chats}/{{messageId}}"), 200, &one.ok(200));
    let path = "/api/messages?session=tenant_1&limit=3";
    document.check_answer("get", "/api/messages", 200, &waha.get(path).await.ok(200));

    let read = format!("/api/tenant_1/chats/{CUSTOMER_CHAT}/messages/read");
    let read = waha.post(&read, json!({})).await.ok(201);
    document.check_answer("post", &format!("{chats}/read"), 201, &read);
    for (path, address) in [
        (
            "/api/{session}/new-message-id",
            "/api/tenant_1/new-message-id".to_owned(),
        ),
        (
            "/api/{session}/chats/overview",
            "/api/tenant_1/chats/overview".to_owned(),
        ),
        ("/api/{session}/lids", "/api/tenant_1/lids".to_owned()),
        (
            "/api/{session}/lids/count",
            "/api/tenant_1/lids/count".to_owned(),
        ),
        (
            "/api/{session}/lids/{lid}",
            "/api/tenant_1/lids/99887766554434@lid".to_owned(),
        ),
        (
            "/api/{session}/lids/pn/{phoneNumber}",
            format!("/api/tenant_1/lids/pn/{CUSTOMER}"),
        ),
        (
            "/api/contacts/check-exists",
            format!("/api/contacts/check-exists?session=tenant_1&phone={CUSTOMER}"),
        ),
    ] {
        document.check_answer("get", path, 200, &waha.get(&address).await.ok(200));
    }
}

#[tokio::test]
async fn webhooks_are_as_documented() {
    let (document, waha, receiver) = (Document::read(), Waha::fast(), Receiver::new().await);
    waha.linked("tenant_1", receiver.config(&["*"])).await;
    let theirs = waha.customer_says("tenant_1", "hi").await["id"].clone();
    waha.send_text("tenant_1", "hello", None).await.ok(201);
    for (act, text) in [("reaction", "👍"), ("edit", "hello"), ("revoke", "")] {
        let path = format!(
            "/sim/sessions/tenant_1/messages/{}/{act}",
            theirs.as_str().unwrap()
        );
        waha.post(&path, json!({"text": text})).await.ok(204);
    }
    let schemas: Map<String, Value> = [
        ("session.status", "WAHAWebhookSessionStatus"),
        ("message", "WAHAWebhookMessage"),
        ("message.any", "WAHAWebhookMessageAny"),
        ("message.ack", "WAHAWebhookMessageAck"),
        ("message.reaction", "WAHAWebhookMessageReaction"),
        ("message.edited", "WAHAWebhookMessageEdited"),
        ("message.revoked", "WAHAWebhookMessageRevoked"),
    ]
    .into_iter()
    .map(|(event, schema)| (event.to_owned(), json!(schema)))
    .collect();
    for (event, schema) in &schemas {
        receiver.event(event).await;
        for arrival in receiver
            .arrivals()
            .iter()
            .filter(|arrival| arrival.event() == *event)
        {
            let mut envelope = arrival.json();
            // The document gives an event's name the type object, for an enum it lost.
            envelope.as_object_mut().unwrap().remove("event");
            let name = schema.as_str().unwrap();
            let mut schema = document.0["components"]["schemas"][name].clone();
            without(&mut schema["required"], "event");
            document.check(schema, &envelope);
        }
    }
    document.check_component("MeInfo", &receiver.event("message").await.json()["me"]);
}
