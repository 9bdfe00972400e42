//! Signing in and out, and passwords.

use reqwest::header::SET_COOKIE;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::{Browser, PASSWORD, add_user, code};
use crate::{Service, TOKEN};

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
