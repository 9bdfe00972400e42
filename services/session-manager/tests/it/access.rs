//! Who may call what: every operation of the API, by everybody.

use std::collections::HashSet;

use domain::TenantId;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::sign_in::{Browser, add_user, create_operator};
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

/// Of each operation: nobody, another tenant's owner, the tenant's agent and owner, an operator.
const TABLE: &[(&str, &str, [Gate; 5])] = &[
    ("POST", "/api/auth/login", [In, In, In, In, In]),
    ("POST", "/api/auth/logout", [Who, In, In, In, In]),
    ("POST", "/api/auth/logout-everywhere", [Who, In, In, In, In]),
    ("POST", "/api/auth/password", [Who, In, In, In, In]),
    ("GET", "/api/me", [Who, In, In, In, In]),
    ("GET", "/api/audit", [Who, No, No, No, In]),
    ("GET", "/api/tokens", [Who, No, No, No, In]),
    ("POST", "/api/tokens", [Who, No, No, No, In]),
    ("DELETE", "/api/tokens/{token_id}", [Who, No, No, No, In]),
    ("GET", "/api/nodes", [Who, No, No, No, In]),
    ("POST", "/api/nodes", [Who, No, No, No, In]),
    ("GET", "/api/nodes/{node_id}", [Who, No, No, No, In]),
    ("PATCH", "/api/nodes/{node_id}", [Who, No, No, No, In]),
    ("DELETE", "/api/nodes/{node_id}", [Who, No, No, No, In]),
    ("POST", "/api/nodes/{node_id}/test", [Who, No, No, No, In]),
    ("POST", "/api/nodes/{node_id}/drain", [Who, No, No, No, In]),
    ("GET", "/api/sessions", [Who, No, No, No, In]),
    ("GET", "/api/webhook-keys", [Who, No, No, No, In]),
    ("POST", "/api/webhook-keys/rotate", [Who, No, No, No, In]),
    ("GET", "/api/unrouted", [Who, No, No, No, In]),
    ("POST", "/api/unrouted/redrive", [Who, No, No, No, In]),
    (
        "POST",
        "/api/unrouted/{event_id}/redrive",
        [Who, No, No, No, In],
    ),
    ("DELETE", "/api/unrouted/{event_id}", [Who, No, No, No, In]),
    ("GET", "/api/dead-letters", [Who, No, No, No, In]),
    (
        "POST",
        "/api/dead-letters/{letter_id}/redrive",
        [Who, No, No, No, In],
    ),
    (
        "DELETE",
        "/api/dead-letters/{letter_id}",
        [Who, No, No, No, In],
    ),
    ("GET", "/api/tenants", [Who, No, No, No, In]),
    ("POST", "/api/tenants", [Who, No, No, No, In]),
    (
        "GET",
        "/api/tenants/{tenant_id}",
        [Who, Nothing, In, In, In],
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/users",
        [Who, Nothing, No, In, In],
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/users",
        [Who, Nothing, No, In, In],
    ),
    (
        "DELETE",
        "/api/tenants/{tenant_id}/users/{user_id}",
        [Who, Nothing, No, In, In],
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/tokens",
        [Who, Nothing, No, In, In],
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/tokens",
        [Who, Nothing, No, In, In],
    ),
    (
        "DELETE",
        "/api/tenants/{tenant_id}/tokens/{token_id}",
        [Who, Nothing, No, In, In],
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/whatsapp/connect",
        [Who, Nothing, In, In, In],
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/whatsapp/status",
        [Who, Nothing, In, In, In],
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/whatsapp/disconnect",
        [Who, Nothing, In, In, In],
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/whatsapp/qr",
        [Who, Nothing, In, In, In],
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/whatsapp/session",
        [Who, Nothing, In, In, In],
    ),
    (
        "GET",
        "/api/tenants/{tenant_id}/whatsapp/timeline",
        [Who, Nothing, In, In, In],
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/whatsapp/move",
        [Who, No, No, No, In],
    ),
    (
        "POST",
        "/api/tenants/{tenant_id}/whatsapp/rotate-key",
        [Who, No, No, No, In],
    ),
    ("PATCH", "/api/tenants/{tenant_id}", [Who, No, No, No, In]),
    // Last: it does what it says.
    ("DELETE", "/api/tenants/{tenant_id}", [Who, No, No, No, In]),
];

