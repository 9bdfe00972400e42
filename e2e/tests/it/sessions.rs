//! A tenant links its number, with the bodies that the dashboard expects.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::harness::{AGENCY, PATIENCE, Stack, answer, session};

#[tokio::test(flavor = "multi_thread")]
async fn connect_scan_status_disconnect() {
    let stack = Stack::start_without_worker().await;
    let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
    let session = session(tenant);
    let status = stack.manager.status(tenant).await.unwrap();
    assert_eq!(
        status,
        json!({ "connected": false, "message": "WhatsApp not configured" })
    );

    let connected = stack.manager.connect(tenant).await.unwrap();
    let qr_url = connected["qr_url"].as_str().unwrap().to_owned();
    let message = "Scan QR code with your WhatsApp to connect";
    let expected =
        json!({ "success": true, "qr_url": qr_url, "session": session, "message": message });
    assert_eq!(connected, expected);
    // As a picture in a page: no token but the link itself.
    let picture = e2e::eventually("a QR code", PATIENCE, async || {
        let response = stack.http.get(url(&stack, &qr_url)).send().await?;
        Ok(response.status().is_success().then_some(response))
    });
    let picture = picture.await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert!(picture.bytes().await.unwrap().starts_with(b"\x89PNG"));
    let status = stack.manager.status(tenant).await.unwrap();
    let expected = json!({ "connected": false, "status": "SCAN_QR_CODE", "message": "Scan QR code to connect" });
    assert_eq!(status, expected);

    stack.simulator.scan(&session, AGENCY).await.unwrap();
    let status = stack.manager.connected(tenant, PATIENCE).await.unwrap();
    let expected =
        json!({ "connected": true, "status": "WORKING", "phone": AGENCY, "session": session });
    assert_eq!(status, expected);
    // The event reaches Postgres by way of the bus.
    stack
        .until(
            "select status || ' ' || phone from sessions",
            "WORKING 971501234567",
        )
        .await;
    assert_eq!(
        stack.manager.connect(tenant).await.unwrap()["success"],
        true,
        "connected already"
    );

    let answer = stack.manager.disconnect(tenant).await.unwrap();
    assert_eq!(
        answer,
        json!({ "success": true, "message": "WhatsApp disconnected" })
    );
    let answer = stack.manager.disconnect(tenant).await.unwrap();
    assert_eq!(
        answer,
        json!({ "success": true, "message": "Already disconnected" })
    );
    let status = stack.manager.status(tenant).await.unwrap();
    assert_eq!(
        status,
        json!({ "connected": false, "message": "WhatsApp not configured" })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_linked_by_a_code_that_is_typed() {
    let stack = Stack::start_without_worker().await;
    let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
    let session = session(tenant);
    let path = format!("tenants/{tenant}/whatsapp/pairing-code");
    let ask = async || {
        let wanted = json!({ "phone": "+971 50 123 4567" });
        let answer = stack.manager.call(Method::POST, &path, &wanted).await;
        answer.unwrap()
    };
    let (status, problem) = ask().await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::NOT_FOUND, Some("session_not_found"))
    );

    stack.manager.connect(tenant).await.unwrap();
    let code = e2e::eventually("a code to type", PATIENCE, async || {
        let (status, answer) = ask().await;
        // The session is still starting.
        let early = status == StatusCode::CONFLICT;
        assert!(early || status == StatusCode::OK, "{status} {answer}");
        Ok((!early).then_some(answer))
    });
    let answer = code.await.unwrap();
    let code = answer["code"].as_str().unwrap();
    assert_eq!(answer, json!({ "code": code, "phone": AGENCY }));

    let type_code = async |code: &str| {
        let typed = stack.simulator.type_code(&session, AGENCY, code).await;
        typed.unwrap()
    };
    assert_eq!(type_code("ABCD-0000").await, StatusCode::CONFLICT);
    assert_eq!(type_code(code).await, StatusCode::OK);
    let status = stack.manager.connected(tenant, PATIENCE).await.unwrap();
    assert_eq!(status["phone"], AGENCY);
    let (status, problem) = ask().await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("session_status"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_waha_forgot_can_be_connected_again() {
    let stack = Stack::start_without_worker().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    stack.simulator.forget().await.unwrap();
    stack.manager.connect(tenant).await.unwrap();
    stack
        .simulator
        .scan(&session(tenant), AGENCY)
        .await
        .unwrap();
    stack.manager.connected(tenant, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_concurrent_connects_make_one_session() {
    let stack = Stack::start_without_worker().await;
    let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
    let (one, other) = tokio::join!(stack.manager.connect(tenant), stack.manager.connect(tenant));
    assert_eq!(
        (&one.unwrap()["success"], &other.unwrap()["success"]),
        (&json!(true), &json!(true))
    );
    stack
        .simulator
        .scan(&session(tenant), AGENCY)
        .await
        .unwrap();
    stack.manager.connected(tenant, PATIENCE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_mistakes_get_a_problem_document() {
    let stack = Stack::start_without_worker().await;
    let get = |path: &str| stack.http.get(format!("{}{path}", stack.manager_url));
    let without_token = get("/api/tenants/1/whatsapp/status").send().await.unwrap();
    let with_a_wrong_one = get("/api/tenants/1")
        .bearer_auth("wrong")
        .send()
        .await
        .unwrap();
    let unknown = stack
        .manager
        .send(get("/api/tenants/77/whatsapp/status"))
        .await
        .unwrap();
    let no_id = stack.manager.send(get("/api/tenants/five")).await.unwrap();
    let no_path = stack.manager.send(get("/api/nothing")).await.unwrap();
    let post = stack
        .http
        .post(format!("{}/api/tenants", stack.manager_url));
    let no_name = stack
        .manager
        .send(post.json(&json!({ "title": "Palm" })))
        .await
        .unwrap();
    for (response, status, word) in [
        (without_token, 401, ""),
        (with_a_wrong_one, 401, ""),
        (unknown, 404, "tenant"),
        (no_id, 400, "tenant"),
        (no_path, 404, ""),
        (no_name, 400, "name"),
    ] {
        let path = response.url().path().to_owned();
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json",
            "{path}"
        );
        let (is, body) = answer(response).await;
        assert_eq!(
            (is.as_u16(), body["status"].as_u64()),
            (status, Some(status.into())),
            "{path}: {body}"
        );
        assert!(body["title"].is_string(), "{path}: {body}");
        assert!(
            body["detail"].as_str().unwrap_or_default().contains(word),
            "{path}: {body}"
        );
    }
}

fn url(stack: &Stack, qr_url: &str) -> String {
    if qr_url.starts_with('/') {
        format!("{}{qr_url}", stack.manager_url)
    } else {
        qr_url.to_owned()
    }
}
