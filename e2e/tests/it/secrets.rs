//! No secret leaves: not in an answer, not in a log line, not in a URL, not in the database as it is stored.

use domain::{
    SessionName, TenantId,
    webhook_key::{FIRST_VERSION, MasterSecret, WebhookKey},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::harness::{
    CUSTOMER, MASTER_KEY, MASTER_SECRET, OPERATOR_TOKEN, PATIENCE, Stack, WAHA_KEY, message_body,
    session,
};
use crate::logs::capture_logs;
use crate::states::{QUICK, state};

const PASSWORD: &str = "a password that nobody knows";

/// What must not be seen, by what it is.
struct Secrets(Vec<(String, String)>);

impl Secrets {
    fn of(tenants: &[TenantId]) -> Self {
        let fixed = [
            ("WAHA's key", WAHA_KEY),
            ("the operator's token", OPERATOR_TOKEN),
            ("the master secret", MASTER_SECRET),
            ("the master key", MASTER_KEY),
            ("a password", PASSWORD),
        ];
        let mut secrets = Self(Vec::new());
        for (name, secret) in fixed {
            secrets.add(name, secret);
        }
        let master = MasterSecret::new(MASTER_SECRET).unwrap();
        for tenant in tenants {
            for version in [FIRST_VERSION, FIRST_VERSION + 1] {
                let key =
                    WebhookKey::derive(&master, *tenant, &SessionName::of_tenant(*tenant), version);
                secrets.add("a webhook key", key.expose());
            }
        }
        secrets
    }

    fn add(&mut self, name: &str, secret: &str) {
        self.0.push((name.to_owned(), secret.to_owned()));
    }

    /// Fails when the text has one of them, also as hexadecimal digits.
    fn are_not_in(&self, place: &str, text: &str) {
        for (name, secret) in &self.0 {
            assert!(!text.contains(secret), "{name} is in {place}");
            assert!(
                !text.contains(&hex(secret)),
                "{name} is in {place}, as digits"
            );
        }
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that was answered, headers too.
#[derive(Default)]
struct Answers(Vec<(String, String)>);

impl Answers {
    async fn ask(&mut self, stack: &Stack, request: RequestBuilder) -> Value {
        let request = request.build().unwrap();
        let place = format!("the answer of {} {}", request.method(), request.url());
        let answer = stack.http.execute(request).await.unwrap();
        let head = format!("{:?} {:?}", answer.status(), answer.headers());
        let body = answer.bytes().await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        let value = serde_json::from_slice(&body).unwrap_or_default();
        self.0.push((place, format!("{head}\n{text}")));
        value
    }

    /// As an operator.
    async fn operate(&mut self, stack: &Stack, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", stack.manager_url);
        let mut request = stack.http.request(method, url).bearer_auth(OPERATOR_TOKEN);
        if !body.is_null() {
            request = request.json(&body);
        }
        self.ask(stack, request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_answered_logged_or_stored() {
    let logs = capture_logs();
    let mut stack = Stack::start_with(&QUICK).await;
    stack.start_worker().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let waiting = stack.manager.add_tenant("Creek Living").await.unwrap();
    let second = stack.another_waha().await;
    let mut secrets = Secrets::of(&[tenant, waiting]);
    let mut answers = Answers::default();

    // Everything that an operator can look at, and what goes wrong with secrets in the hand.
    let node = json!({ "name": "second", "api_url": format!("{}/api", second.url()), "api_key": WAHA_KEY });
    answers
        .operate(&stack, Method::POST, "/api/nodes", node.clone())
        .await;
    answers
        .operate(&stack, Method::POST, "/api/nodes", node)
        .await;
    let wrong = json!({ "name": "third", "api_url": "http://127.0.0.1:1/api", "api_key": WAHA_KEY, "more": WAHA_KEY });
    answers
        .operate(&stack, Method::POST, "/api/nodes", wrong)
        .await;
    answers
        .operate(
            &stack,
            Method::PATCH,
            "/api/nodes/2",
            json!({ "api_key": WAHA_KEY }),
        )
        .await;
    answers
        .operate(&stack, Method::POST, "/api/nodes/2/test", Value::Null)
        .await;
    let tenants = format!("/api/tenants/{waiting}");
    answers
        .operate(
            &stack,
            Method::POST,
            &format!("{tenants}/whatsapp/connect"),
            Value::Null,
        )
        .await;
    state(&stack.manager, waiting, "waiting_for_scan").await;
    for (number, password) in [(1, PASSWORD), (1, PASSWORD), (2, "short")] {
        let user = json!({ "email": format!("ana{number}@palm.example"), "role": "owner", "password": password });
        answers
            .operate(
                &stack,
                Method::POST,
                &format!("/api/tenants/{tenant}/users"),
                user,
            )
            .await;
    }
    answers
        .operate(
            &stack,
            Method::POST,
            "/api/webhook-keys/rotate",
            Value::Null,
        )
        .await;
    e2e::eventually("the new keys", PATIENCE, async || {
        let (_, keys) = stack
            .manager
            .call(Method::GET, "webhook-keys", &Value::Null)
            .await?;
        Ok((keys["pending"] == 0).then_some(()))
    })
    .await
    .unwrap();

    // The browser of the tenant's owner, signed in and signed in wrongly.
    let login = format!("{}/api/auth/login", stack.manager_url);
    let mut cookie = String::new();
    for password in ["a wrong password", PASSWORD] {
        let body = json!({ "email": "ana1@palm.example", "password": password });
        let request = stack
            .http
            .post(&login)
            .header("X-Peyk-Request", "1")
            .json(&body);
        let answer = request.send().await.unwrap();
        if let Some(set) = answer.headers().get("set-cookie") {
            let set = set.to_str().unwrap();
            cookie = set.split(';').next().unwrap().to_owned();
        }
    }
    let (_, cookie_value) = cookie.split_once('=').expect("she is signed in");
    let token = answers
        .operate(
            &stack,
            Method::POST,
            &format!("/api/tenants/{tenant}/tokens"),
            json!({ "name": "export" }),
        )
        .await;
    // Shown this once, and never again: so it is looked for in all but this answer.
    answers.0.pop();
    secrets.add("a login", cookie_value);
    secrets.add("a token", token["secret"].as_str().unwrap());

    let mut pages = Vec::new();
    let (_, document) = stack
        .manager
        .call(Method::GET, "openapi.json", &Value::Null)
        .await
        .unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        // A stream of events does not end.
        if methods.get("get").is_some() && !path.ends_with("/events") {
            pages.push(
                path.replace("{tenant_id}", &tenant.to_string())
                    .replace("{node_id}", "2"),
            );
        }
    }
    assert!(pages.len() > 15, "{pages:?}");
    pages.extend(
        [
            "/metrics",
            "/readyz",
            "/api/tenants/2/whatsapp/qr?format=raw",
        ]
        .map(str::to_owned),
    );
    for page in &pages {
        answers
            .operate(&stack, Method::GET, page, Value::Null)
            .await;
        let url = format!("{}{page}", stack.manager_url);
        let request = stack.http.get(url).header("cookie", &cookie);
        answers.ask(&stack, request).await;
    }

    // Messages, taken and refused.
    stack
        .simulator
        .write(&session(tenant), CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .simulator
        .replies(&session(tenant), CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    let body = message_body(&session(tenant), CUSTOMER, "AC99", "Hello");
    for signature in [None, Some("0".repeat(128))] {
        let answer = stack
            .post_signed(Some(tenant), &body, signature.as_deref())
            .await;
        answers
            .0
            .push(("ingress".to_owned(), answer.text().await.unwrap()));
    }
    stack.manager.disconnect(waiting).await.unwrap();

    for (place, answer) in &answers.0 {
        secrets.are_not_in(place, answer);
    }
    let lines = logs.text();
    assert!(
        lines.contains("session connected"),
        "the services' log lines are seen"
    );
    secrets.are_not_in("the logs", &lines);
    let dump = "select string_agg(query_to_xml(format('select * from %I', relname), true, false, '')::text, '')
                from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";
    let dump = stack.postgres.ask(dump).await.unwrap().unwrap();
    assert!(dump.contains("ana1@palm.example"), "the dump is one");
    secrets.are_not_in("a dump of the database", &dump);
}
