//! Users, operators and tokens.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::{Browser, PASSWORD, add_user, code, create_operator};
use crate::{Service, TOKEN};

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
