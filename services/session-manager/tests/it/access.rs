//! Who may call what: every operation of the API, by everybody.

use domain::TenantId;
use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::document::{self, Operation};
use crate::people::{Browser, add_user, create_operator};
use crate::{Service, TOKEN};

/// What the gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gate {
    /// The operation is called, whatever comes of it.
    In,
    /// 401: who are you?
    Who,
    /// 403: not you.
    No,
    /// 404, as of a tenant that does not exist.
    Nothing,
}

use Gate::{In, No, Nothing, Who};

/// Nobody; of another tenant the agent and the owner; of the tenant the agent and the owner; an operator.
type Gates = [Gate; 6];

const EVERYBODY: Gates = [In; 6];
const WHOEVER_IS_KNOWN: Gates = [Who, In, In, In, In, In];
const OPERATORS: Gates = [Who, No, No, No, No, In];
const OWNERS: Gates = [Who, Nothing, Nothing, No, In, In];
const MEMBERS: Gates = [Who, Nothing, Nothing, In, In, In];

/// Whom each operation lets in. This is what is wanted, and said apart from the code that does it.
const TABLE: &[(&str, &str, Gates)] = &[
    ("GET", "/api/openapi.json", EVERYBODY),
    ("GET", "/api/docs", EVERYBODY),
    ("POST", "/api/auth/login", EVERYBODY),
    ("POST", "/api/auth/logout", WHOEVER_IS_KNOWN),
    ("POST", "/api/auth/logout-everywhere", WHOEVER_IS_KNOWN),
    ("POST", "/api/auth/password", WHOEVER_IS_KNOWN),
    ("GET", "/api/me", WHOEVER_IS_KNOWN),
    ("GET", "/api/audit", OPERATORS),
    ("GET", "/api/users", OPERATORS),
    ("POST", "/api/users", OPERATORS),
    ("DELETE", "/api/users/{user_id}", OPERATORS),
    ("GET", "/api/tokens", OPERATORS),
    ("POST", "/api/tokens", OPERATORS),
    ("DELETE", "/api/tokens/{token_id}", OPERATORS),
    ("GET", "/api/nodes", OPERATORS),
    ("POST", "/api/nodes", OPERATORS),
    ("GET", "/api/nodes/{node_id}", OPERATORS),
    ("PATCH", "/api/nodes/{node_id}", OPERATORS),
    ("DELETE", "/api/nodes/{node_id}", OPERATORS),
    ("POST", "/api/nodes/{node_id}/test", OPERATORS),
    ("POST", "/api/nodes/{node_id}/drain", OPERATORS),
    ("GET", "/api/sessions", OPERATORS),
    ("GET", "/api/fleet", OPERATORS),
    ("GET", "/api/trace", OPERATORS),
    ("GET", "/api/usage", OPERATORS),
    ("GET", "/api/webhook-keys", OPERATORS),
    ("POST", "/api/webhook-keys/rotate", OPERATORS),
    ("GET", "/api/unrouted", OPERATORS),
    ("POST", "/api/unrouted/redrive", OPERATORS),
    ("POST", "/api/unrouted/{event_id}/redrive", OPERATORS),
    ("DELETE", "/api/unrouted/{event_id}", OPERATORS),
    ("GET", "/api/dead-letters", OPERATORS),
    ("POST", "/api/dead-letters/{letter_id}/redrive", OPERATORS),
    ("DELETE", "/api/dead-letters/{letter_id}", OPERATORS),
    ("GET", "/api/tenants", OPERATORS),
    ("POST", "/api/tenants", OPERATORS),
    ("GET", "/api/tenants/{tenant_id}", MEMBERS),
    ("PATCH", "/api/tenants/{tenant_id}", OPERATORS),
    ("DELETE", "/api/tenants/{tenant_id}", OPERATORS),
    ("GET", "/api/tenants/{tenant_id}/users", OWNERS),
    ("POST", "/api/tenants/{tenant_id}/users", OWNERS),
    ("DELETE", "/api/tenants/{tenant_id}/users/{user_id}", OWNERS),
    ("GET", "/api/tenants/{tenant_id}/tokens", OWNERS),
    ("POST", "/api/tenants/{tenant_id}/tokens", OWNERS),
    (
        "DELETE",
        "/api/tenants/{tenant_id}/tokens/{token_id}",
        OWNERS,
    ),
    ("GET", "/api/tenants/{tenant_id}/audit", OWNERS),
    ("POST", "/api/tenants/{tenant_id}/whatsapp/connect", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/whatsapp/status", MEMBERS),
    (
        "POST",
        "/api/tenants/{tenant_id}/whatsapp/disconnect",
        MEMBERS,
    ),
    ("POST", "/api/tenants/{tenant_id}/whatsapp/move", OPERATORS),
    (
        "POST",
        "/api/tenants/{tenant_id}/whatsapp/rotate-key",
        OPERATORS,
    ),
    ("GET", "/api/tenants/{tenant_id}/whatsapp/qr", MEMBERS),
    (
        "POST",
        "/api/tenants/{tenant_id}/whatsapp/pairing-code",
        MEMBERS,
    ),
    ("GET", "/api/tenants/{tenant_id}/whatsapp/session", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/whatsapp/timeline", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/events", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/conversations", MEMBERS),
    (
        "GET",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}",
        MEMBERS,
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/bot",
        MEMBERS,
    ),
    (
        "DELETE",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/next",
        MEMBERS,
    ),
    (
        "DELETE",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/outbox/{reply_id}",
        MEMBERS,
    ),
    (
        "PUT",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/read",
        MEMBERS,
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/takeover",
        MEMBERS,
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/resume",
        MEMBERS,
    ),
    (
        "PUT",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out",
        MEMBERS,
    ),
    (
        "DELETE",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/opt-out",
        MEMBERS,
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/messages",
        MEMBERS,
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/conversations/{conversation_id}/messages",
        MEMBERS,
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/messages/{message_id}/media",
        MEMBERS,
    ),
    ("GET", "/api/tenants/{tenant_id}/home", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/leads", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/leads.csv", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/leads/stages", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/leads/{lead_id}", MEMBERS),
    ("PATCH", "/api/tenants/{tenant_id}/leads/{lead_id}", MEMBERS),
    (
        "GET",
        "/api/tenants/{tenant_id}/leads/{lead_id}/history",
        MEMBERS,
    ),
    ("GET", "/api/tenants/{tenant_id}/colleagues", MEMBERS),
    ("GET", "/api/tenants/{tenant_id}/contacts", OWNERS),
    (
        "GET",
        "/api/tenants/{tenant_id}/contacts/{contact_id}/export",
        OWNERS,
    ),
    (
        "DELETE",
        "/api/tenants/{tenant_id}/contacts/{contact_id}",
        OWNERS,
    ),
    ("GET", "/api/tenants/{tenant_id}/privacy", OWNERS),
    ("PUT", "/api/tenants/{tenant_id}/privacy", OWNERS),
    ("GET", "/api/tenants/{tenant_id}/export", OWNERS),
    ("GET", "/api/tenants/{tenant_id}/crm", OWNERS),
    ("PUT", "/api/tenants/{tenant_id}/crm", OWNERS),
    ("DELETE", "/api/tenants/{tenant_id}/crm", OWNERS),
    ("POST", "/api/tenants/{tenant_id}/crm/rotate-secret", OWNERS),
    ("GET", "/api/tenants/{tenant_id}/crm-deliveries", OWNERS),
    (
        "POST",
        "/api/tenants/{tenant_id}/crm-deliveries/{delivery_id}/redeliver",
        OWNERS,
    ),
    ("GET", "/api/tenants/{tenant_id}/llm", OWNERS),
    ("PUT", "/api/tenants/{tenant_id}/llm", OWNERS),
    ("DELETE", "/api/tenants/{tenant_id}/llm", OWNERS),
    ("POST", "/api/tenants/{tenant_id}/llm/check", OWNERS),
    ("GET", "/api/tenants/{tenant_id}/faq", MEMBERS),
    ("PUT", "/api/tenants/{tenant_id}/faq", OWNERS),
    ("GET", "/api/tenants/{tenant_id}/bot-settings", MEMBERS),
    ("PUT", "/api/tenants/{tenant_id}/bot-settings", OWNERS),
    ("GET", "/api/flow-schema", EVERYBODY),
    ("GET", "/api/flow-templates", WHOEVER_IS_KNOWN),
    ("GET", "/api/tenants/{tenant_id}/flows", MEMBERS),
    (
        "GET",
        "/api/tenants/{tenant_id}/flows/{flow}/draft",
        MEMBERS,
    ),
    ("PUT", "/api/tenants/{tenant_id}/flows/{flow}/draft", OWNERS),
    (
        "POST",
        "/api/tenants/{tenant_id}/flows/{flow}/lint",
        MEMBERS,
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/flows/{flow}/publish",
        OWNERS,
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/flows/{flow}/rollback",
        OWNERS,
    ),
    ("POST", "/api/tenants/{tenant_id}/flows/{flow}/try", MEMBERS),
    (
        "POST",
        "/api/tenants/{tenant_id}/flows/{flow}/replay",
        MEMBERS,
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/flows/{flow}/versions",
        MEMBERS,
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/flows/{flow}/versions/{version}",
        MEMBERS,
    ),
];

/// Every operation of the document, with whom it has to let in.
fn operations() -> Vec<(Operation, Gates)> {
    let operations = document::operations().into_iter();
    let with_gates = operations.map(|operation| {
        let is_its = |(method, path, _): &&(&str, &str, Gates)| {
            operation.method == *method && operation.path == *path
        };
        let row = TABLE.iter().find(is_its);
        let (.., gates) = row.unwrap_or_else(|| panic!("there is no row for {operation:?}"));
        (operation, *gates)
    });
    let mut with_gates: Vec<_> = with_gates.collect();
    // Last: it does what it says.
    with_gates.sort_by_key(|(operation, _)| {
        operation.method == "DELETE" && operation.path == "/api/tenants/{tenant_id}"
    });
    with_gates
}

#[test]
fn every_operation_has_a_row_and_says_whom_it_lets_in() {
    let operations = operations();
    assert_eq!(
        operations.len(),
        TABLE.len(),
        "a row is of no operation, or there twice"
    );
    for (operation, gates) in operations {
        let expected = match operation.access.as_str() {
            "open" => EVERYBODY,
            "known" => WHOEVER_IS_KNOWN,
            "operators" => OPERATORS,
            "owners" => OWNERS,
            "members" | "members-or-link" => MEMBERS,
            access => panic!("{access} is new"),
        };
        assert_eq!(gates, expected, "{operation:?}");
    }
}

/// Asks without a useful body: what is let in is refused a moment later, and nothing is changed.
async fn gate(operation: &Operation, at: &str, request: RequestBuilder) -> (Gate, Value) {
    let request = request.header(CONTENT_TYPE, "application/json").body("{}");
    let answer = request.send().await.unwrap();
    let status = answer.status();
    // A stream has no end.
    let is_stream = answer
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "text/event-stream");
    let body: Value = if is_stream {
        Value::Null
    } else {
        answer.json().await.unwrap_or_default()
    };
    document::check(&operation.method, at, status, &body);
    let gate = match (status.as_u16(), body["code"].as_str()) {
        (401, Some("unauthorized")) => Who,
        (403, Some("forbidden")) => No,
        (404, Some("tenant_not_found")) => Nothing,
        (401 | 403, _) => panic!("{at}: {status} {body}"),
        _ => In,
    };
    (gate, body)
}

