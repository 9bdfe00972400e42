//! No secret leaves: not in an answer, not in a log line, not in a URL, not in the database as it is stored.

use domain::{
    SessionName, TenantId,
    webhook_key::{FIRST_VERSION, MasterSecret, WebhookKey},
};
use e2e::Simulator;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::logs::capture_logs;
use crate::states::{QUICK, state};
use crate::{
    bodies::message_body,
    harness::{
        CUSTOMER, MASTER_KEY, MASTER_SECRET, OPERATOR_TOKEN, PATIENCE, Stack, WAHA_KEY, session,
    },
};

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
                !text.contains(&hex::encode(secret)),
                "{name} is in {place}, as digits"
            );
        }
    }
}

/// Everything that was answered, headers too.
struct Answers<'a> {
    stack: &'a Stack,
    seen: Vec<(String, String)>,
}

impl Answers<'_> {
    async fn ask(&mut self, request: RequestBuilder) -> Value {
        let request = request.build().unwrap();
        let place = format!("the answer of {} {}", request.method(), request.url());
        let mut answer = self.stack.http.execute(request).await.unwrap();
        let mut text = format!("{:?} {:?}\n", answer.status(), answer.headers());
        let streams = answer.headers()["content-type"] == "text/event-stream";
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = answer.chunk().await {
            body.extend_from_slice(&chunk);
            // A stream of events has no end; it begins with the state of the session.
            if streams && String::from_utf8_lossy(&body).contains("data:") {
                break;
            }
        }
        text.push_str(&String::from_utf8_lossy(&body));
        self.seen.push((place, text));
        serde_json::from_slice(&body).unwrap_or_default()
    }

    /// As an operator.
    async fn operate(&mut self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.stack.manager_url);
        let request = self.stack.http.request(method, url);
        let request = request.bearer_auth(OPERATOR_TOKEN);
        self.ask(if body.is_null() {
            request
        } else {
            request.json(&body)
        })
        .await
    }
}

/// What an operator does with secrets in the hand, rightly and wrongly.
async fn operates(answers: &mut Answers<'_>, tenant: TenantId, second: &Simulator) {
    let url = format!("{}/api", second.url());
    let node = json!({ "name": "second", "api_url": url, "api_key": WAHA_KEY });
    let nowhere =
        json!({ "name": "third", "api_url": "http://127.0.0.1:1/api", "api_key": WAHA_KEY });
    let odd = json!({ "name": "third", "api_url": url, "api_key": WAHA_KEY, "more": WAHA_KEY });
    for node in [node.clone(), node, nowhere, odd] {
        answers.operate(Method::POST, "/api/nodes", node).await;
    }
    let again = json!({ "api_key": WAHA_KEY });
    answers.operate(Method::PATCH, "/api/nodes/2", again).await;
    answers
        .operate(Method::POST, "/api/nodes/2/test", Value::Null)
        .await;
    let users = format!("/api/tenants/{tenant}/users");
    for (number, password) in [(1, PASSWORD), (1, PASSWORD), (2, "short")] {
        let email = format!("ana{number}@palm.example");
        let user = json!({ "email": email, "role": "owner", "password": password });
        answers.operate(Method::POST, &users, user).await;
    }
    let rotate = "/api/webhook-keys/rotate";
    answers.operate(Method::POST, rotate, Value::Null).await;
    e2e::eventually("the new keys", PATIENCE, async || {
        let call = answers
            .stack
            .manager
            .call(Method::GET, "webhook-keys", &Value::Null);
        Ok((call.await?.1["pending"] == 0).then_some(()))
    })
    .await
    .unwrap();
}

/// The tenant's owner signs in, wrongly and rightly; her cookie.
async fn signs_in(stack: &Stack) -> String {
    let login = format!("{}/api/auth/login", stack.manager_url);
    let mut cookie = None;
    for password in ["a wrong password", PASSWORD] {
        let body = json!({ "email": "ana1@palm.example", "password": password });
        let request = stack.http.post(&login).header("X-Peyk-Request", "1");
        let answer = request.json(&body).send().await.unwrap();
        let set = answer.headers().get("set-cookie").cloned();
        cookie = set.or(cookie);
    }
    let set = cookie.expect("she is signed in");
    set.to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// Everything that there is to look at, as an operator and as the owner.
async fn looks_around(answers: &mut Answers<'_>, tenant: TenantId, cookie: &str) {
    let document = answers
        .operate(Method::GET, "/api/openapi.json", Value::Null)
        .await;
    let paths = document["paths"].as_object().unwrap();
    let looks = paths
        .iter()
        .filter(|(_, methods)| methods.get("get").is_some());
    let mut pages: Vec<String> = looks
        .map(|(path, _)| {
            path.replace("{tenant_id}", &tenant.to_string())
                .replace("{node_id}", "2")
        })
        .collect();
    assert!(pages.len() > 15, "{pages:?}");
    let more = [
        "/metrics",
        "/readyz",
        "/api/tenants/2/whatsapp/qr?format=raw",
    ];
    pages.extend(more.map(str::to_owned));
    for page in &pages {
        answers.operate(Method::GET, page, Value::Null).await;
        let url = format!("{}{page}", answers.stack.manager_url);
        let request = answers.stack.http.get(url).header("cookie", cookie);
        answers.ask(request).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_answered_logged_or_stored() {
    let logs = capture_logs();
    let mut stack = Stack::start_with(&QUICK).await;
    stack.start_worker().await;
    let second = stack.another_waha().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let waiting = stack.manager.add_tenant("Creek Living").await.unwrap();
    let mut secrets = Secrets::of(&[tenant, waiting]);
    let mut answers = Answers {
        stack: &stack,
        seen: Vec::new(),
    };
    let connect = format!("/api/tenants/{waiting}/whatsapp/connect");
    answers.operate(Method::POST, &connect, Value::Null).await;
    state(&stack.manager, waiting, "waiting_for_scan").await;
    operates(&mut answers, tenant, &second).await;

    let cookie = signs_in(&stack).await;
    secrets.add("a login", cookie.split_once('=').unwrap().1);
    let tokens = format!("/api/tenants/{tenant}/tokens");
    let token = answers
        .operate(Method::POST, &tokens, json!({ "name": "export" }))
        .await;
    secrets.add("a token", token["secret"].as_str().unwrap());
    // Shown this once, and never again: so it is looked for in all but this answer.
    answers.seen.pop();
    looks_around(&mut answers, tenant, &cookie).await;

    // Messages, taken and refused.
    let name = session(tenant);
    stack.simulator.write(&name, CUSTOMER, "Hi").await.unwrap();
    stack
        .simulator
        .replies(&name, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    let body = message_body(&name, CUSTOMER, "AC99", "Hello");
    for signature in [None, Some("0".repeat(128))] {
        let answer = stack
            .post_signed(Some(tenant), &body, signature.as_deref())
            .await;
        let text = answer.text().await.unwrap();
        answers.seen.push(("ingress".to_owned(), text));
    }
    stack.manager.disconnect(waiting).await.unwrap();

    for (place, answer) in &answers.seen {
        secrets.are_not_in(place, answer);
    }
    let lines = logs.text();
    let seen = lines.contains("session connected");
    assert!(seen, "the services' log lines are seen");
    secrets.are_not_in("the logs", &lines);
    let dump = "select string_agg(query_to_xml(format('select * from %I', relname), true, false, '')::text, '')
                from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";
    let dump = stack.postgres.ask(dump).await.unwrap().unwrap();
    assert!(dump.contains("ana1@palm.example"), "the dump is one");
    secrets.are_not_in("a dump of the database", &dump);
}
