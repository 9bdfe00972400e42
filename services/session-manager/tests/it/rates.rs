//! How often one may ask.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::code;
use crate::{Service, document};

#[tokio::test]
async fn who_asks_too_often_waits_and_nobody_else_does() {
    let rates = [("api.requests_per_minute", "1"), ("api.request_burst", "5")];
    let service = Service::start_with(&rates).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let mut secrets = Vec::new();
    for name in ["one", "other"] {
        let path = format!("/api/tenants/{tenant}/tokens");
        let (_, made) = service
            .ask(Method::POST, &path, Some(json!({"name": name})))
            .await;
        secrets.push(made["secret"].as_str().unwrap().to_owned());
    }
    let ask = async |path: &str, token: Option<&str>| {
        let request = service.client.get(format!("{}{path}", service.base));
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body: Value = answer.json().await.unwrap();
        document::check(&Method::GET, path, status, &body);
        (status, headers, body)
    };
    let (one, other) = (Some(secrets[0].as_str()), Some(secrets[1].as_str()));
    for _ in 0..5 {
        let (status, ..) = ask("/api/me", one).await;
        assert_eq!(status, StatusCode::OK);
    }
    let (status, headers, problem) = ask("/api/me", one).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(code(&problem), "too_many_requests");
    let seconds: u64 = headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&seconds), "{seconds}");
    let (status, ..) = ask("/api/me", other).await;
    assert_eq!(status, StatusCode::OK, "another token");

    // Who shows nothing, or guesses, is counted by the address.
    for _ in 0..4 {
        let (status, ..) = ask("/api/openapi.json", None).await;
        assert_eq!(status, StatusCode::OK);
    }
    let (status, ..) = ask("/api/me", Some("peyk_guessed")).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    for (path, token) in [
        ("/api/me", Some("peyk_guessed")),
        ("/api/me", None),
        ("/api/openapi.json", None),
    ] {
        let (status, ..) = ask(path, token).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    let (status, ..) = ask("/api/me", other).await;
    assert_eq!(status, StatusCode::OK, "a token at the same address");
    service.stop().await;
}
