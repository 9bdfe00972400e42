//! Webhooks through the whole router, with a bus that stores in memory.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::Body,
    http::{Method, request::Builder},
};
use bus::{LookupError, PublishError, RouteTable};
use domain::webhook_key::{MasterSecret, WebhookKey};
use events::{TenantRoute, UnroutedEvent, WahaEvent};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::authenticate::Keys;

mod copies;
mod mutants;
mod strangers;
mod unrouted;

const MASTER: &str = "a master secret of the ingress, for tests";
const MAX_BODY: usize = 64 * 1024;
/// Customers: of tenant 5, of tenant 7, of several, of nobody.
const OF_FIVE: &str = "971500000005";
const OF_SUSPENDED: &str = "971500000007";
const OF_SEVERAL: &str = "971500000512";
const OF_NOBODY: &str = "971500000000";

/// Stores events by key, as JetStream does, or fails; answers questions about leads from a book.
#[derive(Clone, Default)]
struct Memory {
    stored: Arc<Mutex<BTreeMap<String, WahaEvent>>>,
    kept: Arc<Mutex<BTreeMap<String, UnroutedEvent>>>,
    failure: Option<fn() -> PublishError>,
    no_answer: Option<fn() -> LookupError>,
}

impl Memory {
    fn stored(&self) -> Vec<WahaEvent> {
        let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        stored.values().cloned().collect()
    }

    /// The reasons of what is kept.
    fn kept(&self) -> Vec<Unrouted> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values().map(|event| event.reason.clone()).collect()
    }

    fn into<T>(
        &self,
        of: &Mutex<BTreeMap<String, T>>,
        key: &str,
        event: T,
    ) -> Result<PublishOutcome, PublishError> {
        if let Some(failure) = self.failure {
            return Err(failure());
        }
        let mut events = of.lock().unwrap_or_else(PoisonError::into_inner);
        match events.insert(key.to_owned(), event) {
            None => Ok(PublishOutcome::Stored),
            Some(_) => Ok(PublishOutcome::Duplicate),
        }
    }
}

impl Upstream for Memory {
    async fn publish(&self, event: WahaEvent) -> Result<PublishOutcome, PublishError> {
        let key = event.key.clone();
        self.into(&self.stored, key.as_str(), event)
    }

    async fn keep(&self, event: &UnroutedEvent) -> Result<PublishOutcome, PublishError> {
        self.into(&self.kept, &event.message_id(), event.clone())
    }

    async fn whose_lead(&self, phone: Phone) -> Result<LeadsByPhone, LookupError> {
        if let Some(no_answer) = self.no_answer {
            return Err(no_answer());
        }
        Ok(match phone.as_str() {
            OF_FIVE => LeadsByPhone::One(tenant(5)),
            OF_SUSPENDED => LeadsByPhone::One(tenant(7)),
            OF_SEVERAL => LeadsByPhone::Several,
            _ => LeadsByPhone::Nobody,
        })
    }
}

fn tenant(id: i64) -> TenantId {
    id.try_into().expect("positive")
}

fn settings() -> WebhookSettings {
    WebhookSettings {
        master_secret: MASTER.into(),
        previous_master_secrets: Vec::new(),
        max_body_bytes: MAX_BODY,
        max_in_flight: 4,
        max_in_flight_bytes: 8 * MAX_BODY,
        batch_messages: 256,
        batches_in_flight: 4,
        tenant_burst: 200,
        tenant_per_second: 20,
        publish_deadline: Duration::from_millis(200),
        lookup_deadline: Duration::from_millis(200),
        retry_after: Duration::from_secs(3),
        unsigned_sessions: Vec::new(),
    }
}

