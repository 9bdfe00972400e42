//! What happens to a tenant is told as it happens, to its own people, once.

use domain::TenantId;
use e2e::eventually;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    bodies::message_body,
    harness::{AGENCY, CUSTOMER, PATIENCE, Stack, answer, session},
};

const PASSWORD: &str = "a long password";

/// One event of a stream.
#[derive(Debug, Clone)]
struct Told {
    event: String,
    id: String,
    data: Value,
}

/// A stream of events, as a browser reads it.
struct Stream {
    response: Response,
    read: String,
}

impl Stream {
    async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        let read = String::new();
        let mut stream = Self { response, read };
        assert_eq!(stream.block().await.as_deref(), Some("retry: 2000"));
        stream
    }

    /// The next lines before an empty one; `None` is the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.read.find("\n\n") {
                let mut block: String = self.read.drain(..end + 2).collect();
                block.truncate(end);
                return Some(block);
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await;
            let chunk = chunk.expect("in time").unwrap()?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn next(&mut self) -> Option<Told> {
        loop {
            let block = self.block().await?;
            let field = |name: &str| {
                let mut lines = block.lines();
                lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            };
            // Otherwise a sign of life.
            if let Some(data) = field("data") {
                return Some(Told {
                    event: field("event").unwrap().to_owned(),
                    id: field("id").unwrap().to_owned(),
                    data: serde_json::from_str(data).unwrap(),
                });
            }
        }
    }

    /// The next one like this; what comes before is passed over.
    async fn until(&mut self, is: impl Fn(&Told) -> bool) -> Told {
        let mut before = Vec::new();
        loop {
            let told = self.next().await;
            let told = told.unwrap_or_else(|| panic!("it ended after {before:?}"));
            if is(&told) {
                return told;
            }
            before.push(told);
        }
    }

    /// Waits for the end.
    async fn ended(&mut self) {
        while self.next().await.is_some() {}
    }

    /// Waits until the session is in a state.
    async fn state(&mut self, state: &str) -> Told {
        self.until(|told| told.event == "session" && told.data["state"] == state)
            .await
    }

    /// What customers wrote, until one wrote this.
    async fn written_until(&mut self, last: &str) -> Vec<String> {
        let mut written = Vec::new();
        while written.last().is_none_or(|text| text != last) {
            let is_in = |told: &Told| told.event == "message" && told.data["direction"] == "in";
            let told = self.until(is_in).await;
            written.push(told.data["body"].as_str().unwrap().to_owned());
        }
        written
    }
}

