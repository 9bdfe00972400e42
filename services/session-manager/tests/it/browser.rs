//! A browser for tests, and who signs in with it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use domain::TenantId;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use storage::testing::TestDatabase;

use crate::{Service, document, environment};

/// Everybody's.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A browser: it keeps the cookie, and its pages send the header.
#[derive(Clone)]
pub(crate) struct Browser {
    client: reqwest::Client,
    base: String,
    pub(crate) cookie: Option<String>,
}

impl Browser {
    pub(crate) fn new(service: &Service) -> Self {
        Self {
            client: service.client.clone(),
            base: service.base.clone(),
            cookie: None,
        }
    }

    pub(crate) async fn signed_in(service: &Service, email: &str) -> Self {
        let mut browser = Self::new(service);
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::OK, "{email}");
        browser
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Response {
        let body = json!({"email": email, "password": password});
        let request = self.request(Method::POST, "/api/auth/login").json(&body);
        let answer = request.send().await.unwrap();
        if let Some(cookie) = answer.headers().get(SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            self.cookie = Some(pair.to_owned());
        }
        answer
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.foreign_request(method, path)
            .header("X-Peyk-Request", "1")
    }

    /// As another site's page would have it sent.
    pub(crate) fn foreign_request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let request = self.request(method.clone(), path);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let (status, body) = (answer.status(), answer.json().await.unwrap_or_default());
        document::check(&method, path, status, &body);
        (status, body)
    }

    pub(crate) async fn me(&self) -> StatusCode {
        self.ask(Method::GET, "/api/me", None).await.0
    }
}

/// Adds a user of a tenant.
pub(crate) async fn add_user(service: &Service, tenant: TenantId, role: &str, email: &str) -> i64 {
    let body = json!({"email": email, "role": role, "password": PASSWORD});
    let path = format!("/api/tenants/{tenant}/users");
    let (status, user) = service.ask(Method::POST, &path, Some(body)).await;
    assert_eq!(status, StatusCode::CREATED, "{user}");
    user["id"].as_i64().unwrap()
}

/// Adds an operator by the command.
pub(crate) fn create_operator(test: &TestDatabase, email: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_session-manager"))
        .args(["create-operator", "--email", email, "--password-stdin"])
        .env_clear()
        .envs(environment("nats://127.0.0.1:1", test))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = command.stdin.take().unwrap();
    writeln!(input, "{PASSWORD}").unwrap();
    drop(input);
    command.wait_with_output().unwrap()
}

/// The code of a problem.
pub(crate) fn code(problem: &Value) -> &str {
    problem["code"].as_str().unwrap_or_default()
}
