//! Signing in and out, passwords, users and tokens.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use domain::TenantId;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use storage::testing::TestDatabase;

use crate::{Service, TOKEN, document, environment};

const PASSWORD: &str = "correct horse battery";

/// A browser: it keeps the cookie, and its pages send the header.
#[derive(Clone)]
pub(crate) struct Browser {
    client: reqwest::Client,
    base: String,
    cookie: Option<String>,
}

impl Browser {
    fn new(service: &Service) -> Self {
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

    async fn sign_in(&mut self, email: &str, password: &str) -> Response {
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
    fn foreign_request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
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

    async fn me(&self) -> StatusCode {
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

fn code(problem: &Value) -> &str {
    problem["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn an_owner_signs_in_is_known_and_signs_out() {
    let service = Service::start_with(&[("api.public_url", "https://app.example")]).await;
    let tenant = service.add_tenant("Palm Homes").await;
    let id = add_user(&service, tenant, "owner", "Ana@Palm.Example").await;
    let mut browser = Browser::new(&service);
    assert_eq!(browser.me().await, StatusCode::UNAUTHORIZED);

    let answer = browser.sign_in("ana@palm.example", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    let rest = "; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800; Secure";
    assert!(cookie.starts_with("peyk_session="), "{cookie}");
    assert!(cookie.ends_with(rest), "{cookie}");
    let user = json!({"user": {
        "id": id, "email": "ana@palm.example", "role": "owner",
        "tenant_id": tenant.get(), "tenant_name": "Palm Homes",
    }});
    assert_eq!(answer.json::<Value>().await.unwrap(), user);
    assert_eq!(
        browser.ask(Method::GET, "/api/me", None).await,
        (StatusCode::OK, user)
    );

    // What is stored opens nothing: neither the cookie nor the password is in the database.
    let token = browser.cookie.clone().unwrap();
    let token = token.strip_prefix("peyk_session=").unwrap();
    let stored = "select string_agg(t::text, ' ') from
        (select row_to_json(s)::text from login_sessions s union all
         select row_to_json(u)::text from users u union all
         select row_to_json(a)::text from audit_log a) t";
    let stored = service.test.ask(stored).await.unwrap().unwrap();
    assert!(stored.contains("ana@palm.example"), "{stored}");
    assert!(
        !stored.contains(token) && !stored.contains(PASSWORD),
        "{stored}"
    );

    let (status, _) = browser.ask(Method::POST, "/api/auth/logout", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(browser.me().await, StatusCode::UNAUTHORIZED);
    service.stop().await;
}

#[tokio::test]
async fn a_strangers_guess_tells_nothing_and_is_counted() {
    let limits = [
        ("auth.account_attempts", "3"),
        ("auth.address_attempts", "8"),
    ];
    let service = Service::start_with(&limits).await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "agent", "ana@palm.example").await;
    add_user(&service, tenant, "agent", "bea@palm.example").await;
    let mut browser = Browser::new(&service);
    let mut bodies = Vec::new();
    for email in ["ana@palm.example", "nobody@palm.example"] {
        let answer = browser.sign_in(email, "a wrong password").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert!(!answer.headers().contains_key(SET_COOKIE));
        bodies.push(answer.json::<Value>().await.unwrap());
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(code(&bodies[0]), "invalid_credentials");

    // The right password makes the account's count begin anew.
    browser
        .sign_in("ana@palm.example", "a wrong password")
        .await;
    let answer = browser.sign_in("ana@palm.example", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::OK);
    for _ in 0..3 {
        let answer = browser
            .sign_in("ana@palm.example", "a wrong password")
            .await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let answer = browser.sign_in("ana@palm.example", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u32 = answer.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=901).contains(&seconds), "{seconds}");
    assert_eq!(code(&answer.json().await.unwrap()), "too_many_attempts");

    // Seven have been counted against this address by now; one more is allowed, for whatever account.
    let answer = browser
        .sign_in("nobody@palm.example", "a wrong password")
        .await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let answer = browser.sign_in("bea@palm.example", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    service.stop().await;
}

#[tokio::test]
async fn another_sites_page_changes_nothing() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    let browser = Browser::signed_in(&service, "ana@palm.example").await;
    let connect = format!("/api/tenants/{tenant}/whatsapp/connect");
    for path in ["/api/auth/login", "/api/auth/logout", &connect] {
        let answer = browser
            .foreign_request(Method::POST, path)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        assert_eq!(code(&answer.json().await.unwrap()), "csrf", "{path}");
    }
    assert_eq!(browser.me().await, StatusCode::OK);
    // Machines have no cookie that a browser could add.
    let answer = service.client.post(format!("{}/api/tenants", service.base));
    let answer = answer.bearer_auth(TOKEN).json(&json!({"name": "two"}));
    assert_eq!(answer.send().await.unwrap().status(), StatusCode::CREATED);
    service.stop().await;
}

#[tokio::test]
async fn a_new_password_and_a_sign_out_everywhere_end_what_others_hold() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    let here = Browser::signed_in(&service, "ana@palm.example").await;
    let there = Browser::signed_in(&service, "ana@palm.example").await;
    let change = async |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        here.ask(Method::POST, "/api/auth/password", Some(body))
            .await
    };
    let (status, problem) = change("a wrong password", "another horse battery").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "current_password");
    let (status, problem) = change(PASSWORD, "short").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "new_password");
    let (status, _) = change(PASSWORD, "another horse battery").await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(here.me().await, StatusCode::OK);
    assert_eq!(there.me().await, StatusCode::UNAUTHORIZED);

    let mut there = there;
    let old = there.sign_in("ana@palm.example", PASSWORD).await;
    assert_eq!(old.status(), StatusCode::UNAUTHORIZED);
    let new = there
        .sign_in("ana@palm.example", "another horse battery")
        .await;
    assert_eq!(new.status(), StatusCode::OK);
    let (status, _) = here
        .ask(Method::POST, "/api/auth/logout-everywhere", None)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    for browser in [here, there] {
        assert_eq!(browser.me().await, StatusCode::UNAUTHORIZED);
    }
    service.stop().await;
}

#[tokio::test]
async fn users_are_added_listed_and_removed_with_their_logins() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let owner = add_user(&service, tenant, "owner", "ana@palm.example").await;
    let browser = Browser::signed_in(&service, "ana@palm.example").await;
    let path = format!("/api/tenants/{tenant}/users");
    let bea = json!({"email": "Bea@palm.example", "role": "agent", "password": PASSWORD});
    let (status, added) = browser.ask(Method::POST, &path, Some(bea.clone())).await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    let (status, problem) = browser.ask(Method::POST, &path, Some(bea)).await;
    assert_eq!(
        (status, code(&problem)),
        (StatusCode::CONFLICT, "email_taken")
    );
    for (body, field) in [
        (
            json!({"email": "c", "role": "agent", "password": PASSWORD}),
            "email",
        ),
        (
            json!({"email": "c@x", "role": "operator", "password": PASSWORD}),
            "role",
        ),
        (
            json!({"email": "c@x", "role": "agent", "password": "peyk-demo"}),
            "password",
        ),
    ] {
        let (status, problem) = browser.ask(Method::POST, &path, Some(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], field);
        assert!(!problem.to_string().contains(PASSWORD), "{problem}");
    }
    let (_, list) = browser.ask(Method::GET, &path, None).await;
    let emails: Vec<_> = list["users"].as_array().unwrap().iter().collect();
    assert_eq!(emails.len(), 2);
    assert_eq!(emails[1]["email"], "bea@palm.example");

    let agent = Browser::signed_in(&service, "bea@palm.example").await;
    let (status, problem) = browser
        .ask(Method::DELETE, &format!("{path}/{owner}"), None)
        .await;
    assert_eq!(
        (status, code(&problem)),
        (StatusCode::CONFLICT, "own_account")
    );
    let bea = format!("{path}/{}", added["id"]);
    let (status, _) = browser.ask(Method::DELETE, &bea, None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(agent.me().await, StatusCode::UNAUTHORIZED);
    let (status, problem) = browser.ask(Method::DELETE, &bea, None).await;
    assert_eq!(
        (status, code(&problem)),
        (StatusCode::NOT_FOUND, "user_not_found")
    );
    service.stop().await;
}

#[tokio::test]
async fn operators_add_and_remove_operators_and_never_themselves() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    assert!(
        create_operator(&service.test, "op@peyk.example")
            .status
            .success()
    );
    let browser = Browser::signed_in(&service, "op@peyk.example").await;
    let add = async |body: Value| browser.ask(Method::POST, "/api/users", Some(body)).await;
    let second = json!({"email": "second@peyk.example", "password": PASSWORD});
    let (status, added) = add(second).await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    assert_eq!(added["role"], "operator");
    let owner = json!({"email": "c@x", "role": "owner", "password": PASSWORD});
    let (status, problem) = add(owner).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "role");
    // An address is one user's, whosever they are.
    let (status, problem) = add(json!({"email": "ana@palm.example", "password": PASSWORD})).await;
    assert_eq!(
        (status, code(&problem)),
        (StatusCode::CONFLICT, "email_taken")
    );

    // Each sees the operators alone, and may do what operators may.
    let other = Browser::signed_in(&service, "second@peyk.example").await;
    let (_, list) = other.ask(Method::GET, "/api/users", None).await;
    let list = list["users"].as_array().unwrap();
    let emails: Vec<_> = list.iter().map(|user| &user["email"]).collect();
    assert_eq!(emails, ["op@peyk.example", "second@peyk.example"]);

    let path = |user: &Value| format!("/api/users/{}", user["id"]);
    let (status, problem) = browser.ask(Method::DELETE, &path(&list[0]), None).await;
    assert_eq!(
        (status, code(&problem)),
        (StatusCode::CONFLICT, "own_account")
    );
    let (status, _) = browser.ask(Method::DELETE, &path(&added), None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(other.me().await, StatusCode::UNAUTHORIZED);
    let (status, _) = browser.ask(Method::DELETE, &path(&added), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let (_, page) = service.ask(Method::GET, "/api/audit", None).await;
    let entries = page["entries"].as_array().unwrap().iter();
    let noted: Vec<_> = entries
        .filter(|entry| entry["tenant_id"].is_null())
        .map(|entry| (&entry["action"], &entry["detail"]))
        .collect();
    for (action, detail) in [
        ("user_added", "operator second@peyk.example"),
        ("user_removed", "second@peyk.example"),
    ] {
        assert!(
            noted.contains(&(&json!(action), &json!(detail))),
            "{noted:?}"
        );
    }
    service.stop().await;
}

#[tokio::test]
async fn tokens_are_shown_once_act_for_their_realm_and_are_revoked() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    let of_tenant = format!("/api/tenants/{tenant}/tokens");
    let by_token = async |secret: &str, path: &str| {
        let request = service.client.get(format!("{}{path}", service.base));
        let answer = request.bearer_auth(secret).send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap())
    };
    for (tokens, role) in [("/api/tokens", "operator"), (of_tenant.as_str(), "owner")] {
        let body = json!({"name": " nightly export "});
        let (status, made) = service.ask(Method::POST, tokens, Some(body)).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let secret = made["secret"].as_str().unwrap();
        assert_eq!(secret.len(), "peyk_".len() + 43);
        assert_eq!(made["last_used_at"], Value::Null);

        let (status, me) = by_token(secret, "/api/me").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(me["user"]["role"], role);
        let token = json!({"id": made["id"], "name": "nightly export"});
        assert_eq!(me["token"], token);
        let (status, _) = by_token(secret, &format!("/api/tenants/{other}")).await;
        let operating = role == "operator";
        assert_eq!(status == StatusCode::OK, operating, "{status}");

        let (_, list) = service.ask(Method::GET, tokens, None).await;
        assert_eq!(list["tokens"].as_array().unwrap().len(), 1);
        assert_eq!(list["tokens"][0]["name"], "nightly export");
        assert!(list["tokens"][0]["last_used_at"].is_string(), "{list}");
        assert!(!list.to_string().contains(&secret[5..]), "{list}");

        let path = format!("{tokens}/{}", made["id"]);
        let revoke = service.client.delete(format!("{}{path}", service.base));
        let answer = revoke.bearer_auth(TOKEN).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        let (status, _) = by_token(secret, "/api/me").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    service.stop().await;
}

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

#[tokio::test]
async fn the_first_operator_is_made_by_a_command_that_can_be_repeated() {
    let service = Service::start().await;
    for _ in 0..2 {
        let output = create_operator(&service.test, "Op@peyk.example");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(!said.contains(PASSWORD), "{said}");
    }
    let browser = Browser::signed_in(&service, "op@peyk.example").await;
    let (_, me) = browser.ask(Method::GET, "/api/me", None).await;
    assert_eq!(me["user"]["role"], "operator");
    assert_eq!(me["user"]["tenant_id"], Value::Null);
    let body = json!({"name": "Palm Homes"});
    let (status, _) = browser.ask(Method::POST, "/api/tenants", Some(body)).await;
    assert_eq!(status, StatusCode::CREATED);
    let output = create_operator(&service.test, "not an address");
    assert!(!output.status.success());
    service.stop().await;
}

#[tokio::test]
async fn the_audit_log_says_who_did_what() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let id = add_user(&service, tenant, "owner", "ana@palm.example").await;
    let mut browser = Browser::signed_in(&service, "ana@palm.example").await;
    for action in ["connect", "disconnect"] {
        let path = format!("/api/tenants/{tenant}/whatsapp/{action}");
        browser.ask(Method::POST, &path, None).await;
    }
    browser
        .sign_in("ana@palm.example", "a wrong password")
        .await;
    browser
        .sign_in("typed-in@the.wrong.field", "a wrong password")
        .await;

    let mut seen = Vec::new();
    let mut after = json!(0);
    while !after.is_null() {
        let path = format!("/api/audit?limit=2&after={after}");
        let (status, page) = service.ask(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::OK);
        seen.extend(page["entries"].as_array().unwrap().clone());
        after = page["next_after"].clone();
    }
    let ana = format!("user:{id} ana@palm.example");
    let expected = [
        ("operator token", "tenant_added", Some(tenant)),
        ("operator token", "user_added", Some(tenant)),
        (ana.as_str(), "login", Some(tenant)),
        (ana.as_str(), "whatsapp_connect", Some(tenant)),
        (ana.as_str(), "whatsapp_disconnect", Some(tenant)),
        (ana.as_str(), "login_failed", Some(tenant)),
        ("unknown", "login_failed", None),
    ];
    assert_eq!(seen.len(), expected.len(), "{seen:?}");
    for (entry, (actor, action, tenant)) in seen.iter().zip(expected) {
        assert_eq!(entry["actor"], actor);
        assert_eq!(entry["action"], action);
        assert_eq!(entry["tenant_id"].as_i64(), tenant.map(TenantId::get));
    }

    // The same, newest first, and what is left of it by its filters.
    let read_back = async |query: &str| {
        let mut seen = Vec::new();
        let mut before = String::new();
        loop {
            let path = format!("/api/audit?limit=2{query}{before}");
            let (status, page) = service.ask(Method::GET, &path, None).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            seen.extend(page["entries"].as_array().unwrap().clone());
            match page["next_before"].as_i64() {
                Some(next) => before = format!("&before={next}"),
                None => return seen,
            }
        }
    };
    let mut back = read_back("").await;
    back.reverse();
    assert_eq!(back, seen);
    let failures = read_back("&action=login_failed").await;
    assert_eq!(failures, [seen[6].clone(), seen[5].clone()]);
    let of_tenant = read_back(&format!("&action=login_failed&tenant_id={tenant}")).await;
    assert_eq!(of_tenant, [seen[5].clone()]);
    for query in ["before=5&after=5", "limit=501", "tenant_id=0"] {
        let path = format!("/api/audit?{query}");
        let (status, _) = service.ask(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
    }

    // The owner reads what is about the tenant, and learns no operator's name.
    let path = format!("/api/tenants/{tenant}/audit");
    let owner = Browser::signed_in(&service, "ana@palm.example").await;
    let (_, first) = owner
        .ask(Method::GET, &format!("{path}?limit=4"), None)
        .await;
    let rest = format!("{path}?before={}", first["next_before"]);
    let (_, rest) = owner.ask(Method::GET, &rest, None).await;
    let pages = [&first, &rest].map(|page| page["entries"].as_array().unwrap().clone());
    let read: Vec<_> = pages
        .iter()
        .flatten()
        .map(|entry| (entry["actor"].as_str(), entry["action"].as_str()))
        .collect();
    let ana = Some(ana.as_str());
    let expected = [
        (ana, Some("login")),
        (ana, Some("login_failed")),
        (ana, Some("whatsapp_disconnect")),
        (ana, Some("whatsapp_connect")),
        (ana, Some("login")),
        (Some("an operator"), Some("user_added")),
        (Some("an operator"), Some("tenant_added")),
    ];
    assert_eq!(read, expected);
    assert_eq!(rest["next_before"], Value::Null);
    let (_, page) = service.ask(Method::GET, &path, None).await;
    assert_eq!(page["entries"][6]["actor"], "operator token");
    service.stop().await;
}
