//! What has no tenant is kept until it has one, and is then in the right mailbox, once.

use domain::TenantId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    bodies::message_body,
    harness::{CUSTOMER, PATIENCE, Stack, answer, session},
};

/// The session of former days, which tenants share.
const SHARED: &str = "default";
const SETTINGS: &[(&str, &str)] = &[
    ("PEYK__WEBHOOK__UNSIGNED_SESSIONS", SHARED),
    ("PEYK__UNROUTED__REDRIVE_PERIOD", "200ms"),
    ("PEYK__ROUTES__REPAIR_PERIOD", "200ms"),
];
/// The customer is a lead of every tenant.
const LEADS: &str = "
    insert into contacts (tenant_id) select id from tenants;
    insert into leads (tenant_id, contact_id, whatsapp_phone, stage)
    select tenant_id, id, '971509876543', 'new' from contacts";
/// Whose mailbox has what.
const MAILBOXES: &str = "
    select coalesce(string_agg(t.name || ': ' || m.body, ', ' order by m.body), 'nothing')
    from messages m join tenants t on t.id = m.tenant_id";

async fn start(settings: &[(&str, &str)]) -> Stack {
    let mut stack = Stack::start_with(settings).await;
    stack.start_worker().await;
    stack
}

impl Stack {
    /// An operator asks.
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let url = format!("{}{path}", self.manager_url);
        let request = self.http.request(method, url);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        answer(self.manager.send(request).await.unwrap()).await
    }

    /// The unrouted events.
    async fn unrouted(&self) -> Vec<Value> {
        let (status, body) = self.ask(Method::GET, "/api/unrouted", None).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["events"].as_array().unwrap().clone()
    }

    /// A customer writes to the shared session.
    async fn write_to_shared(&self, stanza: &str, text: &str) -> (StatusCode, Value) {
        let body = message_body(SHARED, CUSTOMER, stanza, text);
        answer(self.post_signed(None, &body, None).await).await
    }

    /// Waits until ingress answers the tenant's webhooks so.
    async fn until_answered(&self, tenant: TenantId, status: StatusCode) {
        // It is of no consequence, and never kept.
        let body = json!({"event": "presence.update", "session": session(tenant), "payload": {}});
        let body = serde_json::to_vec(&body).unwrap();
        let answered = e2e::eventually("ingress' new mind", PATIENCE, async || {
            let is = self.post(Some(tenant), tenant, &body).await.status();
            Ok((is == status).then_some(()))
        });
        answered.await.unwrap();
    }
}

