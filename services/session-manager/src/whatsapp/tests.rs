//! Connect and disconnect against a WAHA that has one session and notes what it is asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::testing;

/// The session, if there is one, and the calls so far.
#[derive(Clone, Default)]
struct Waha(Arc<Mutex<Fake>>);

#[derive(Default)]
struct Fake {
    session: Option<Value>,
    calls: Vec<String>,
    /// What every call is answered with instead.
    broken: Option<(StatusCode, Value)>,
}

impl Waha {
    fn with(session: Option<Value>) -> Self {
        let waha = Self::default();
        waha.0.lock().unwrap().session = session;
        waha
    }

    fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().calls)
    }

    /// The tenant's session in this WAHA.
    async fn place(&self) -> Place {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        place_at(&url).await
    }
}

async fn place_at(url: &str) -> Place {
    let settings = testing::settings(&[("waha.api_url", url)]);
    let whatsapp = testing::api(&settings).await.whatsapp;
    Place {
        waha: waha::Client::new(&settings.waha).unwrap(),
        session: session(),
        config: whatsapp.plan.config(tenant(), &session(), 1),
    }
}

async fn answer(State(waha): State<Waha>, request: Request) -> Response {
    let call = format!("{} {}", request.method(), request.uri().path());
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut fake = waha.0.lock().unwrap();
    fake.calls.push(call.replace("/api/sessions", ""));
    if let Some((status, body)) = &fake.broken {
        return (*status, axum::Json(body.clone())).into_response();
    }
    let refusal = |status: u16, error: &str, message: &str| {
        let body = json!({"statusCode": status, "error": error, "message": message});
        (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
    };
    let Some(session) = &mut fake.session else {
        if call == "POST /api/sessions" {
            let session =
                json!({"name": body["name"], "status": "STARTING", "config": body["config"]});
            fake.session = Some(session.clone());
            return (StatusCode::CREATED, axum::Json(session)).into_response();
        }
        return refusal(404, "Not Found", "Session not found");
    };
    if call == "POST /api/sessions" {
        let message = "Session 'tenant_5' already exists. Use PUT to update it.";
        return refusal(422, "Unprocessable Entity", message);
    }
    if call.starts_with("PUT") {
        session["config"] = body["config"].clone();
    }
    axum::Json(session.clone()).into_response()
}

fn tenant() -> TenantId {
    5.try_into().unwrap()
}

fn session() -> SessionName {
    SessionName::of_tenant(tenant())
}

/// What `bring_up` asks of a WAHA whose session is in `status`, with our configuration or another.
async fn asked(status: &str, ours: bool) -> (waha::SessionStatus, Vec<String>) {
    let waha = Waha::default();
    let place = waha.place().await;
    let mut config = serde_json::to_value(&place.config).unwrap();
    if !ours {
        config["webhooks"][0]["url"] = json!("http://old:8000/webhook");
        config["proxy"] = json!({"server": "proxy:3128"});
    }
    waha.0.lock().unwrap().session =
        Some(json!({"name": "tenant_5", "status": status, "config": config}));
    let status = place.bring_up().await.unwrap();
    (status, waha.calls())
}

#[tokio::test]
async fn a_new_session_is_made_with_everything_in_one_call() {
    let waha = Waha::default();
    let place = waha.place().await;
    place.bring_up().await.unwrap();
    assert_eq!(waha.calls(), ["POST "]);
    let made = waha.0.lock().unwrap().session.clone().unwrap();
    assert_eq!(made["config"]["metadata"]["tenant_id"], "5");
    assert!(made["config"]["webhooks"][0]["hmac"]["key"].is_string());
}

#[tokio::test]
async fn what_runs_as_it_should_is_left_alone() {
    for status in ["WORKING", "SCAN_QR_CODE", "STARTING", "NEW_IN_2027"] {
        let (found, calls) = asked(status, true).await;
        assert_eq!(found.as_str(), status);
        assert_eq!(calls, ["POST ", "GET /tenant_5"], "{status}");
    }
}

#[tokio::test]
async fn what_does_not_run_is_started_and_what_failed_restarted() {
    let (_, calls) = asked("STOPPED", true).await;
    assert_eq!(calls.last().unwrap(), "POST /tenant_5/start");
    let (_, calls) = asked("FAILED", true).await;
    assert_eq!(calls.last().unwrap(), "POST /tenant_5/restart");
}

#[tokio::test]
async fn another_webhook_is_replaced_and_other_settings_are_kept() {
    let waha = Waha::with(Some(json!({
        "name": "tenant_5",
        "status": "WORKING",
        // Retries without attempts: no webhook that we would write, and no reason to lose the proxy.
        "config": {
            "webhooks": [{"url": "http://other", "retries": {"policy": "linear"}}],
            "proxy": {"server": "proxy:3128"},
        },
    })));
    let place = waha.place().await;
    place.bring_up().await.unwrap();
    assert_eq!(
        waha.calls(),
        ["POST ", "GET /tenant_5", "PUT /tenant_5", "GET /tenant_5"]
    );
    let config = waha.0.lock().unwrap().session.clone().unwrap()["config"].take();
    assert_eq!(config["proxy"]["server"], "proxy:3128");
    assert_eq!(config["webhooks"][0]["events"][0], "message.any");

    let (_, calls) = asked("STOPPED", false).await;
    let after = ["PUT /tenant_5", "GET /tenant_5", "POST /tenant_5/start"];
    assert_eq!(calls[2..], after);
}

#[tokio::test]
async fn going_is_logging_out_and_deleting() {
    let waha = Waha::with(Some(json!({"name": "tenant_5", "status": "WORKING"})));
    let place = waha.place().await;
    place.take_down().await.unwrap();
    assert_eq!(waha.calls(), ["POST /tenant_5/logout", "DELETE /tenant_5"]);
}

#[tokio::test]
async fn what_is_gone_already_is_no_error() {
    let waha = Waha::default();
    let place = waha.place().await;
    place.take_down().await.unwrap();
}

#[tokio::test]
async fn wahas_refusals_are_problems_with_its_reason_and_no_secret() {
    let waha = Waha::default();
    let place = waha.place().await;
    for (status, body, expected, said) in [
        (
            422,
            json!({"statusCode": 422, "error": "Unprocessable Entity",
                   "message": "WAHA Core support only 'default' session."}),
            502,
            "only 'default' session",
        ),
        (
            401,
            json!({"message": "Unauthorized", "statusCode": 401}),
            502,
            "API key",
        ),
        (
            500,
            json!({"statusCode": 500, "exception": {"message": "async-lock timed out in queue tenant_5"},
                   "request": {"body": {"config": {"hmac": "hunter2"}}}}),
            503,
            "busy",
        ),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        waha.0.lock().unwrap().broken = Some((status, body));
        let error = place.bring_up().await.unwrap_err();
        let response = Problem::from(error).into_response();
        assert_eq!(response.status().as_u16(), expected);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains(said), "{said} is not in {body}");
        assert!(!body.contains("hunter2"), "{body}");
    }
}

#[tokio::test]
async fn an_absent_waha_is_a_503() {
    let place = place_at("http://127.0.0.1:1/api").await;
    let error = place.bring_up().await.unwrap_err();
    let response = Problem::from(error).into_response();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key("retry-after"));
}
