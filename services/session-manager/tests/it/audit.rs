//! The audit log.

use domain::TenantId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::Service;
use crate::people::{Browser, add_user};

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

#[tokio::test]
async fn several_actions_are_one_list() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    let owner = Browser::signed_in(&service, "ana@palm.example").await;
    let of = async |actions: &str| {
        let path = format!("/api/tenants/{tenant}/audit?action={actions}");
        let (status, page) = owner.ask(Method::GET, &path, None).await;
        let entries = page["entries"].as_array().cloned().unwrap_or_default();
        let actions: Vec<_> = entries.iter().map(|one| one["action"].clone()).collect();
        (status, actions)
    };
    let (_, found) = of("tenant_added,%20login").await;
    assert_eq!(found, ["login", "tenant_added"]);
    let (_, found) = of("user_added").await;
    assert_eq!(found, ["user_added"]);
    let (status, _) = of(&["login"; 21].join(",")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    service.stop().await;
}
