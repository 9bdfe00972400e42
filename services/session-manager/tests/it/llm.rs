//! A tenant's language model: set, tried out, paid, and never told to anybody else.

use domain::TenantId;
use llm::testing::{Model, Reply};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{Service, TOKEN};

const KEY: &str = "sk-this-must-never-be-seen";
const LOCAL: [(&str, &str); 2] = [("llm.allow_insecure", "true"), ("llm.timeout", "1s")];

fn wanted(url: &str) -> Value {
    json!({
        "enabled": true, "url": url, "model": "small-model", "key": KEY,
        "input_price": 0.00015, "output_price": 0.0006, "daily_budget": 0.01, "requests_per_minute": 100,
    })
}

fn path(tenant: TenantId, what: &str) -> String {
    format!("/api/tenants/{tenant}/{what}")
}

async fn set(service: &Service, tenant: TenantId, body: Value) -> (StatusCode, Value) {
    let path = path(tenant, "llm");
    service.ask(Method::PUT, &path, Some(body)).await
}

async fn check(service: &Service, tenant: TenantId) -> Value {
    let (status, body) = service
        .ask(Method::POST, &path(tenant, "llm/check"), None)
        .await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

async fn shown(service: &Service, tenant: TenantId) -> (StatusCode, Value) {
    service.ask(Method::GET, &path(tenant, "llm"), None).await
}

#[tokio::test]
async fn a_model_is_set_tried_out_and_what_is_wrong_is_said_in_words() {
    let service = Service::start_with(&LOCAL).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let (status, none) = shown(&service, tenant).await;
    assert_eq!(
        (status, &none["code"]),
        (StatusCode::NOT_FOUND, &json!("llm_not_found"))
    );
    let model = Model::start(Reply::Form(json!({"intent": "rent"}))).await;
    let (status, body) = set(&service, tenant, wanted(model.url().as_str())).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        (&body["state"], &body["has_key"]),
        (&json!("on"), &json!(true))
    );
    assert_eq!(
        (&body["output"], &body["style"]),
        (&json!("schema"), &json!("chat"))
    );

    let works = check(&service, tenant).await;
    assert_eq!(
        (&works["works"], &works["reason"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(model.seen()[0].authorization, format!("Bearer {KEY}"));
    let (_, body) = shown(&service, tenant).await;
    // 700 tokens at 0.00015 a thousand and 80 at 0.0006.
    assert_eq!(body["today"]["requests"], 1);
    assert_eq!(body["today"]["input_tokens"], 700);
    assert_eq!(body["today"]["cost"], 0.000_153);

    for (reply, reason) in [
        (Reply::Status(401, None), "the server refuses the key"),
        (Reply::Status(404, None), "the server knows no such model"),
        (Reply::Status(500, None), "the server fails (500)"),
        (Reply::Hang, "the server does not answer in time"),
        (
            Reply::Body(b"<html>".to_vec()),
            "does not speak this protocol",
        ),
        (
            Reply::Words(format!("Hello! {KEY}")),
            "does not keep to the form",
        ),
    ] {
        model.answer(reply);
        let body = check(&service, tenant).await;
        let said = body["reason"].as_str().unwrap();
        assert!(said.contains(reason), "{said}");
        assert!(!body.to_string().contains(KEY), "{body}");
        assert_eq!(body["works"], false);
    }
    let (_, body) = shown(&service, tenant).await;
    assert_eq!(body["state"], "resting", "{body}");
    assert_eq!(body["today"]["failures"], 6);
    assert!(!body.to_string().contains(KEY), "{body}");
    // Who sets it anew has mended it, he thinks.
    let (_, body) = set(&service, tenant, wanted(model.url().as_str())).await;
    assert_eq!(
        (&body["state"], &body["failure"]),
        (&json!("on"), &Value::Null)
    );
    service.stop().await;
}

#[tokio::test]
async fn a_budget_that_is_spent_is_said_and_no_request_made() {
    let service = Service::start_with(&LOCAL).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let model = Model::start(Reply::Form(json!({}))).await;
    let mut body = wanted(model.url().as_str());
    body["daily_budget"] = json!(0.000_1);
    set(&service, tenant, body.clone()).await;
    let said = check(&service, tenant).await;
    assert_eq!(said["reason"], "the budget of this day is used up");
    body["daily_budget"] = json!(1);
    body["requests_per_minute"] = json!(1);
    set(&service, tenant, body.clone()).await;
    assert_eq!(check(&service, tenant).await["works"], true);
    let said = check(&service, tenant).await;
    assert_eq!(said["reason"], "the requests of this minute are used up");
    assert_eq!(model.seen().len(), 1);
    body["daily_budget"] = json!(0.000_1);
    let (_, body) = set(&service, tenant, body).await;
    assert_eq!(body["state"], "spent", "{body}");
    service.stop().await;
}

#[tokio::test]
async fn a_key_is_for_one_server_and_is_shown_to_nobody() {
    let service = Service::start_with(&LOCAL).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let model = Model::start(Reply::Form(json!({}))).await;
    let thief = Model::start(Reply::Form(json!({}))).await;
    set(&service, tenant, wanted(model.url().as_str())).await;
    let mut body = wanted(model.url().as_str());
    body.as_object_mut().unwrap().remove("key");
    body["model"] = json!("another-model");
    let (status, kept) = set(&service, tenant, body.clone()).await;
    assert_eq!((status, &kept["has_key"]), (StatusCode::OK, &json!(true)));
    // Whoever has an owner's login cannot have the key sent to a server of his own.
    body["url"] = json!(thief.url());
    let (status, refused) = set(&service, tenant, body.clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{refused}");
    assert!(
        refused["detail"].as_str().unwrap().starts_with("key: "),
        "{refused}"
    );
    // Nor who writes to the database: the seal is for the URL.
    let moved = format!("update llm_settings set url = '{}'", thief.url());
    service.test.execute(moved.leak()).await.unwrap();
    let said = check(&service, tenant).await;
    assert_eq!(
        said["reason"],
        "the settings cannot be used: enter the key again"
    );
    body["key"] = json!("");
    let (_, without) = set(&service, tenant, body).await;
    assert_eq!(without["has_key"], false);
    assert_eq!(check(&service, tenant).await["works"], true);
    assert_eq!(thief.seen().len(), 1);
    assert_eq!(thief.seen()[0].authorization, "");

    let audit = "select string_agg(concat(action, ' ', detail), ', ' order by id) from audit_log
                 where action like 'llm%'";
    let audit = service.test.ask(audit).await.unwrap().unwrap();
    assert!(
        audit.contains("llm_changed 127.0.0.1") && !audit.contains(KEY),
        "{audit}"
    );
    let removed = service
        .client
        .delete(format!("{}{}", service.base, path(tenant, "llm")))
        .bearer_auth(TOKEN)
        .send()
        .await
        .unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    let (status, _) = shown(&service, tenant).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    service.stop().await;
}

#[tokio::test]
async fn a_model_is_on_the_internet_and_its_settings_make_sense() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    for (field, value) in [
        ("url", json!("http://models.example/v1")),
        ("url", json!("https://127.0.0.1/v1")),
        ("url", json!("https://localhost/v1")),
        ("url", json!("https://169.254.169.254/latest/meta-data")),
        ("url", json!("https://ana:word@models.example/v1")),
        ("url", json!("models")),
        ("model", json!(" ")),
        ("model", json!("x".repeat(201))),
        ("key", json!("two words")),
        ("key", json!("a\nb")),
        ("input_price", json!(-1)),
        ("output_price", json!(1e9)),
        ("daily_budget", json!(-0.1)),
        ("requests_per_minute", json!(0)),
    ] {
        let mut body = wanted("https://1.1.1.1/v1");
        body[field] = value.clone();
        let (status, problem) = set(&service, tenant, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{field}: {value}");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let (status, body) = set(&service, tenant, wanted("https://1.1.1.1/v1")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    service.stop().await;
}

#[tokio::test]
async fn a_faq_is_replaced_as_a_whole() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = path(tenant, "faq");
    let (status, none) = service.ask(Method::GET, &path, None).await;
    assert_eq!((status, none), (StatusCode::OK, json!({"entries": []})));
    let faq = json!({"entries": [
        {"question": "Are pets allowed?", "answers": {"en": "In most buildings.", "fa": "در بیشتر ساختمان‌ها."}},
    ]});
    let (status, saved) = service.ask(Method::PUT, &path, Some(faq.clone())).await;
    assert_eq!((status, &saved), (StatusCode::OK, &faq));
    let (_, read) = service.ask(Method::GET, &path, None).await;
    assert_eq!(read, faq);
    let wrong = json!({"entries": [{"question": "?", "answers": {}}]});
    let (status, _) = service.ask(Method::PUT, &path, Some(wrong)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    service.stop().await;
}