/// Tenants 5, 42 and 7, which is suspended; 8 was deleted. 42 has the unsigned session `default`, and the
/// unsigned session `shared` is nobody's.
fn door(memory: &Memory, loaded: bool) -> Door<Memory> {
    let routes = RouteTable::default();
    for (id, sessions) in [
        (5, vec!["tenant_5"]),
        (42, vec!["tenant_42", "default"]),
        (7, vec!["tenant_7"]),
    ] {
        let sessions = sessions.iter().map(|name| name.parse().expect("a name"));
        routes.insert(TenantRoute {
            tenant: tenant(id),
            sessions: sessions.collect(),
            enabled: id != 7,
            key_versions: vec![1],
        });
    }
    routes.remove(tenant(8));
    let judge = Judge {
        routes,
        keys: Keys::new(&settings()).expect("long enough"),
        unsigned: ["default", "shared"]
            .map(|name| name.parse().expect("a name"))
            .into(),
    };
    Door::new(&settings(), judge, watch::channel(loaded).1, memory.clone())
}

async fn call(memory: &Memory, request: Request) -> (StatusCode, HeaderMap, Value) {
    call_door(door(memory, true), request).await
}

async fn call_door(door: Door<Memory>, request: Request) -> (StatusCode, HeaderMap, Value) {
    let response = door.router().oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let body = serde_json::from_slice(&body).expect("every answer is JSON");
    (parts.status, parts.headers, body)
}

fn sign(tenant: i64, session: &str, body: &[u8]) -> String {
    let master = MasterSecret::new(MASTER).expect("long enough");
    let tenant = tenant.try_into().expect("positive");
    let key = WebhookKey::derive(&master, tenant, &session.parse().expect("a name"), 1);
    signature::sign(key.expose().as_bytes(), body)
}

fn post_to(query: &str) -> Builder {
    Request::post(format!("{PATH}{query}"))
}

/// A webhook of tenant 5, signed.
fn signed(body: &[u8]) -> Request {
    post_to("?tenant_id=5")
        .header(signature::HEADER, sign(5, "tenant_5", body))
        .header(signature::ALGORITHM_HEADER, "sha512")
        .body(Body::from(body.to_vec()))
        .expect("a request")
}

const MESSAGE: &[u8] = br#"{"id":"evt_1","timestamp":1789480801500,"event":"message.any",
"session":"tenant_5","payload":{"id":"false_12025550143@c.us_AC36","body":"hi"}}"#;

#[tokio::test]
async fn a_signed_webhook_is_stored_byte_for_byte_and_then_accepted() {
    let memory = Memory::default();
    let (status, _, body) = call(&memory, signed(MESSAGE)).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    assert_eq!(body, json!({"status": "received", "tenant_id": 5}));
    let [event] = &memory.stored()[..] else {
        panic!("one event")
    };
    assert_eq!(event.subject().to_string(), "waha.events.5.message.any");
    assert_eq!(event.key.as_str(), "5:tenant_5:message:in:AC36");
    assert_eq!(event.waha_event_id.as_deref(), Some("evt_1"));
    let occurred_at = event.occurred_at.expect("the body tells it");
    assert_eq!(occurred_at.unix_timestamp(), 1_789_480_801);
    assert_eq!(event.body, MESSAGE);
}

#[tokio::test]
async fn copies_of_one_message_are_accepted_and_stored_once() {
    let memory = Memory::default();
    let twin = String::from_utf8_lossy(MESSAGE)
        .replace("message.any", "message")
        .replace("evt_1", "evt_2")
        .replace("12025550143@c.us", "99887766554433@lid");
    for body in [MESSAGE, MESSAGE, twin.as_bytes()] {
        let (status, _, body) = call(&memory, signed(body)).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    }
    assert_eq!(memory.stored().len(), 1);
}

#[tokio::test]
async fn nothing_unsigned_or_wrongly_signed_is_stored() {
    let memory = Memory::default();
    let request = |value: Option<String>| {
        let builder = post_to("?tenant_id=5");
        let builder = match value {
            Some(value) => builder.header(signature::HEADER, value),
            None => builder,
        };
        builder.body(Body::from(MESSAGE)).expect("a request")
    };
    let good = sign(5, "tenant_5", MESSAGE);
    for value in [
        None,
        Some(String::new()),
        Some("not hex".to_owned()),
        Some(good[..126].to_owned()),
        Some(sign(5, "tenant_5", b"another body")),
        Some(sign(42, "tenant_42", MESSAGE)),
    ] {
        let (status, _, body) = call(&memory, request(value.clone())).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{value:?}");
        assert_eq!(
            body,
            json!({"status": "error", "message": "The signature is missing or wrong"})
        );
    }
    assert!(memory.stored().is_empty());
    assert_eq!(
        call(&memory, request(Some(good))).await.0,
        StatusCode::ACCEPTED
    );
}