fn not_found() -> (StatusCode, Value) {
    let body = json!({ "status": "error", "message": "Tenant not found" });
    (StatusCode::NOT_FOUND, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_of_two_tenants_waits_until_he_is_one_tenants() {
    let stack = start(SETTINGS).await;
    let palm = stack.manager.add_tenant("Palm Homes").await.unwrap();
    stack.manager.add_tenant("Marina Estates").await.unwrap();
    // Nobody knows him at first. WAHA comes again each time.
    for _ in 0..3 {
        assert_eq!(stack.write_to_shared("AC01", "Hi").await, not_found());
    }
    let unrouted = stack.unrouted().await;
    assert_eq!(unrouted.len(), 1, "{unrouted:?}");
    assert_eq!(unrouted[0]["reason"], "unknown_phone");

    stack.postgres.execute(LEADS).await.unwrap();
    assert_eq!(stack.write_to_shared("AC02", "Hello?").await, not_found());
    let unrouted = stack.unrouted().await;
    let expected = json!({"id": 2, "reason": "ambiguous", "session": SHARED, "event": "message.any",
        "phone": CUSTOMER, "tenant_id": null, "received_at": unrouted[1]["received_at"]});
    assert_eq!(unrouted[1], expected);
    let (status, body) = stack.ask(Method::POST, "/api/unrouted/redrive", None).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, json!({"redriven": 0, "remaining": 2}))
    );
    let (status, body) = stack
        .ask(Method::POST, "/api/unrouted/2/redrive", None)
        .await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::CONFLICT, &json!("not_routable"))
    );

    stack
        .postgres
        .execute(
            "delete from leads using tenants t where t.id = tenant_id and t.name = 'Marina Estates'",
        )
        .await
        .unwrap();
    stack
        .until(MAILBOXES, "Palm Homes: Hello?, Palm Homes: Hi")
        .await;
    // WAHA's next retry finds the tenant, and nothing is there twice.
    let (status, body) = stack.write_to_shared("AC01", "Hi").await;
    assert_eq!(
        (status, &body["tenant_id"]),
        (StatusCode::ACCEPTED, &json!(palm))
    );
    stack.write_to_shared("AC03", "Still there?").await;
    stack
        .until(
            MAILBOXES,
            "Palm Homes: Hello?, Palm Homes: Hi, Palm Homes: Still there?",
        )
        .await;
    let emptied = e2e::eventually("nothing unrouted", PATIENCE, async || {
        Ok(stack.unrouted().await.is_empty().then_some(()))
    });
    emptied.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_to_a_suspended_tenant_is_there_when_it_is_back() {
    let stack = start(SETTINGS).await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let suspend = "update tenants set enabled = false";
    stack.postgres.execute(suspend).await.unwrap();
    stack.until_answered(tenant, StatusCode::NOT_FOUND).await;
    let body = message_body(&session(tenant), CUSTOMER, "AC36", "Hi");
    for _ in 0..2 {
        let refused = answer(stack.post(Some(tenant), tenant, &body).await).await;
        assert_eq!(refused, not_found());
    }
    let unrouted = stack.unrouted().await;
    assert_eq!(unrouted.len(), 1, "{unrouted:?}");
    assert_eq!(
        (&unrouted[0]["reason"], &unrouted[0]["tenant_id"]),
        (&json!("tenant_suspended"), &json!(tenant))
    );
    // It is this tenant's and goes to no other.
    let other = stack.manager.add_tenant("Marina Estates").await.unwrap();
    let path = format!("/api/unrouted/{}/redrive", unrouted[0]["id"]);
    let body = Some(json!({"tenant_id": other}));
    let (status, _) = stack.ask(Method::POST, &path, body).await;
    assert_eq!(status, StatusCode::CONFLICT);

    let resume = "update tenants set enabled = true";
    stack.postgres.execute(resume).await.unwrap();
    stack.until(MAILBOXES, "Palm Homes: Hi").await;
    // The bot answers it as if nothing had been.
    stack
        .simulator
        .replies(&session(tenant), CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_session_manager_the_shared_session_is_asked_to_come_again() {
    let mut stack = start(SETTINGS).await;
    stack.manager.add_tenant("Palm Homes").await.unwrap();
    stack.postgres.execute(LEADS).await.unwrap();
    stack.stop_managers().await;
    let body = message_body(SHARED, CUSTOMER, "AC01", "Hi");
    let response = stack.post_signed(None, &body, None).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key("retry-after"));

    stack.another_manager().await;
    let accepted = e2e::eventually("an answer", PATIENCE, async || {
        let (status, _) = stack.write_to_shared("AC01", "Hi").await;
        Ok((status == StatusCode::ACCEPTED).then_some(()))
    });
    accepted.await.unwrap();
    stack.until(MAILBOXES, "Palm Homes: Hi").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_session_managers_and_an_operator_send_nothing_on_twice() {
    // Without a bot, which would make a lead of the customer as soon as the first message is on its way.
    let mut stack = Stack::start_with(SETTINGS).await;
    let palm = stack.manager.add_tenant("Palm Homes").await.unwrap();
    for stanza in ["AC01", "AC02", "AC03"] {
        assert_eq!(stack.write_to_shared(stanza, stanza).await, not_found());
    }
    // By an operator's word, while nobody knows the customer.
    let body = Some(json!({"tenant_id": palm}));
    let (status, body) = stack
        .ask(Method::POST, "/api/unrouted/3/redrive", body)
        .await;
    assert_eq!((status, body), (StatusCode::OK, json!({"tenant_id": palm})));
    let (status, body) = stack
        .ask(Method::POST, "/api/unrouted/3/redrive", None)
        .await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("unrouted_not_found"))
    );
    let (status, _) = stack.ask(Method::DELETE, "/api/unrouted/2", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);

    let other = stack.another_manager().await;
    stack.postgres.execute(LEADS).await.unwrap();
    let all = || {
        stack
            .http
            .post(format!("{}/api/unrouted/redrive", stack.manager_url))
    };
    let (one, another) = tokio::join!(stack.manager.send(all()), other.send(all()));
    for response in [one.unwrap(), another.unwrap()] {
        assert_eq!(answer(response).await.0, StatusCode::OK);
    }
    stack.start_worker().await;
    let expected = "Palm Homes: AC01, Palm Homes: AC03";
    stack.until(MAILBOXES, expected).await;
    // Another message goes all the way behind them.
    stack.write_to_shared("AC04", "AC04").await;
    let expected = format!("{expected}, Palm Homes: AC04");
    stack.until(MAILBOXES, &expected).await;

    let (_, log) = stack.ask(Method::GET, "/api/audit", None).await;
    let log = log.to_string();
    for word in [
        "unrouted_redriven",
        "unrouted_removed",
        "event 2: message.any of default",
    ] {
        assert!(log.contains(word), "{word}: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_listed_sent_on_and_removed() {
    let stack = start(&[]).await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    // A message without an id can never be stored.
    let body = json!({"event": "message.any", "session": session(tenant), "payload": {}});
    let body = serde_json::to_vec(&body).unwrap();
    let (status, _) = answer(stack.post(Some(tenant), tenant, &body).await).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    let letters = async || {
        let (status, body) = stack.ask(Method::GET, "/api/dead-letters", None).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    };
    let letter = async |id: u64| {
        let seen = e2e::eventually("a dead letter", PATIENCE, async || {
            let letters = letters().await;
            let found = letters["letters"].as_array().unwrap();
            Ok(found.iter().find(|letter| letter["id"] == id).cloned())
        });
        seen.await.unwrap()
    };
    let first = letter(1).await;
    assert_eq!(
        (
            &first["tenant_id"],
            &first["event"],
            &first["session"],
            &first["consumer"]
        ),
        (
            &json!(tenant),
            &json!("message.any"),
            &json!(session(tenant)),
            &json!("bot-worker")
        )
    );
    assert!(
        first["reason"].as_str().unwrap().contains("payload.id"),
        "{first}"
    );

    // Nothing has changed, so that it dies again.
    let (status, _) = stack
        .ask(Method::POST, "/api/dead-letters/1/redrive", None)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    letter(2).await;
    assert_eq!(letters().await["total"], 1);
    let (status, _) = stack.ask(Method::DELETE, "/api/dead-letters/2", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(letters().await, json!({"letters": [], "total": 0}));
    let (status, body) = stack
        .ask(Method::POST, "/api/dead-letters/2/redrive", None)
        .await;
    assert_eq!(
        (status, &body["code"]),
        (StatusCode::NOT_FOUND, &json!("letter_not_found"))
    );
}
