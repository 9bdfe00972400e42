//! What callers are told before anything is done, and when nothing can be.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::Value;
use service_runtime::clock;
use tower::ServiceExt;

use super::*;
use crate::auth::Access;
use crate::testing::{TOKEN, api, settings};

struct Answer {
    status: u16,
    headers: axum::http::HeaderMap,
    body: Value,
}

async fn ask(request: axum::http::request::Builder, body: impl Into<Body>) -> Answer {
    ask_of(router(api(&settings(&[])).await), request, body).await
}

async fn ask_of(
    service: Router,
    request: axum::http::request::Builder,
    body: impl Into<Body>,
) -> Answer {
    let response = service
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    }
}

fn operator(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {TOKEN}"))
}

/// Every refusal is a problem document.
fn assert_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.body["status"], status);
    assert_eq!(answer.body["code"], code);
    assert!(answer.body["detail"].is_string());
}

#[tokio::test]
async fn nobody_gets_in_unknown() {
    let service = router(api(&settings(&[])).await);
    for operation in table() {
        let path = operation.path.replace("{tenant_id}", "5");
        let request = || Request::builder().method(&operation.method).uri(&path);
        if operation.access == Access::Open {
            continue;
        }
        let answer = ask_of(service.clone(), request(), Body::empty()).await;
        assert_problem(&answer, 401, "unauthorized");
        assert_eq!(answer.headers["www-authenticate"], r#"Bearer realm="peyk""#);

        let wrong = request().header("authorization", "Bearer another");
        assert_problem(
            &ask_of(service.clone(), wrong, Body::empty()).await,
            401,
            "unauthorized",
        );
        // One of ours by its looks is looked up, and then there is no database.
        let like_ours = request().header("authorization", "Bearer peyk_another");
        let answer = ask_of(service.clone(), like_ours, Body::empty()).await;
        assert_problem(&answer, 503, "database_unavailable");
    }
}

#[tokio::test]
async fn the_sign_in_is_for_our_own_page() {
    let request = Request::post("/api/auth/login").header("content-type", "application/json");
    let answer = ask(request, r#"{"email": "a@b", "password": "x"}"#).await;
    assert_problem(&answer, 403, "csrf");
}

#[tokio::test]
async fn a_link_to_the_code_opens_it_for_its_tenant_alone() {
    let links = api(&settings(&[])).await.qr_links;
    let url = links.url(5.try_into().unwrap(), clock::now());
    // Let in, and then there is no database.
    let answer = ask(Request::get(&url), Body::empty()).await;
    assert_problem(&answer, 503, "database_unavailable");
    assert_eq!(answer.headers["retry-after"], "5");

    let other = url.replace("/tenants/5/", "/tenants/6/");
    let answer = ask(Request::get(&other), Body::empty()).await;
    assert_problem(&answer, 401, "unauthorized");
}

#[tokio::test]
async fn bad_ids_and_bodies_are_named() {
    for id in ["0", "-5", "05", "five", "9223372036854775808", "%D9%A5"] {
        let path = format!("/api/tenants/{id}/whatsapp/status");
        let answer = ask(operator("GET", &path), Body::empty()).await;
        assert_problem(&answer, 400, "invalid_request");
        assert_eq!(answer.body["errors"][0]["field"], "tenant_id");
    }
    for (body, field) in [
        (r#"{"name": 5}"#, "name"),
        (r#"{"name": " "}"#, "name"),
        (r#"{"nam": "x"}"#, "nam"),
        ("{}", "(body)"),
        ("{", "(body)"),
        (r#"{"name": "x"} 2"#, "(body)"),
        (r#"["x"]"#, "(body)"),
        ("", "(body)"),
    ] {
        let request = operator("POST", "/api/tenants").header("content-type", "application/json");
        let answer = ask(request, body).await;
        assert_problem(&answer, 400, "invalid_request");
        assert_eq!(answer.body["errors"][0]["field"], field, "{body}");
    }
    for query in ["limit=0", "limit=201", "limit=many", "after=0", "page=2"] {
        let path = format!("/api/tenants?{query}");
        let answer = ask(operator("GET", &path), Body::empty()).await;
        assert_problem(&answer, 400, "invalid_request");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let answer = ask(operator("GET", "/api/nothing"), Body::empty()).await;
    assert_problem(&answer, 404, "not_found");

    let answer = ask(operator("PUT", "/api/tenants/5"), Body::empty()).await;
    assert_problem(&answer, 405, "method_not_allowed");
    assert_eq!(answer.headers["allow"], "GET,HEAD,PATCH,DELETE");
}

#[tokio::test]
async fn bodies_are_json_and_small() {
    let answer = ask(operator("POST", "/api/tenants"), "{}").await;
    assert_problem(&answer, 415, "not_json");

    let large = format!(r#"{{"name": "{}"}}"#, "x".repeat(LARGEST_BODY));
    let request = operator("POST", "/api/tenants").header("content-type", "application/json");
    assert_problem(&ask(request, large).await, 413, "too_large");
}

#[tokio::test]
async fn a_request_ends_in_time() {
    let slow = axum::routing::get(std::future::pending::<StatusCode>);
    let limit = Duration::from_millis(1);
    let service = Router::new()
        .route("/", slow)
        .layer(from_fn_with_state(limit, within_time));
    let answer = ask_of(service, Request::get("/"), Body::empty()).await;
    assert_problem(&answer, 504, "timeout");
}

#[tokio::test]
async fn without_a_database_it_says_when_to_come_again() {
    let answer = ask(operator("GET", "/api/tenants"), Body::empty()).await;
    assert_problem(&answer, 503, "database_unavailable");
    assert_eq!(answer.headers["retry-after"], "5");
    assert!(
        !answer.body.to_string().contains("127.0.0.1"),
        "{}",
        answer.body
    );
}