#[tokio::test]
async fn url_and_body_that_disagree_are_refused() {
    let memory = Memory::default();
    let request = post_to("?tenant_id=42")
        .header(signature::HEADER, sign(5, "tenant_5", MESSAGE))
        .body(Body::from(MESSAGE))
        .expect("a request");
    let (status, _, body) = call(&memory, request).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(
        body["message"]
            .as_str()
            .expect("a text")
            .contains("disagree"),
        "{body}"
    );
    assert!(memory.stored().is_empty());
}

#[tokio::test]
async fn what_is_not_wahas_is_refused_by_name() {
    let memory = Memory::default();
    for (body, names) in [
        (&b""[..], "not JSON"),
        (b"hello", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "body"),
        (
            br#"{"session":"tenant_5","payload":{}}"#,
            "`event` is missing",
        ),
        (
            br#"{"event":"message","payload":{}}"#,
            "`session` is missing",
        ),
        (
            br#"{"event":"message","session":"tenant_5"}"#,
            "`payload` is missing",
        ),
        (
            br#"{"event":"a.>","session":"tenant_5","payload":{}}"#,
            "`event`",
        ),
        (
            br#"{"event":"message","session":"../5","payload":{}}"#,
            "`session`",
        ),
        (
            br#"{"event":"message","session":"tenant_5","session":"tenant_42","payload":{}}"#,
            "once",
        ),
    ] {
        let (status, _, answer) = call(&memory, signed(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
        let message = answer["message"].as_str().expect("a text");
        assert!(message.contains(names), "{message}");
    }
    for query in [
        "?tenant_id=",
        "?tenant_id=x",
        "?tenant_id=0",
        "?tenant_id=05",
        "?tenant_id=-5",
        "?tenant_id=5&tenant_id=42",
    ] {
        let request = post_to(query).body(Body::from(MESSAGE)).expect("a request");
        let (status, _, answer) = call(&memory, request).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert!(
            answer["message"]
                .as_str()
                .expect("a text")
                .contains("tenant_id"),
            "{answer}"
        );
    }
    assert!(memory.stored().is_empty());
}

#[tokio::test]
async fn bodies_have_a_limit_and_no_compression() {
    let memory = Memory::default();
    let padded = |size: usize| {
        let start = br#"{"event":"state.change","session":"tenant_5","payload":""#;
        let mut body = start.to_vec();
        body.resize(size - 2, b'x');
        body.extend_from_slice(b"\"}");
        body
    };
    assert_eq!(
        call(&memory, signed(&padded(MAX_BODY))).await.0,
        StatusCode::ACCEPTED
    );
    let (status, _, body) = call(&memory, signed(&padded(MAX_BODY + 1))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{body}");

    let mut request = signed(MESSAGE);
    request
        .headers_mut()
        .insert(CONTENT_ENCODING, "gzip".parse().expect("a value"));
    assert_eq!(
        call(&memory, request).await.0,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    let mut request = signed(MESSAGE);
    request
        .headers_mut()
        .insert(CONTENT_ENCODING, "identity".parse().expect("a value"));
    assert_eq!(call(&memory, request).await.0, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn what_is_not_stored_is_not_accepted() {
    let failures: [(fn() -> PublishError, StatusCode); 6] = [
        (
            || PublishError::Disconnected,
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (|| PublishError::TimedOut, StatusCode::SERVICE_UNAVAILABLE),
        (|| PublishError::Full, StatusCode::SERVICE_UNAVAILABLE),
        (|| PublishError::NoStream, StatusCode::SERVICE_UNAVAILABLE),
        (
            || PublishError::Refused("no".into()),
            StatusCode::SERVICE_UNAVAILABLE,
        ),
        (|| PublishError::TooLarge, StatusCode::PAYLOAD_TOO_LARGE),
    ];
    for (failure, expected) in failures {
        let memory = Memory {
            failure: Some(failure),
            ..Memory::default()
        };
        let (status, headers, body) = call(&memory, signed(MESSAGE)).await;
        assert_eq!(status, expected, "{:?}", failure());
        assert_eq!(body["status"], "error");
        let retry_after = headers
            .get("retry-after")
            .map(axum::http::HeaderValue::as_bytes);
        let again = expected == StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(retry_after, again.then_some(&b"3"[..]));
    }
}

#[tokio::test]
async fn before_the_tenants_are_known_nobody_is_unknown() {
    let memory = Memory::default();
    let (status, headers, _) = call_door(door(&memory, false), signed(MESSAGE)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(headers.contains_key("retry-after"));
}

#[tokio::test]
async fn who_finds_no_place_is_asked_to_come_again() {
    let memory = Memory::default();
    let door = door(&memory, true);
    door.places.close_all();
    let (status, headers, _) = call_door(door, signed(MESSAGE)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(headers.contains_key("retry-after"));
    assert!(memory.stored().is_empty());
}

#[tokio::test]
async fn other_paths_and_methods_are_told_so() {
    let memory = Memory::default();
    let request = |method: Method, path: &str| {
        let builder = Request::builder().method(method).uri(path);
        builder.body(Body::empty()).expect("a request")
    };
    let (status, headers, body) = call(&memory, request(Method::GET, PATH)).await;
    assert_eq!(
        (status, &body["status"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("error"))
    );
    assert_eq!(headers["allow"], "POST");
    let (status, _, body) = call(&memory, request(Method::POST, "/api/webhook")).await;
    assert_eq!(
        (status, &body["status"]),
        (StatusCode::NOT_FOUND, &json!("error"))
    );
}

#[tokio::test]
async fn an_event_that_nothing_identifies_is_kept_each_time() {
    let memory = Memory::default();
    let body =
        br#"{"event":"session.status","session":"tenant_5","payload":{"status":"STARTING"}}"#;
    for _ in 0..2 {
        assert_eq!(call(&memory, signed(body)).await.0, StatusCode::ACCEPTED);
    }
    assert_eq!(memory.stored().len(), 2);
    // A retry of one delivery carries the same request id.
    for _ in 0..2 {
        let mut request = signed(body);
        request
            .headers_mut()
            .insert(REQUEST_ID, "m1x2y3".parse().expect("a value"));
        assert_eq!(call(&memory, request).await.0, StatusCode::ACCEPTED);
    }
    assert_eq!(memory.stored().len(), 3);
}

#[tokio::test]
async fn deep_nesting_costs_no_stack() {
    let memory = Memory::default();
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let body =
        format!(r#"{{"event":"message","session":"tenant_5","payload":{{"id":{deep}}},"me":1}}"#);
    assert_eq!(
        call(&memory, signed(body.as_bytes())).await.0,
        StatusCode::ACCEPTED
    );
}

#[tokio::test]
async fn every_known_body_of_waha_is_taken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/waha/tests/bodies");
    let mut count = 0;
    for (folder, session, query) in [
        ("samples", "tenant_42", "?tenant_id=42"),
        ("recorded", "default", ""),
    ] {
        for entry in fs::read_dir(root.join(folder)).expect("the folder") {
            let path = entry.expect("an entry").path();
            let body = fs::read(&path).expect("the body");
            let legacy = path.to_string_lossy().contains("legacy");
            let session = if legacy { "default" } else { session };
            let builder = post_to(query);
            let builder = if session == "default" {
                builder
            } else {
                builder.header(signature::HEADER, sign(42, session, &body))
            };
            let request = builder.body(Body::from(body.clone())).expect("a request");
            let memory = Memory::default();
            let (status, _, answer) = call(&memory, request).await;
            assert_eq!(status, StatusCode::ACCEPTED, "{path:?}: {answer}");
            assert_eq!(memory.stored()[0].body, body, "{path:?}");
            count += 1;
        }
    }
    assert_eq!(count, 71);
}
