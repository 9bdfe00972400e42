//! A tenant is suspended, served again, given another webhook key, and deleted.

use e2e::eventually;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::states::{QUICK, count, state};
use crate::{
    bodies::message_body,
    harness::{CUSTOMER, PATIENCE, Stack, session},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_tenant_is_refused_within_a_moment_and_goes_on_without_a_scan() {
    let mut stack = Stack::start_with(&QUICK).await;
    stack.start_worker().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let other = stack.linked_tenant("Creek Living").await;
    state(&stack.manager, tenant, "connected").await;
    let path = format!("tenants/{tenant}");
    let set = async |enabled: bool| {
        let change = json!({ "enabled": enabled });
        let (status, body) = stack
            .manager
            .call(Method::PATCH, &path, &change)
            .await
            .unwrap();
        assert_eq!(
            (status, &body["enabled"]),
            (StatusCode::OK, &json!(enabled))
        );
    };

    set(false).await;
    let body = message_body(&session(tenant), CUSTOMER, "AC01", "Hi");
    eventually("a refusal", PATIENCE, async || {
        let answer = stack.post(Some(tenant), tenant, &body).await;
        Ok((answer.status() == StatusCode::NOT_FOUND).then_some(()))
    })
    .await
    .unwrap();
    let is = state(&stack.manager, tenant, "suspended").await;
    assert!(is["reason"].as_str().unwrap().contains("suspended"), "{is}");
    eventually("a stopped session", PATIENCE, async || {
        let sessions = stack.simulator.sessions().await?;
        Ok((sessions[0].1 == "STOPPED").then_some(()))
    })
    .await
    .unwrap();
    let error = stack.manager.connect(tenant).await.unwrap_err().to_string();
    assert!(error.contains("tenant_disabled"), "{error}");
    let error = stack.manager.disconnect(tenant).await.unwrap_err();
    assert!(error.to_string().contains("tenant_disabled"), "{error}");
    // The other one notices nothing.
    stack
        .simulator
        .write(&session(other), CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .simulator
        .replies(&session(other), CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();

    set(true).await;
    stack.manager.connected(tenant, PATIENCE).await.unwrap();
    state(&stack.manager, tenant, "connected").await;
    assert_eq!(count(&stack.manager, tenant, "suspended").await, 1);
    assert_eq!(count(&stack.manager, tenant, "resumed").await, 1);
    stack
        .simulator
        .write(&session(tenant), CUSTOMER, "Hello")
        .await
        .unwrap();
    stack
        .simulator
        .replies(&session(tenant), CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_tenant_leaves_nothing() {
    let mut stack = Stack::start_with(&QUICK).await;
    stack.start_worker().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let other = stack.linked_tenant("Creek Living").await;
    for tenant in [tenant, other] {
        stack
            .simulator
            .write(&session(tenant), CUSTOMER, "Hi")
            .await
            .unwrap();
        stack
            .simulator
            .replies(&session(tenant), CUSTOMER, 1, PATIENCE)
            .await
            .unwrap();
    }
    stack
        .manager
        .ensure_user(tenant, "owner", "ana@palm.example", "a long password")
        .await
        .unwrap();

    let path = format!("tenants/{tenant}");
    let (status, body) = stack
        .manager
        .call(Method::DELETE, &path, &Value::Null)
        .await
        .unwrap();
    assert_eq!(
        (status, body),
        (StatusCode::ACCEPTED, json!({ "deleting": true }))
    );
    eventually("the deletion", PATIENCE, async || {
        Ok((!stack.manager.has_tenant(tenant).await?).then_some(()))
    })
    .await
    .unwrap();
    let sessions = stack.simulator.sessions().await.unwrap();
    assert_eq!(sessions.len(), 1, "{sessions:?}");
    let left = "select sum(rows)::text from (
            select count(*) as rows from users where tenant_id = 1
            union all select count(*) from sessions where tenant_id = 1
            union all select count(*) from contacts where tenant_id = 1
            union all select count(*) from conversations where tenant_id = 1
            union all select count(*) from messages where tenant_id = 1
            union all select count(*) from outbox where tenant_id = 1
            union all select count(*) from leads where tenant_id = 1
            union all select count(*) from session_events where tenant_id = 1) counted";
    assert_eq!(
        stack.postgres.ask(left).await.unwrap().as_deref(),
        Some("0")
    );
    let others = "select count(*)::text from messages where tenant_id = 2";
    assert_ne!(
        stack.postgres.ask(others).await.unwrap().as_deref(),
        Some("0")
    );
    let body = message_body(&session(tenant), CUSTOMER, "AC01", "Hi");
    let answer = stack.post(Some(tenant), tenant, &body).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    // That it was, and who did it, stays known.
    let (_, audit) = stack
        .manager
        .call(Method::GET, "audit", &Value::Null)
        .await
        .unwrap();
    let actions: Vec<_> = audit["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["action"])
        .collect();
    assert!(actions.contains(&&json!("tenant_deleted")), "{actions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_tenant_that_is_gone_is_nothing_to_do() {
    // One that cannot be stored is given up at once.
    let mut stack = Stack::start_with(&[("PEYK__INTAKE__MAX_DELIVERIES", "1")]).await;
    let gone = stack.linked_tenant("Palm Homes").await;
    let other = stack.linked_tenant("Creek Living").await;
    for tenant in [gone, other] {
        let body = message_body(&session(tenant), CUSTOMER, "AC01", "Hi");
        stack.post_until_accepted(tenant, &body).await;
    }
    // As if it went between an event's acceptance and its intake: nobody is there to purge it.
    stack.stop_managers().await;
    let deletion = "delete from tenants where name = 'Palm Homes'";
    stack.postgres.execute(deletion).await.unwrap();

    stack.start_worker().await;
    eventually("the intake of both", PATIENCE, async || {
        let events = stack.stream("WAHA_EVENTS").await;
        let mut consumers = events["consumer_detail"].as_array().unwrap().iter();
        let intake = consumers.find(|consumer| consumer["name"] == "bot-worker");
        let intake = intake.unwrap();
        let done = intake["num_pending"] == 0 && intake["num_ack_pending"] == 0;
        Ok(done.then_some(()))
    })
    .await
    .unwrap();
    let dead = stack.stream("WAHA_DEAD").await;
    assert_eq!(dead["state"]["messages"], 0, "{dead}");
    stack
        .until(
            "select string_agg(body, ', ') from messages where direction = 'in'",
            "Hi",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_webhook_key_is_rolled_out_session_by_session_and_no_message_is_refused() {
    let mut stack = Stack::start_with(&QUICK).await;
    stack.start_worker().await;
    let mut tenants = Vec::new();
    for name in ["Palm Homes", "Creek Living", "Dune Villas"] {
        tenants.push(stack.linked_tenant(name).await);
    }
    for tenant in &tenants {
        state(&stack.manager, *tenant, "connected").await;
    }
    let keys = async || {
        let call = stack
            .manager
            .call(Method::GET, "webhook-keys", &Value::Null);
        call.await.unwrap().1
    };
    assert_eq!(
        keys().await,
        json!({ "sessions": 3, "rolled_out": 3, "pending": 0 })
    );

    let rotate = "webhook-keys/rotate";
    let (status, body) = stack
        .manager
        .call(Method::POST, rotate, &Value::Null)
        .await
        .unwrap();
    assert_eq!(
        (status, body),
        (StatusCode::ACCEPTED, json!({ "sessions": 3 }))
    );
    // What was signed with the former key and is posted again meanwhile.
    for tenant in &tenants {
        let body = message_body(&session(*tenant), CUSTOMER, "AC01", "Hi");
        let answer = stack.post(Some(*tenant), *tenant, &body).await;
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
    }
    eventually("the new keys", PATIENCE, async || {
        Ok((keys().await["pending"] == 0).then_some(()))
    })
    .await
    .unwrap();
    for tenant in &tenants {
        stack.manager.connected(*tenant, PATIENCE).await.unwrap();
        assert_eq!(count(&stack.manager, *tenant, "key_rolled_out").await, 1);
        assert_eq!(count(&stack.manager, *tenant, "reconfigured").await, 1);
        let session = session(*tenant);
        let before = stack
            .simulator
            .delivered(&session, CUSTOMER)
            .await
            .unwrap()
            .len();
        stack
            .simulator
            .write(&session, CUSTOMER, "And now?")
            .await
            .unwrap();
        stack
            .simulator
            .replies(&session, CUSTOMER, before + 1, PATIENCE)
            .await
            .unwrap();
        let refused = stack.simulator.webhooks(&session).await.unwrap();
        let refused = refused.iter().filter(|webhook| {
            webhook
                .attempts
                .iter()
                .any(|attempt| attempt["status"] == 401)
        });
        assert_eq!(refused.count(), 0);
    }
}
