//! A tenant's CRM is told what happens to leads, by a receiver that checks what it gets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::TenantId;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;
use storage::leads::{Lead, Stage};
use storage::testing::TestDatabase;
use tokio::net::TcpListener;

use crate::leads::learn;
use crate::{Service, TOKEN, eventually};

const QUICK: [(&str, &str); 3] = [
    ("crm.allow_insecure", "true"),
    ("crm.period", "20ms"),
    ("crm.backoff", "20ms"),
];

/// Something that a CRM got.
#[derive(Debug, Clone)]
struct Got {
    headers: HeaderMap,
    body: Bytes,
}

/// A CRM: what it got, and what it answers next; when that is used up, 204.
#[derive(Clone, Default)]
struct Crm {
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<Vec<u16>>>,
    /// While it has the first message, whoever sent it is given up for dead.
    kills: Option<TestDatabase>,
}

impl Crm {
    /// Answers so, one after the other.
    fn answering(answers: &[u16]) -> Self {
        let answers = answers.iter().rev().copied().collect();
        Self {
            answers: Arc::new(Mutex::new(answers)),
            ..Self::default()
        }
    }

    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/hook", post(take))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    async fn after(&self, count: usize) -> Vec<Got> {
        let enough = async || Some(self.got()).filter(|got| got.len() >= count);
        eventually("what the CRM gets", enough).await
    }
}

async fn take(State(crm): State<Crm>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let is_first = {
        let mut got = crm.got.lock().unwrap();
        got.push(Got { headers, body });
        got.len() == 1
    };
    if let Some(test) = crm.kills.as_ref().filter(|_| is_first) {
        let given_up = "update crm_deliveries set lease = 0, lease_until = now()";
        test.execute(given_up).await.unwrap();
    }
    let answer = crm.answers.lock().unwrap().pop().unwrap_or(204);
    let redirect = [("location", "http://127.0.0.1:9/")];
    (StatusCode::from_u16(answer).unwrap(), redirect)
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Whether one of its signatures is by this secret.
    fn is_signed_by(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.unwrap()).unwrap();
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(&self.body);
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.header("webhook-signature")
            .split(' ')
            .any(|signature| signature == expected)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

fn named(name: &str) -> Lead<'_> {
    Lead {
        name: Some(name),
        ..Lead::default()
    }
}

/// Says where the CRM is; answers the secret.
async fn connect(service: &Service, tenant: TenantId, url: &str) -> String {
    let path = format!("/api/tenants/{tenant}/crm");
    let (status, crm) = service
        .ask(Method::PUT, &path, Some(json!({ "url": url })))
        .await;
    assert_eq!(status, StatusCode::OK, "{crm}");
    crm["secret"].as_str().unwrap().to_owned()
}

/// The tenant's deliveries, newest first, once this many are in this state.
async fn settled(service: &Service, tenant: TenantId, state: &str, count: usize) -> Vec<Value> {
    let path = format!("/api/tenants/{tenant}/crm-deliveries?state={state}");
    let look = async || {
        let (_, page) = service.ask(Method::GET, &path, None).await;
        let deliveries = page["deliveries"].as_array().unwrap().clone();
        (deliveries.len() == count).then_some(deliveries)
    };
    eventually(state, look).await
}

