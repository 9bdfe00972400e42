//! The life of sessions, in paused time: what takes a minute takes no time, and is exact.

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::harness::{KEY, SHOP, Waha};

async fn qr(waha: &Waha, name: &str) -> String {
    let raw = waha
        .get(&format!("/api/{name}/auth/qr?format=raw"))
        .await
        .ok(200);
    raw["value"].as_str().expect("a QR code").to_owned()
}

async fn status(waha: &Waha, name: &str) -> Value {
    waha.get(&format!("/api/sessions/{name}")).await.ok(200)["status"].clone()
}

#[tokio::test(start_paused = true)]
async fn qr_codes_change_after_a_minute_and_five_times_more_then_it_fails() {
    let waha = Waha::new();
    assert_eq!(
        waha.create("tenant_1", json!({})).await["status"],
        "STARTING"
    );
    waha.until("tenant_1", "SCAN_QR_CODE").await;
    let mut codes = vec![qr(&waha, "tenant_1").await];
    sleep(Duration::from_secs(59)).await;
    assert_eq!(
        qr(&waha, "tenant_1").await,
        codes[0],
        "the first lives a minute"
    );
    sleep(Duration::from_secs(2)).await;
    for _ in 0..5 {
        let code = qr(&waha, "tenant_1").await;
        assert!(!codes.contains(&code), "each is new");
        codes.push(code);
        assert_eq!(status(&waha, "tenant_1").await, "SCAN_QR_CODE");
        sleep(Duration::from_secs(20)).await;
    }
    assert_eq!(codes.len(), 6);
    assert_eq!(status(&waha, "tenant_1").await, "FAILED");
    sleep(Duration::from_hours(1)).await;
    assert_eq!(
        status(&waha, "tenant_1").await,
        "FAILED",
        "nothing restarts it"
    );
    assert_eq!(
        waha.post("/api/sessions/tenant_1/start", json!({}))
            .await
            .ok(201)["status"],
        "FAILED"
    );
    waha.post("/api/sessions/tenant_1/restart", json!({}))
        .await
        .ok(201);
    waha.until("tenant_1", "SCAN_QR_CODE").await;
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_logs_out_leaves_a_failed_session_that_restarts_with_a_qr_code() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    let session = waha.until("tenant_1", "WORKING").await;
    assert_eq!(session["me"]["id"], format!("{SHOP}@c.us"));
    assert_eq!(session["engine"]["gows"]["connected"], true);
    waha.post("/sim/sessions/tenant_1/logout-from-phone", json!({}))
        .await
        .ok(204);
    assert_eq!(
        waha.until("tenant_1", "FAILED").await["me"]["id"],
        format!("{SHOP}@c.us")
    );
    waha.post("/sim/sessions/tenant_1/logout-from-phone", json!({}))
        .await
        .ok(409);
    waha.post("/api/sessions/tenant_1/restart", json!({}))
        .await
        .ok(201);
    assert_eq!(
        waha.until("tenant_1", "SCAN_QR_CODE").await["me"],
        Value::Null
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_comes_back_and_a_stop_keeps_the_link() {
    let waha = Waha::new();
    waha.linked("tenant_1", json!({})).await;
    waha.post("/sim/sessions/tenant_1/lose-connection", json!({}))
        .await
        .ok(204);
    assert_eq!(status(&waha, "tenant_1").await, "STARTING");
    waha.until("tenant_1", "WORKING").await;
    let stopped = waha
        .post("/api/sessions/tenant_1/stop", json!({}))
        .await
        .ok(201);
    assert_eq!(
        (&stopped["status"], &stopped["engine"]),
        (&json!("STOPPED"), &json!({}))
    );
    waha.post("/api/sessions/tenant_1/start", json!({}))
        .await
        .ok(201);
    waha.until("tenant_1", "WORKING").await;
    waha.post("/api/sessions/tenant_1/logout", json!({}))
        .await
        .ok(201);
    waha.until("tenant_1", "SCAN_QR_CODE").await;
}

#[tokio::test(start_paused = true)]
async fn creating_twice_is_refused_and_a_put_replaces_everything() {
    let waha = Waha::new();
    let hook = json!({"url": "http://127.0.0.1:1/", "events": ["message"]});
    let config = json!({"metadata": {"tenant_id": "1"}, "webhooks": [hook]});
    let created = waha.create("tenant_1", config.clone()).await;
    assert_eq!(created["config"], config);
    let again = waha
        .post("/api/sessions", json!({"name": "tenant_1"}))
        .await
        .ok(422);
    let expected = json!({
        "message": "Session 'tenant_1' already exists. Use PUT to update it.",
        "error": "Unprocessable Entity",
        "statusCode": 422,
    });
    assert_eq!(again, expected);
    let replaced = json!({"config": {"debug": true}});
    let answer = waha
        .call(Method::PUT, "/api/sessions/tenant_1", Some(&replaced))
        .await
        .ok(200);
    assert_eq!(
        answer["config"],
        json!({"debug": true}),
        "what is not named is gone"
    );
    assert_eq!(answer["status"], "STARTING", "what ran runs again");
    waha.post("/api/sessions/tenant_1/stop", json!({}))
        .await
        .ok(201);
    let answer = waha
        .call(Method::PUT, "/api/sessions/tenant_1", Some(&replaced))
        .await
        .ok(200);
    assert_eq!(answer["status"], "STOPPED", "what was stopped stays so");
}

#[tokio::test(start_paused = true)]
async fn unknown_sessions_are_an_error_where_waha_says_so() {
    let waha = Waha::new();
    let not_found =
        json!({"message": "Session not found", "error": "Not Found", "statusCode": 404});
    for action in ["start", "restart", "logout"] {
        let path = format!("/api/sessions/nobody/{action}");
        assert_eq!(waha.post(&path, json!({})).await.ok(404), not_found);
    }
    assert_eq!(waha.get("/api/sessions/nobody").await.ok(404), not_found);
    assert_eq!(
        waha.call(Method::PUT, "/api/sessions/nobody", None)
            .await
            .ok(404),
        not_found
    );
    assert_eq!(
        waha.post("/api/sessions/nobody/stop", json!({}))
            .await
            .ok(201),
        Value::Null
    );
    assert_eq!(
        waha.call(Method::DELETE, "/api/sessions/nobody", None)
            .await
            .ok(200),
        Value::Null
    );
}

#[tokio::test(start_paused = true)]
async fn lists_show_what_runs_unless_asked_for_all() {
    let waha = Waha::new();
    let made = waha
        .post("/api/sessions", json!({"name": "resting"}))
        .await
        .ok(201);
    assert_eq!(made["status"], "STOPPED", "an omitted start is no start");
    waha.create("running", json!({})).await;
    let names = |list: Value| {
        let items = list.as_array().expect("a list").clone();
        items
            .iter()
            .map(|item| item["name"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(waha.get("/api/sessions").await.ok(200)), ["running"]);
    assert_eq!(
        names(waha.get("/api/sessions?all=true").await.ok(200)),
        ["resting", "running"]
    );
    waha.get("/api/sessions?all=maybe").await.ok(400);
    waha.get("/api/sessions/resting/me").await.ok(404);
    assert_eq!(
        waha.get("/api/sessions/running/me").await.ok(200),
        Value::Null
    );
    assert_eq!(
        waha.call(Method::DELETE, "/api/sessions/running", None)
            .await
            .ok(200),
        Value::Null
    );
    waha.get("/api/sessions/running").await.ok(404);

    let eager = Waha::with(&[("WAHA__START_OMITTED_MEANS_START", "true")]);
    assert_eq!(
        eager.post("/api/sessions", json!({})).await.ok(201)["status"],
        "STARTING"
    );
}

#[tokio::test(start_paused = true)]
async fn a_bad_body_is_refused_with_every_mistake() {
    let waha = Waha::new();
    let body = json!({
        "name": "bad name/../x",
        "start": "yes",
        "config": {
            "metadata": {"tenant_id": 1},
            "webhooks": [{"url": "not a url", "events": ["no.such.event"]}],
        },
    });
    let answer = waha.post("/api/sessions", body).await.ok(400);
    assert_eq!(
        answer["message"].as_array().map(Vec::len),
        Some(5),
        "{answer}"
    );
    assert_eq!(
        (&answer["error"], &answer["statusCode"]),
        (&json!("Bad Request"), &json!(400))
    );

    let broken = Request::post("/api/sessions")
        .header("X-Api-Key", KEY)
        .header("Content-Type", "application/json")
        .body(Body::from("{"))
        .unwrap();
    assert!(waha.send(broken).await.ok(400)["message"].is_string());
    let untyped = Request::post("/api/sessions").header("X-Api-Key", KEY);
    let untyped = untyped.body(Body::from(r#"{"name":"tenant_1"}"#)).unwrap();
    let name = waha.send(untyped).await.ok(201)["name"].clone();
    assert!(
        name.as_str().unwrap().starts_with("session_"),
        "a body of no type is empty: {name}"
    );
}

#[tokio::test(start_paused = true)]
async fn without_the_key_there_is_nothing_but_ping() {
    let waha = Waha::new();
    let bare = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let unauthorized = json!({"message": "Unauthorized", "statusCode": 401});
    for path in [
        "/api/sessions",
        "/health",
        "/api/no/such/path",
        "/api/sessions?x-api-key=wrong",
    ] {
        assert_eq!(waha.send(bare(path)).await.ok(401), unauthorized, "{path}");
    }
    let in_the_query = format!("/api/sessions?x-api-key={KEY}");
    assert_eq!(waha.send(bare(&in_the_query)).await.ok(200), json!([]));
    assert_eq!(
        waha.send(bare("/ping")).await.ok(200),
        json!({"message": "pong"})
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_served_cannot_be_got() {
    let waha = Waha::new();
    let cases = [
        (Method::GET, "/api/no/such/path"),
        (Method::PATCH, "/api/sessions"),
        (Method::GET, "/api/sessions/tenant_1/auth/qr"),
        (Method::GET, "/nowhere"),
        (Method::POST, "/ping"),
    ];
    for (method, path) in cases {
        let answer = waha.call(method.clone(), path, None).await.ok(404);
        let message = format!("Cannot {method} {path}");
        let expected = json!({"message": message, "error": "Not Found", "statusCode": 404});
        assert_eq!(answer, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn lifecycle_calls_queue_and_one_that_waits_too_long_fails() {
    // WEBJS takes three seconds to stop; a call waits five for its turn.
    let waha = Waha::with(&[("WAHA__ENGINE", "WEBJS")]);
    waha.create("tenant_1", json!({})).await;
    let begun = Instant::now();
    let restart = || waha.post("/api/sessions/tenant_1/restart", json!({}));
    let (first, second, third) = tokio::join!(restart(), restart(), restart());
    first.ok(201);
    second.ok(201);
    let error = third.ok(500);
    assert_eq!(
        error["exception"]["message"],
        "async-lock timed out in queue tenant_1"
    );
    assert_eq!(begun.elapsed().as_secs(), 6);
}

#[tokio::test(start_paused = true)]
async fn calls_that_queue_behind_a_delete_find_no_session() {
    // WEBJS takes three seconds to stop: time to queue.
    let waha = Waha::with(&[("WAHA__ENGINE", "WEBJS")]);
    let session = "/api/sessions/tenant_1";
    let (start, restart, logout, stop) = (
        format!("{session}/start"),
        format!("{session}/restart"),
        format!("{session}/logout"),
        format!("{session}/stop"),
    );
    let nothing = || json!({});
    waha.create("tenant_1", json!({})).await;
    let (deleted, started, restarted, logged_out, updated, stopped, again) = tokio::join!(
        waha.call(Method::DELETE, session, None),
        waha.post(&start, nothing()),
        waha.post(&restart, nothing()),
        waha.post(&logout, nothing()),
        waha.call(Method::PUT, session, Some(&Value::Null)),
        waha.post(&stop, nothing()),
        waha.call(Method::DELETE, session, None),
    );
    deleted.ok(200);
    for ghost in [started, restarted, logged_out, updated] {
        assert_eq!(ghost.ok(404)["message"], "Session not found");
    }
    assert_eq!(stopped.ok(201), Value::Null, "as good as stopped");
    again.ok(200);

    waha.create("tenant_1", json!({})).await;
    let new = json!({"name": "tenant_1", "start": true});
    let (deleted, created) = tokio::join!(
        waha.call(Method::DELETE, session, None),
        waha.post("/api/sessions", new),
    );
    deleted.ok(200);
    created.ok(201);
    assert_eq!(status(&waha, "tenant_1").await, "STARTING");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_gives_up_half_way_does_not_stop_the_call() {
    let waha = Waha::with(&[("WAHA__ENGINE", "WEBJS")]);
    let session = "/api/sessions/tenant_1";
    waha.create("tenant_1", json!({})).await;
    let calls = [
        (Method::POST, "/restart"),
        (Method::POST, "/logout"),
        (Method::PUT, ""),
    ];
    let nothing = json!({});
    let give_up = async |method: Method, path: &str| {
        let path = format!("{session}{path}");
        let call = waha.call(method, &path, Some(&nothing));
        let answered = tokio::time::timeout(Duration::from_secs(1), call).await;
        assert!(answered.is_err(), "a stop takes three seconds");
    };
    for (method, path) in calls {
        waha.until("tenant_1", "SCAN_QR_CODE").await;
        give_up(method, path).await;
        assert_eq!(status(&waha, "tenant_1").await, "STOPPED");
    }
    waha.until("tenant_1", "SCAN_QR_CODE").await;
    give_up(Method::DELETE, "").await;
    sleep(Duration::from_secs(3)).await;
    waha.get(session).await.ok(404);
}