#[test]
fn every_operation_has_a_row() {
    let operations = session_manager::operations();
    let operations: HashSet<_> = operations
        .iter()
        .map(|(method, path)| (method.as_str(), *path))
        .collect();
    let rows: HashSet<_> = TABLE
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    assert_eq!(rows.len(), TABLE.len(), "a row is there twice");
    assert_eq!(rows, operations);
}

/// A request without a useful body: what is let in is refused a moment later, and nothing is changed.
async fn gate(request: RequestBuilder, tenants: &str) -> (Gate, Value) {
    let request = request.header(CONTENT_TYPE, "application/json").body("{}");
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap_or_default();
    let gate = match (status, body["code"].as_str()) {
        (401, Some("unauthorized")) => Who,
        (403, Some("forbidden")) => No,
        (404, Some("tenant_not_found")) => Nothing,
        (401 | 403, _) => panic!("{tenants}: {status} {body}"),
        _ => In,
    };
    (gate, body)
}

fn filled(path: &str, tenant: i64) -> String {
    path.replace("{tenant_id}", &tenant.to_string())
        .replace("{user_id}", "999999")
        .replace("{node_id}", "999999")
        .replace("{token_id}", "999999")
        .replace("{event_id}", "999999")
        .replace("{letter_id}", "999999")
}

#[tokio::test]
async fn everybody_gets_what_is_theirs_and_nothing_else() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    add_user(&service, other, "owner", "olga@marina.example").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    assert!(
        create_operator(&service.test, "op@peyk.example")
            .status
            .success()
    );
    let people = [
        "olga@marina.example",
        "ben@palm.example",
        "ana@palm.example",
        "op@peyk.example",
    ];
    for (method, path, expected) in TABLE {
        let method: Method = method.parse().unwrap();
        let at = filled(path, tenant.get());
        let anonymous = service
            .client
            .request(method.clone(), format!("{}{at}", service.base));
        let anonymous = anonymous.header("X-Peyk-Request", "1");
        assert_eq!(
            gate(anonymous, &at).await.0,
            expected[0],
            "{method} {path}: nobody"
        );
        for (email, expected) in people.iter().zip(&expected[1..]) {
            // Anew each time: some operations end the login.
            let browser = Browser::signed_in(&service, email).await;
            let request = browser.request(method.clone(), &at);
            let (found, answer) = gate(request, &at).await;
            assert_eq!(found, *expected, "{method} {path}: {email}");
            if found == Nothing {
                let nowhere = filled(path, 999_999);
                let request = browser.request(method.clone(), &nowhere);
                let (_, of_nowhere) = gate(request, &nowhere).await;
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
        of(other).await,
        of(tenant).await,
        token(&service, "/api/tokens").await,
    ];
    let holders = ["another tenant's", "the tenant's", "operating"];
    for (method, path, [_, stranger, _, owner, operator]) in TABLE {
        let at = filled(path, tenant.get());
        for ((token, holder), expected) in
            tokens.iter().zip(holders).zip([stranger, owner, operator])
        {
            let request = service
                .client
                .request(method.parse().unwrap(), format!("{}{at}", service.base))
                // The sign-in is for browsers, which send it.
                .header("X-Peyk-Request", "1")
                .bearer_auth(token);
            let is_of_login = path.starts_with("/api/auth/") && *path != "/api/auth/login";
            let expected = if is_of_login { No } else { *expected };
            let (found, _) = gate(request, &at).await;
            // What is about a login reads its body first.
            let reads_first = *path == "/api/auth/password" && found == In;
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