#[tokio::test]
async fn a_crm_hears_of_a_lead_in_order_signed_and_once() {
    let service = Service::start_with(&QUICK).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    let crm = Crm::default();
    let url = crm.start().await;
    let secret = connect(&service, tenant, &url).await;
    learn(&service, tenant, "971500000001", named("Ana")).await;
    learn(&service, tenant, "971500000001", named("Ana")).await;
    learn(&service, other, "971500000002", named("Bea")).await;
    let lead = Lead {
        stage: Stage::HandedOver,
        ..named("Ana P.")
    };
    learn(&service, tenant, "971500000001", lead).await;
    let delivered = settled(&service, tenant, "delivered", 2).await;
    let got = crm.got();
    assert_eq!(got.len(), 2);
    let types: Vec<_> = got.iter().map(|got| got.json()["type"].clone()).collect();
    assert_eq!(types, ["lead.created", "lead.handed_over"]);
    assert_eq!(got[1].json()["data"]["name"], "Ana P.");
    assert_eq!(got[1].json()["data"]["phone"], "971500000001");
    assert_eq!(got[1].header("webhook-id"), delivered[0]["webhook_id"]);
    assert_ne!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    assert!(got.iter().all(|got| got.is_signed_by(&secret)));

    // A person's change, and a new secret: for a while the old one signs as well.
    let path = format!("/api/tenants/{tenant}/crm");
    let rotate = format!("{path}/rotate-secret");
    let (_, rotated) = service.ask(Method::POST, &rotate, None).await;
    let new_secret = rotated["secret"].as_str().unwrap();
    let lead = format!("/api/tenants/{tenant}/leads/{}", delivered[0]["lead_id"]);
    let won = json!({"stage": "won"});
    service.ask(Method::PATCH, &lead, Some(won)).await;
    let got = crm.after(3).await;
    assert_eq!(got[2].json()["data"]["stage"], "won");
    assert!(got[2].is_signed_by(&secret) && got[2].is_signed_by(new_secret));
    // Neither is ever shown again.
    let (_, shown) = service.ask(Method::GET, &path, None).await;
    assert_eq!(shown["url"], url);
    assert!(!shown.to_string().contains("whsec_"), "{shown}");
    let (_, again) = service
        .ask(Method::PUT, &path, Some(json!({ "url": url })))
        .await;
    assert_eq!(again.get("secret"), None);

    let remove = service.client.delete(format!("{}{path}", service.base));
    let removed = remove.bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    learn(&service, tenant, "971500000001", named("Zoe")).await;
    let (status, problem) = service.ask(Method::GET, &path, None).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{problem}");
    assert_eq!(settled(&service, tenant, "delivered", 3).await.len(), 3);
    service.stop().await;
}

#[tokio::test]
async fn what_a_crm_does_not_take_is_sent_again_and_given_up_in_the_end() {
    let extra = [&QUICK[..], &[("crm.max_attempts", "3")]].concat();
    let service = Service::start_with(&extra).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let crm = Crm::answering(&[500, 302, 200, 500, 500, 503, 410]);
    let secret = connect(&service, tenant, &crm.start().await).await;
    learn(&service, tenant, "971500000001", named("Ana")).await;
    let delivered = settled(&service, tenant, "delivered", 1).await;
    assert_eq!(
        (&delivered[0]["attempts"], &delivered[0]["status"]),
        (&json!(3), &json!(200))
    );
    let got = crm.got();
    assert_eq!(got.len(), 3);
    for again in &got {
        assert_eq!(again.header("webhook-id"), got[0].header("webhook-id"));
        assert_eq!(again.body, got[0].body);
        assert!(again.is_signed_by(&secret));
    }

    learn(&service, tenant, "971500000001", named("Bea")).await;
    let failed = settled(&service, tenant, "failed", 1).await;
    assert_eq!(failed[0]["reason"], "it answered 503 Service Unavailable");
    assert_eq!(crm.got().len(), 6);
    // Gone is gone, at the first attempt.
    learn(&service, tenant, "971500000001", named("Zoe")).await;
    let gone = settled(&service, tenant, "failed", 2).await;
    assert_eq!(gone[0]["attempts"], 1);

    // A person has mended it.
    let path = format!("/api/tenants/{tenant}/crm-deliveries");
    let again = format!("{path}/{}/redeliver", failed[0]["id"]);
    let (status, _) = service.ask(Method::POST, &again, None).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    settled(&service, tenant, "delivered", 2).await;
    let got = crm.got();
    assert_eq!(got[7].header("webhook-id"), got[3].header("webhook-id"));
    let (status, problem) = service
        .ask(Method::POST, &format!("{path}/999999/redeliver"), None)
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{problem}");
    service.stop().await;
}

