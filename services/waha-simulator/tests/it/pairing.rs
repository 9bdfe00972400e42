//! How a phone is linked.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::{KEY, SHOP, Waha};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

#[tokio::test(start_paused = true)]
async fn the_qr_code_comes_in_three_forms() {
    let waha = Waha::new();
    waha.create("tenant_1", json!({})).await;
    let picture = waha.get("/api/tenant_1/auth/qr").await;
    assert_eq!(picture.status, 200);
    assert_eq!(picture.headers["content-type"], "image/png");
    assert!(picture.bytes.starts_with(PNG));

    let as_json = Request::get("/api/tenant_1/auth/qr")
        .header("X-Api-Key", KEY)
        .header("Accept", "application/json")
        .body(Body::empty())
        .unwrap();
    let as_json = waha.send(as_json).await.ok(200);
    assert_eq!(as_json["mimetype"], "image/png");
    assert_eq!(
        STANDARD.decode(as_json["data"].as_str().unwrap()).unwrap(),
        picture.bytes
    );

    let raw = waha.get("/api/tenant_1/auth/qr?format=raw").await.ok(200);
    assert!(raw["value"].as_str().unwrap().starts_with("2@"));
}

#[tokio::test(start_paused = true)]
async fn a_qr_code_is_waited_for_and_then_refused_without_a_status_code() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let begun = Instant::now();
    let answer = waha.get("/api/tenant_1/auth/qr").await.ok(422);
    assert_eq!(begun.elapsed().as_secs(), 10);
    let expected = json!({
        "error": "Session status is not as expected. Try again later or restart the session",
        "session": "tenant_1",
        "status": "WORKING",
        "expected": ["SCAN_QR_CODE"],
    });
    assert_eq!(answer, expected);
    let unknown = waha.get("/api/nobody/auth/qr").await.ok(422);
    let expected = json!({"error": "Session \"nobody\" does not exist", "session": "nobody"});
    assert_eq!(unknown, expected);
}

#[tokio::test(start_paused = true)]
async fn a_phone_scans_only_what_is_shown() {
    let waha = Waha::new();
    waha.scan("nobody", SHOP).await.ok(404);
    waha.post("/api/sessions", json!({"name": "tenant_1"}))
        .await
        .ok(201);
    let refused = waha.scan("tenant_1", SHOP).await.ok(409);
    assert!(
        refused["error"].as_str().unwrap().contains("STOPPED"),
        "{refused}"
    );
    waha.post("/api/sessions/tenant_1/start", json!({}))
        .await
        .ok(201);
    waha.until("tenant_1", "SCAN_QR_CODE").await;
    waha.scan("tenant_1", "a phone").await.ok(400);
    let scanned = waha.scan("tenant_1", "+971 50 123 4567").await.ok(200);
    assert_eq!(scanned["status"], "STARTING", "the engine reconnects first");
    waha.until("tenant_1", "WORKING").await;
    waha.scan("tenant_1", SHOP).await.ok(409);
    let me = waha.get("/api/sessions/tenant_1/me").await.ok(200);
    assert_eq!(me["id"], format!("{SHOP}@c.us"));
    assert!(me["lid"].as_str().unwrap().ends_with("@lid"));
}

#[tokio::test(start_paused = true)]
async fn a_browser_works_at_once() {
    let waha = Waha::with(&[("WAHA__ENGINE", "WEBJS")]);
    waha.create("tenant_1", json!({})).await;
    waha.until("tenant_1", "SCAN_QR_CODE").await;
    let scanned = waha.scan("tenant_1", SHOP).await.ok(200);
    assert_eq!(
        scanned["status"], "SCAN_QR_CODE",
        "no forced reconnect in between"
    );
    waha.until("tenant_1", "WORKING").await;
}

#[tokio::test(start_paused = true)]
async fn a_code_can_be_typed_instead() {
    let waha = Waha::new();
    waha.create("tenant_1", json!({})).await;
    let body = json!({"phoneNumber": SHOP});
    let code = waha
        .post("/api/tenant_1/auth/request-code", body.clone())
        .await
        .ok(201);
    let scan = |code: Value| {
        waha.post(
            "/sim/sessions/tenant_1/scan",
            json!({"phone": SHOP, "code": code}),
        )
    };
    scan(json!("WRONG-ONE")).await.ok(409);
    scan(code["code"].clone()).await.ok(200);
    waha.until("tenant_1", "WORKING").await;
    let late = waha
        .post("/api/tenant_1/auth/request-code", body)
        .await
        .ok(422);
    assert_eq!(
        late["message"],
        "Can request code only in SCAN_QR_CODE status. The current status is WORKING"
    );
    waha.post("/api/nobody/auth/request-code", json!({}))
        .await
        .ok(404);
}
