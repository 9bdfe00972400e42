//! Many WAHA nodes, one platform: sessions are placed, moved, and wait for nodes that are away.

use e2e::Simulator;
use futures::{StreamExt, stream};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{CUSTOMER, PATIENCE, Stack, WAHA_KEY, session};
use crate::proxy::Proxy;
use crate::states::{QUICK, count, state};

/// The node of the settings.
const FIRST: i64 = 1;

/// Adds the simulator as a node; its id.
async fn add_node(stack: &Stack, name: &str, simulator: &Simulator, storage: Option<&str>) -> i64 {
    let url = format!("{}/api", simulator.url());
    let node = json!({ "name": name, "api_url": url, "api_key": WAHA_KEY, "storage": storage });
    let (status, node) = stack
        .manager
        .call(Method::POST, "nodes", &node)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::CREATED, "{node}");
    assert_eq!(
        (&node["state"], &node["engine"]),
        (&json!("ok"), &json!("GOWS"))
    );
    node["id"].as_i64().unwrap()
}

async fn change_node(stack: &Stack, node: i64, change: Value) {
    let path = format!("nodes/{node}");
    let (status, body) = stack
        .manager
        .call(Method::PATCH, &path, &change)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::OK, "{body}");
}

async fn node(stack: &Stack, node: i64) -> Value {
    let path = format!("nodes/{node}");
    let (status, body) = stack
        .manager
        .call(Method::GET, &path, &Value::Null)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

async fn names(simulator: &Simulator) -> Vec<String> {
    let sessions = simulator.sessions().await.unwrap();
    sessions.into_iter().map(|(name, _)| name).collect()
}

async fn has(simulator: &Simulator, expected: &[String]) {
    let what = format!("the sessions {expected:?}");
    e2e::eventually(&what, PATIENCE, async || {
        Ok((names(simulator).await == expected).then_some(()))
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn three_agencies_on_two_nodes_each_get_their_own_answers() {
    let mut stack = Stack::start().await;
    let second = stack.another_waha().await;
    change_node(&stack, FIRST, json!({ "capacity": 1 })).await;
    let other = add_node(&stack, "second", &second, None).await;
    change_node(&stack, other, json!({ "capacity": 2 })).await;

    let mut agencies = Vec::new();
    for name in ["Palm Homes", "Creek Living", "Dune Villas"] {
        let tenant = stack.manager.add_tenant(name).await.unwrap();
        stack.manager.connect(tenant).await.unwrap();
        agencies.push((tenant, name));
    }
    // The emptiest first, then there is one place left on each.
    let [a, b, c] = [0, 1, 2].map(|place: usize| session(agencies[place].0));
    assert_eq!(names(&second).await, [a.clone(), c.clone()]);
    assert_eq!(names(&stack.simulator).await, [b]);
    let full = stack.manager.add_tenant("Marina Estates").await.unwrap();
    let error = stack.manager.connect(full).await.unwrap_err().to_string();
    assert!(error.contains("no_capacity"), "{error}");

    for (place, (tenant, name)) in agencies.iter().enumerate() {
        let simulator = if place == 1 {
            &stack.simulator
        } else {
            &second
        };
        let phone = format!("97150123456{place}");
        simulator.scan(&session(*tenant), &phone).await.unwrap();
        stack.manager.connected(*tenant, PATIENCE).await.unwrap();
        // One person who writes to all three.
        simulator
            .write(&session(*tenant), CUSTOMER, "Hi")
            .await
            .unwrap();
        let replies = simulator
            .replies(&session(*tenant), CUSTOMER, 1, PATIENCE)
            .await
            .unwrap();
        assert!(
            replies[0].text.contains(name),
            "{name}: {}",
            replies[0].text
        );
    }
    let filled = node(&stack, other).await;
    assert_eq!(
        (&filled["sessions"], &filled["capacity"]),
        (&json!(2), &json!(2))
    );
    let path = "nodes/2";
    let (status, refusal) = stack
        .manager
        .call(Method::DELETE, path, &Value::Null)
        .await
        .unwrap();
    assert_eq!(
        (status, &refusal["code"]),
        (StatusCode::CONFLICT, &json!("node_in_use"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drained_node_loses_what_nobody_has_linked_and_the_rest_at_the_operators_word() {
    let mut stack = Stack::start_with(&QUICK).await;
    let linked = stack.linked_tenant("Palm Homes").await;
    let waiting = stack.manager.add_tenant("Creek Living").await.unwrap();
    stack.manager.connect(waiting).await.unwrap();
    state(&stack.manager, waiting, "waiting_for_scan").await;
    state(&stack.manager, linked, "connected").await;
    let second = stack.another_waha().await;
    let other = add_node(&stack, "second", &second, None).await;

    let drain = |linked: bool| json!({ "move_linked": linked });
    let (status, drained) = stack
        .manager
        .call(Method::POST, "nodes/1/drain", &drain(false))
        .await
        .unwrap();
    assert_eq!(status, StatusCode::OK, "{drained}");
    assert_eq!(
        (&drained["moving"], &drained["staying"]),
        (&json!(1), &json!(1))
    );
    has(&second, &[session(waiting)]).await;
    has(&stack.simulator, &[session(linked)]).await;
    state(&stack.manager, linked, "connected").await;

    let drained = stack
        .manager
        .call(Method::POST, "nodes/1/drain", &drain(true))
        .await
        .unwrap();
    assert_eq!(drained.1["moving"], 1, "{}", drained.1);
    has(&second, &[session(linked), session(waiting)]).await;
    has(&stack.simulator, &[]).await;
    let is = state(&stack.manager, linked, "waiting_for_scan").await;
    assert!(is["reason"].as_str().unwrap().contains("moved"), "{is}");
    assert_eq!(count(&stack.manager, linked, "moved").await, 1);
    second.scan(&session(linked), "971501234567").await.unwrap();
    stack.manager.connected(linked, PATIENCE).await.unwrap();
    let (status, body) = stack
        .manager
        .call(Method::DELETE, "nodes/1", &Value::Null)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    assert_eq!(node(&stack, other).await["sessions"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_moves_without_a_scan_where_nodes_share_their_storage() {
    let stack = Stack::start_with(&QUICK).await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    state(&stack.manager, tenant, "connected").await;
    // The same WAHA by another name: its storage is the same for certain.
    let url = stack.simulator.url().replace("127.0.0.1", "localhost");
    let twin = Simulator::new(stack.http.clone(), url);
    let other = add_node(&stack, "twin", &twin, Some("shared")).await;
    change_node(&stack, FIRST, json!({ "storage": "shared" })).await;

    let path = format!("tenants/{tenant}/whatsapp/move");
    let (status, moved) = stack
        .manager
        .call(Method::POST, &path, &json!({}))
        .await
        .unwrap();
    assert_eq!(status, StatusCode::OK, "{moved}");
    assert_eq!(
        moved,
        json!({ "success": true, "node_id": other, "needs_scan": false })
    );
    stack.manager.connected(tenant, PATIENCE).await.unwrap();
    let is = state(&stack.manager, tenant, "connected").await;
    assert_eq!(is["phone"], "971501234561");
    let again = json!({ "node_id": other });
    let (status, refusal) = stack
        .manager
        .call(Method::POST, &path, &again)
        .await
        .unwrap();
    assert_eq!(
        (status, &refusal["code"]),
        (StatusCode::CONFLICT, &json!("same_node"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_away_is_told_in_words_and_its_sessions_wait_for_it() {
    let proxy = Proxy::start().await;
    let mut stack = proxy.stack().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    state(&stack.manager, tenant, "connected").await;
    let second = stack.another_waha().await;
    add_node(&stack, "second", &second, None).await;

    proxy.set_down(true);
    let is = state(&stack.manager, tenant, "waha_unreachable").await;
    assert!(
        is["next_step"].as_str().unwrap().starts_with("Wait"),
        "{is}"
    );
    let away = node(&stack, FIRST).await;
    assert_eq!(away["state"], "unreachable", "{away}");
    assert!(away["reason"].as_str().unwrap().contains("WAHA"), "{away}");
    // A tenant who presses Connect meanwhile stays where the phone is linked.
    stack.manager.connect(tenant).await.unwrap_err();
    // One who was never linked is placed where somebody answers.
    let new = stack.manager.add_tenant("Creek Living").await.unwrap();
    stack.manager.connect(new).await.unwrap();
    assert_eq!(names(&second).await, [session(new)]);

    proxy.set_down(false);
    state(&stack.manager, tenant, "connected").await;
    e2e::eventually("the node", PATIENCE, async || {
        Ok((node(&stack, FIRST).await["state"] == "ok").then_some(()))
    })
    .await
    .unwrap();
    assert_eq!(names(&stack.simulator).await, [session(tenant)]);
    assert_eq!(names(&second).await, [session(new)]);
    let (_, sessions) = stack
        .manager
        .call(Method::GET, "sessions?state=connected", &Value::Null)
        .await
        .unwrap();
    assert_eq!(sessions["sessions"][0]["node_name"], "default");
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_over_many_sessions_that_finds_nothing_to_do_is_one_call() {
    // 500 is what a node is meant to hold; it takes a while to make them.
    let sessions = std::env::var("PEYK_TEST_SESSIONS").map_or(60, |text| text.parse().unwrap());
    let proxy = Proxy::start().await;
    let stack = proxy.stack().await;
    change_node(&stack, FIRST, json!({ "capacity": sessions })).await;
    let connected = stream::iter(0..sessions).map(async |number| {
        let tenant = stack
            .manager
            .add_tenant(&format!("Agency {number}"))
            .await
            .unwrap();
        stack.manager.connect(tenant).await.unwrap();
    });
    connected.buffer_unordered(16).collect::<Vec<()>>().await;
    e2e::eventually("all sessions as they should be", PATIENCE, async || {
        let call = stack
            .manager
            .call(Method::GET, "sessions?limit=1", &Value::Null);
        Ok((call.await?.1["states"] == json!({ "waiting_for_scan": sessions })).then_some(()))
    })
    .await
    .unwrap();
    proxy.passes(2).await;
    let (others, written) = (proxy.others(), writes(&stack).await);
    proxy.passes(5).await;
    assert_eq!(
        proxy.others(),
        others,
        "WAHA was asked for nothing but the lists"
    );
    assert_eq!(writes(&stack).await, written, "nothing was written");
}

/// When a session was last written to, how many events the timelines have, and how the nodes are.
async fn writes(stack: &Stack) -> Option<String> {
    let last = "select concat_ws(' ',
            (select max(updated_at) from sessions), (select max(id) from session_events),
            (select max(state_since) from waha_nodes))";
    stack.postgres.ask(last).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_answer_as_a_waha_is_not_added() {
    let stack = Stack::start_with(&[]).await;
    let add = async |node: Value| {
        let (status, refusal) = stack
            .manager
            .call(Method::POST, "nodes", &node)
            .await
            .unwrap();
        (
            status.as_u16(),
            refusal["code"].as_str().unwrap().to_owned(),
        )
    };
    let url = format!("{}/api", stack.simulator.url());
    let node = |url: &str, key: &str| json!({ "name": "second", "api_url": url, "api_key": key });
    let nowhere = add(node("http://127.0.0.1:1/api", "key")).await;
    assert_eq!(nowhere, (503, "waha_unavailable".to_owned()));
    let wrong_key = add(node(&url.replace("127.0.0.1", "localhost"), "another-key")).await;
    assert_eq!(wrong_key, (502, "waha_refused".to_owned()));
    let twice = add(node(&url, WAHA_KEY)).await;
    assert_eq!(twice, (409, "node_url_taken".to_owned()));
    for wrong in [
        node("ftp://waha/api", "key"),
        node(&url, "with space"),
        json!({ "name": " ", "api_url": url, "api_key": "key" }),
        json!({ "name": "second", "api_url": url, "api_key": "key", "capacity": -1 }),
    ] {
        assert_eq!(add(wrong).await, (400, "invalid_request".to_owned()));
    }
    let (_, nodes) = stack
        .manager
        .call(Method::GET, "nodes", &Value::Null)
        .await
        .unwrap();
    assert_eq!(nodes["nodes"].as_array().unwrap().len(), 1, "{nodes}");
    // The key opens for its own URL: another URL wants it again, and that of the settings stays.
    let (status, refusal) = stack
        .manager
        .call(
            Method::PATCH,
            "nodes/1",
            &json!({ "api_url": "http://elsewhere:3000/api" }),
        )
        .await
        .unwrap();
    assert_eq!(
        (status.as_u16(), &refusal["code"]),
        (409, &json!("node_configured"))
    );
}