#[tokio::test]
async fn who_dies_after_sending_leaves_a_message_that_comes_again_under_its_id() {
    let service = Service::start_with(&QUICK).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let crm = Crm {
        kills: Some(service.test.clone()),
        ..Crm::default()
    };
    connect(&service, tenant, &crm.start().await).await;
    learn(&service, tenant, "971500000001", named("Ana")).await;
    let delivered = settled(&service, tenant, "delivered", 1).await;
    assert_eq!(delivered[0]["attempts"], 2);
    let got = crm.got();
    assert_eq!(got.len(), 2);
    assert_eq!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    assert_eq!(got[0].body, got[1].body);
    service.stop().await;
}

#[tokio::test]
async fn a_crm_that_hangs_keeps_nobody_else_waiting() {
    let extra = [&QUICK[..], &[("crm.timeout", "3s")]].concat();
    let service = Service::start_with(&extra).await;
    let slow = service.add_tenant("Palm Homes").await;
    let quick = service.add_tenant("Marina Estates").await;
    // It accepts and says nothing.
    let hole = TcpListener::bind("127.0.0.1:0").await.unwrap();
    connect(
        &service,
        slow,
        &format!("http://{}/", hole.local_addr().unwrap()),
    )
    .await;
    for n in 0..50 {
        learn(&service, slow, &format!("9715100000{n:02}"), named("Ana")).await;
    }
    let crm = Crm::default();
    connect(&service, quick, &crm.start().await).await;
    learn(&service, quick, "971500000002", named("Bea")).await;
    crm.after(1).await;
    let path = format!("/api/tenants/{slow}/crm-deliveries?limit=200");
    let late = async || {
        let (_, page) = service.ask(Method::GET, &path, None).await;
        let deliveries = page["deliveries"].as_array().unwrap();
        let tried = deliveries.iter().filter(|tried| tried["attempts"] != 0);
        let reasons: Vec<_> = tried.map(|tried| tried["reason"].clone()).collect();
        assert!(reasons.len() < 50, "a few at a time");
        reasons
            .contains(&json!("it did not answer in time"))
            .then_some(())
    };
    eventually("that it is too slow", late).await;
    service
        .runtime
        .shutdown
        .finish(Duration::from_secs(10))
        .await;
}

#[tokio::test]
async fn a_crm_within_a_network_is_refused_when_it_is_set_and_when_it_is_asked() {
    let extra = [("crm.period", "20ms"), ("crm.max_attempts", "1")];
    let service = Service::start_with(&extra).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}/crm");
    for url in [
        "http://crm.example/",
        "https://localhost/",
        "https://127.0.0.1:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:10.0.0.1]/",
        "ftp://crm.example/",
        "nonsense",
    ] {
        let (status, problem) = service
            .ask(Method::PUT, &path, Some(json!({ "url": url })))
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{url}");
        assert_eq!(problem["errors"][0]["field"], "url");
    }
    // A name that has come to lead home since, or a setting that has become stricter.
    let crm = Crm::default();
    let url = crm.start().await;
    let named_url = "https://crm.example/";
    connect(&service, tenant, named_url).await;
    let port = url.split([':', '/']).nth(4).unwrap();
    for (n, now) in [
        url.clone(),
        format!("https://127.0.0.1:{port}/hook"),
        format!("https://localhost:{port}/hook?token=hunter2"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut tx = service.database.begin(tenant).await.unwrap();
        storage::crm::save(&mut tx, tenant, &now, b"")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let name = format!("Ana {n}");
        learn(&service, tenant, "971500000001", named(&name)).await;
        let failed = settled(&service, tenant, "failed", n + 1).await;
        let reason = failed[0]["reason"].as_str().unwrap();
        assert!(reason.starts_with("the URL must"), "{now}: {reason}");
        assert!(!reason.contains("hunter2") && failed[0]["status"].is_null());
    }
    assert!(crm.got().is_empty());
    service.stop().await;
}