impl Stack {
    /// Adds an owner of the tenant, and signs them in: their cookie.
    async fn signed_in(&self, tenant: TenantId, email: &str) -> String {
        let user = self.manager.ensure_user(tenant, "owner", email, PASSWORD);
        user.await.unwrap();
        let login = self
            .http
            .post(format!("{}/api/auth/login", self.manager_url))
            .header("X-Peyk-Request", "1")
            .json(&json!({ "email": email, "password": PASSWORD }));
        let login = login.send().await.unwrap();
        assert_eq!(login.status(), StatusCode::OK);
        let cookie = login.headers()[SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    fn events(&self, tenant: TenantId, cookie: &str) -> RequestBuilder {
        let url = format!("{}/api/tenants/{tenant}/events", self.manager_url);
        self.http.get(url).header(COOKIE, cookie)
    }

    /// A customer writes to the tenant.
    async fn write(&self, tenant: TenantId, stanza: &str, text: &str) {
        let body = message_body(&session(tenant), CUSTOMER, stanza, text);
        self.post_until_accepted(tenant, &body).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_a_tenant_is_told_as_it_happens() {
    let stack = Stack::start().await;
    let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
    let other = stack.linked_tenant("Creek Living").await;
    let cookie = stack.signed_in(tenant, "ana@palm.example").await;
    let mut stream = Stream::open(stack.events(tenant, &cookie)).await;
    let first = stream.next().await.unwrap();
    assert_eq!(
        (first.event.as_str(), &first.data["state"]),
        ("session", &json!("not_connected"))
    );

    stack.manager.connect(tenant).await.unwrap();
    stream.state("waiting_for_scan").await;
    let code = stream.until(|told| told.event == "qr").await;
    let link = code.data["qr_url"].as_str().unwrap();
    // No cookie: the link alone opens it.
    let picture = stack.http.get(format!("{}{link}", stack.manager_url));
    let picture = picture.send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");

    let scanned = stack.simulator.scan(&session(tenant), AGENCY).await;
    scanned.unwrap();
    let connected = stream
        .until(|told| told.data["state"] == "connected" && told.data["phone"] == AGENCY)
        .await;
    let known = stack.manager.session(tenant).await.unwrap();
    assert_eq!(connected.data, known, "it is what the page would read");

    // What is another tenant's comes before, and is not told.
    stack.write(other, "AC01", "I am another's").await;
    stack
        .until(
            "select count(*)::text from messages where body like 'I am%'",
            "1",
        )
        .await;
    let name = session(tenant);
    let hello = stack.simulator.write(&name, CUSTOMER, "Hi");
    hello.await.unwrap();
    let written = stream.until(|told| told.event == "message").await.data;
    let expected = json!({
        "id": written["id"],
        "conversation_id": written["conversation_id"],
        "direction": "in",
        "by": "customer",
        "kind": "text",
        "body": "Hi",
        "media": null,
        "ack": null,
        "reactions": [],
        "reply_to": null,
        "edited_at": null,
        "revoked_at": null,
        "chat_id": format!("{CUSTOMER}@c.us"),
        "sent_at": written["sent_at"],
    });
    assert_eq!(written, expected);
    assert!(written["id"].is_i64() && written["sent_at"].is_string());
    // A list that shows the conversation is told as well.
    let answered = stream
        .until(|told| told.data["last_message"]["direction"] == "out")
        .await;
    assert_eq!(answered.event, "conversation");
    assert_eq!(answered.data["id"], written["conversation_id"]);
    let reply = stream.until(|told| told.event == "message").await.data;
    assert_eq!(reply["direction"], "out");
    assert_eq!(reply["conversation_id"], written["conversation_id"]);

    stack.manager.disconnect(tenant).await.unwrap();
    stream.state("not_connected").await;

    let strangers = stack.signed_in(other, "omid@creek.example").await;
    let refused = stack.events(tenant, &strangers).send().await.unwrap();
    let (status, problem) = answer(refused).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::NOT_FOUND, &json!("tenant_not_found"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_cut_what_was_missed_is_told_once() {
    let mut stack = Stack::start().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let other = stack.linked_tenant("Creek Living").await;
    let cookie = stack.signed_in(tenant, "ana@palm.example").await;
    let mut stream = Stream::open(stack.events(tenant, &cookie)).await;
    stack.write(tenant, "AC01", "One").await;
    let one = stream
        .until(|told| told.data["direction"] == "in" && told.data["body"] == "One")
        .await;
    drop(stream);

    for (stanza, text) in [("AC02", "Two"), ("AC03", "Three")] {
        stack.write(tenant, stanza, text).await;
        stack.write(other, stanza, "Another's").await;
    }
    let stored = "select count(*)::text from messages where direction = 'in'";
    stack.until(stored, "5").await;
    let again = stack.events(tenant, &cookie);
    let mut stream = Stream::open(again.header("Last-Event-ID", &one.id)).await;
    stack.write(tenant, "AC04", "Four").await;
    let written = stream.written_until("Four").await;
    assert_eq!(written, ["Two", "Three", "Four"]);
    drop(stream);

    // Whichever process serves it; and for who cannot send the header.
    let another = stack.another_manager().await;
    let url = format!("{}/api/tenants/{tenant}/events", another.url());
    let request = stack.http.get(url).header(COOKIE, &cookie);
    let mut stream = Stream::open(request.query(&[("last_event_id", &one.id)])).await;
    assert_eq!(stream.written_until("Four").await, ["Two", "Three", "Four"]);

    // Of a feed that is no more, or of none.
    for id in ["1-1", "nonsense"] {
        let request = stack.events(tenant, &cookie).header("Last-Event-ID", id);
        let mut stream = Stream::open(request).await;
        let told = stream.next().await.unwrap();
        assert_eq!((told.event.as_str(), &told.data), ("reset", &json!({})));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_counted_and_end_with_the_login_and_with_the_service() {
    let settings = [
        ("PEYK__EVENTS__STREAMS_PER_TENANT", "2"),
        ("PEYK__EVENTS__RECHECK_PERIOD", "100ms"),
    ];
    let mut stack = Stack::start_with(&settings).await;
    let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
    let other = stack.manager.add_tenant("Creek Living").await.unwrap();
    let ana = stack.signed_in(tenant, "ana@palm.example").await;
    let ben = stack.signed_in(tenant, "ben@palm.example").await;
    let mut of_ana = Stream::open(stack.events(tenant, &ana)).await;
    let mut of_ben = Stream::open(stack.events(tenant, &ben)).await;
    let refused = stack.events(tenant, &ana).send().await.unwrap();
    assert!(refused.headers().contains_key("retry-after"));
    let (status, problem) = answer(refused).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::TOO_MANY_REQUESTS, &json!("too_many_streams"))
    );
    // Others have their own places.
    let omid = stack.signed_in(other, "omid@creek.example").await;
    drop(Stream::open(stack.events(other, &omid)).await);

    let logout = stack
        .http
        .post(format!("{}/api/auth/logout", stack.manager_url))
        .header("X-Peyk-Request", "1")
        .header(COOKIE, &ana);
    assert!(logout.send().await.unwrap().status().is_success());
    of_ana.ended().await;
    let free = eventually("a free place", PATIENCE, async || {
        let answer = stack.events(tenant, &ben).send().await?;
        Ok((answer.status() == StatusCode::OK).then_some(answer))
    });
    let _another = free.await.unwrap();
    // Ben's was looked at as often, and goes on.
    stack.manager.connect(tenant).await.unwrap();
    of_ben.state("waiting_for_scan").await;

    // At once: a stream that went on would hold up the stop until its deadline.
    let stopped = tokio::time::Instant::now();
    stack.stop_managers().await;
    assert!(stopped.elapsed() < PATIENCE / 2);
    of_ben.ended().await;
}