/// The path with ids; those of what is a tenant's are of nothing.
fn filled(path: &str, tenant: i64) -> String {
    let fill = |part: &str| match part {
        "{tenant_id}" => tenant.to_string(),
        part if part.starts_with('{') => "999999".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn everybody_gets_what_is_theirs_and_nothing_else() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    add_user(&service, other, "agent", "omid@marina.example").await;
    add_user(&service, other, "owner", "olga@marina.example").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    assert!(
        create_operator(&service.test, "op@peyk.example")
            .status
            .success()
    );
    let people = [
        "omid@marina.example",
        "olga@marina.example",
        "ben@palm.example",
        "ana@palm.example",
        "op@peyk.example",
    ];
    for (operation, [nobody, expected @ ..]) in operations() {
        let Operation { method, path, .. } = &operation;
        let at = filled(path, tenant.get());
        let anonymous = service
            .client
            .request(method.clone(), format!("{}{at}", service.base));
        let anonymous = anonymous.header("X-Peyk-Request", "1");
        let (found, _) = gate(&operation, &at, anonymous).await;
        assert_eq!(found, nobody, "{method} {path}: nobody");
        for (email, expected) in people.iter().zip(expected) {
            // Anew each time: some operations end the login.
            let browser = Browser::signed_in(&service, email).await;
            let request = browser.request(method.clone(), &at);
            let (found, answer) = gate(&operation, &at, request).await;
            assert_eq!(found, expected, "{method} {path}: {email}");
            if found == Nothing {
                let nowhere = filled(path, 999_999);
                let request = browser.request(method.clone(), &nowhere);
                let (_, of_nowhere) = gate(&operation, &nowhere, request).await;
                assert_eq!(answer, of_nowhere, "{method} {path}");
            }
        }
    }
    service.stop().await;
}

#[tokio::test]
async fn tokens_are_let_in_as_their_realm_is() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    let of =
        async |tenant: TenantId| token(&service, &format!("/api/tenants/{tenant}/tokens")).await;
    let tokens = [
        ("another tenant's", of(other).await),
        ("the tenant's", of(tenant).await),
        ("operating", token(&service, "/api/tokens").await),
        ("the settings'", TOKEN.to_owned()),
    ];
    for (operation, [_, _, stranger, _, owner, operator]) in operations() {
        let Operation { method, path, .. } = &operation;
        let at = filled(path, tenant.get());
        let expected = [stranger, owner, operator, operator];
        for ((holder, token), expected) in tokens.iter().zip(expected) {
            let request = service
                .client
                .request(method.clone(), format!("{}{at}", service.base))
                // The sign-in is for browsers, which send it.
                .header("X-Peyk-Request", "1")
                .bearer_auth(token);
            let is_of_login = path.starts_with("/api/auth/") && path != "/api/auth/login";
            let expected = if is_of_login { No } else { expected };
            let (found, _) = gate(&operation, &at, request).await;
            // What is about a login reads its body first.
            let reads_first = path == "/api/auth/password" && found == In;
            assert!(
                found == expected || reads_first,
                "{method} {path}: {holder}: {found:?}"
            );
        }
    }
    service.stop().await;
}

async fn token(service: &Service, path: &str) -> String {
    let body = serde_json::json!({"name": "machine"});
    let request = service.client.post(format!("{}{path}", service.base));
    let answer = request.bearer_auth(TOKEN).json(&body).send().await.unwrap();
    let made: Value = answer.json().await.unwrap();
    made["secret"].as_str().unwrap().to_owned()
}
