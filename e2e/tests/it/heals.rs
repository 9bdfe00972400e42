//! Sessions heal: what is wanted is in Postgres, and WAHA is brought to it. Nothing is done in a loop.

use e2e::eventually;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::harness::{AGENCY, PATIENCE, Stack, WAHA_KEY, session};
use crate::proxy::Proxy;
use crate::states::{QUICK, count, state};

#[tokio::test(flavor = "multi_thread")]
async fn what_waha_forgot_is_made_again() {
    let stack = Stack::start_with(&QUICK).await;
    forgotten_sessions_come_back_once(&stack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_session_managers_double_nothing() {
    let mut stack = Stack::start_with(&QUICK).await;
    let other = stack.another_manager().await;
    forgotten_sessions_come_back_once(&stack).await;

    let tenant = stack.manager.add_tenant("Marina Estates").await.unwrap();
    let (one, another) = tokio::join!(stack.manager.connect(tenant), other.connect(tenant));
    assert_eq!(
        (&one.unwrap()["success"], &another.unwrap()["success"]),
        (&json!(true), &json!(true))
    );
    let phone = format!("{}9", &AGENCY[..11]);
    stack
        .simulator
        .scan(&session(tenant), &phone)
        .await
        .unwrap();
    state(&other, tenant, "connected").await;
}

async fn forgotten_sessions_come_back_once(stack: &Stack) {
    let mut tenants = Vec::new();
    for name in ["Palm Homes", "Creek Living", "Dune Villas"] {
        tenants.push(stack.linked_tenant(name).await);
    }
    for tenant in &tenants {
        state(&stack.manager, *tenant, "connected").await;
    }
    stack.simulator.forget().await.unwrap();
    let expected: Vec<_> = tenants
        .iter()
        .map(|tenant| (session(*tenant), "SCAN_QR_CODE".to_owned()))
        .collect();
    eventually("the sessions", PATIENCE, async || {
        Ok((stack.simulator.sessions().await? == expected).then_some(()))
    })
    .await
    .unwrap();
    for tenant in tenants {
        let is = state(&stack.manager, tenant, "waiting_for_scan").await;
        assert!(is["reason"].as_str().unwrap().contains("lost"), "{is}");
        assert!(is["next_step"].as_str().unwrap().contains("Scan"), "{is}");
        let phone = format!("{}{tenant}", &AGENCY[..11]);
        stack
            .simulator
            .scan(&session(tenant), &phone)
            .await
            .unwrap();
        let is = state(&stack.manager, tenant, "connected").await;
        assert_eq!((&is["reason"], &is["attempts"]), (&Value::Null, &json!(0)));
        assert_eq!(count(&stack.manager, tenant, "lost").await, 1);
        assert_eq!(count(&stack.manager, tenant, "created").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_logged_out_is_not_linked_again_in_a_loop() {
    // By this clock QR codes are shown for eight seconds: enough to be seen on a busy machine.
    let clock = [("PEYK__CLOCK__SCALE", "20")];
    let stack = Stack::start_with(&[&QUICK[..], &clock].concat()).await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    let other = stack.linked_tenant("Creek Living").await;
    state(&stack.manager, tenant, "connected").await;
    stack
        .simulator
        .log_out_from_phone(&session(tenant))
        .await
        .unwrap();
    // Restarted once, which shows QR codes; nobody scans them.
    let is = eventually("the end of it", PATIENCE, async || {
        let is = stack.manager.session(tenant).await?;
        let timeline = stack.manager.timeline(tenant).await?;
        let mut since = timeline
            .into_iter()
            .skip_while(|(kind, _)| kind != "restarted");
        let scan = since.any(|(_, detail)| detail == "SCAN_QR_CODE");
        Ok((scan && is["status"] == "FAILED").then_some(is))
    });
    let is = is.await.unwrap();
    assert!(is["reason"].as_str().unwrap().contains("logged"), "{is}");
    assert!(
        is["next_step"].as_str().unwrap().contains("Connect"),
        "{is}"
    );
    assert_eq!(is["attempts"], 1);

    let told = stack.simulator.webhooks(&session(tenant)).await.unwrap();
    let next_try = OffsetDateTime::parse(is["next_try_at"].as_str().unwrap(), &Rfc3339).unwrap();
    eventually("the end of the back-off", PATIENCE, async || {
        Ok((service_runtime::clock::now() > next_try).then_some(()))
    })
    .await
    .unwrap();
    // A pass that has healed another session has seen this one too.
    for started in 1..=2 {
        waha(&stack, "POST", &format!("{}/stop", session(other)), None).await;
        eventually("the other session's start", PATIENCE, async || {
            Ok((count(&stack.manager, other, "started").await == started).then_some(()))
        })
        .await
        .unwrap();
        state(&stack.manager, other, "connected").await;
    }
    let still = stack.manager.session(tenant).await.unwrap();
    assert_eq!(still, is);
    let now = stack.simulator.webhooks(&session(tenant)).await.unwrap();
    assert_eq!(now.len(), told.len(), "WAHA was asked for something");
    assert_eq!(count(&stack.manager, tenant, "restarted").await, 1);

    // A person connects: all is as new.
    stack.manager.connect(tenant).await.unwrap();
    let is = state(&stack.manager, tenant, "waiting_for_scan").await;
    assert_eq!((&is["reason"], &is["attempts"]), (&Value::Null, &json!(0)));
    let timeline = stack.manager.timeline(tenant).await.unwrap();
    let asked = ("connect_asked".to_owned(), "an operator".to_owned());
    assert!(timeline.contains(&asked), "{timeline:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nobody_wants_is_removed_and_others_sessions_are_not() {
    let stack = Stack::start_with(&QUICK).await;
    let linked = stack.linked_tenant("Palm Homes").await;
    let known = stack.manager.add_tenant("Creek Living").await.unwrap();
    let ours = format!("{}/api/webhook/waha", stack.ingress_url);
    let theirs = "http://another-platform:8080/webhook";
    for (name, id, url) in [
        ("tenant_777", "777", &*ours),
        (&*session(known), &*known.to_string(), &*ours),
        ("tenant_778", "778", theirs),
        ("tenant_779", "5", &*ours),
        ("default", "777", &*ours),
    ] {
        let config = json!({
            "metadata": {"tenant_id": id},
            "webhooks": [{"url": format!("{url}?tenant_id={id}"), "events": ["session.status"]}],
        });
        let body = json!({"name": name, "start": true, "config": config});
        waha(&stack, "POST", "", Some(body)).await;
    }
    let left = ["default", &session(linked), "tenant_778", "tenant_779"].map(str::to_owned);
    eventually("the removal of the orphans", PATIENCE, async || {
        let sessions = stack.simulator.sessions().await?;
        let names: Vec<_> = sessions.into_iter().map(|(name, _)| name).collect();
        Ok((names == left).then_some(()))
    })
    .await
    .unwrap();
    eventually("a word of it", PATIENCE, async || {
        Ok((count(&stack.manager, known, "removed").await == 1).then_some(()))
    })
    .await
    .unwrap();
    // What another platform's sessions are to be left for, a whole pass later as well.
    waha(&stack, "POST", &format!("{}/stop", session(linked)), None).await;
    eventually("a pass", PATIENCE, async || {
        Ok((count(&stack.manager, linked, "started").await == 1).then_some(()))
    })
    .await
    .unwrap();
    assert_eq!(stack.simulator.sessions().await.unwrap().len(), left.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connect_or_disconnect_that_ends_anywhere_is_finished() {
    let proxy = Proxy::start().await;
    let stack = proxy.stack().await;
    // An old session, stopped, with another's webhook: connecting takes five calls of WAHA.
    for (calls, old) in [(1, false), (5, true)] {
        for (call, answer_lost) in (0..calls).flat_map(|call| [(call, false), (call, true)]) {
            let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
            if old {
                let config = json!({"webhooks": [{"url": "http://old:1/", "events": ["message"]}]});
                let body = json!({"name": session(tenant), "start": false, "config": config});
                waha(&stack, "POST", "", Some(body)).await;
            }
            proxy.break_at(call, answer_lost);
            assert!(stack.manager.connect(tenant).await.is_err(), "call {call}");
            proxy.mend();
            let is = state(&stack.manager, tenant, "waiting_for_scan").await;
            assert_eq!(is["status"], "SCAN_QR_CODE");
            let info = waha(&stack, "GET", &session(tenant), None).await;
            let webhooks = info["config"]["webhooks"].as_array().unwrap();
            let ours = format!("{}/api/webhook/waha?tenant_id={tenant}", stack.ingress_url);
            assert_eq!(webhooks.len(), 1);
            assert_eq!(webhooks[0]["url"], ours, "call {call}");
        }
    }
    for (call, answer_lost) in [(0, false), (0, true), (1, false), (1, true)] {
        let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
        stack.manager.connect(tenant).await.unwrap();
        proxy.break_at(call, answer_lost);
        assert!(stack.manager.disconnect(tenant).await.is_err(), "{call}");
        proxy.mend();
        state(&stack.manager, tenant, "not_connected").await;
        let sessions = stack.simulator.sessions().await.unwrap();
        assert!(sessions.iter().all(|(name, _)| *name != session(tenant)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waha_that_does_not_answer_is_told_in_words_and_nothing_else_is_done() {
    let proxy = Proxy::start().await;
    let stack = proxy.stack().await;
    let tenant = stack.linked_tenant("Palm Homes").await;
    state(&stack.manager, tenant, "connected").await;
    // Passes that find nothing to do are one call each.
    proxy.passes(2).await;
    let others = proxy.others();
    proxy.passes(3).await;
    assert_eq!(proxy.others(), others);

    proxy.set_down(true);
    let is = state(&stack.manager, tenant, "waha_unreachable").await;
    assert!(is["reason"].as_str().unwrap().contains("WAHA"), "{is}");
    proxy.set_down(false);
    let is = state(&stack.manager, tenant, "connected").await;
    assert_eq!((&is["reason"], &is["attempts"]), (&Value::Null, &json!(0)));
    for (kind, times) in [
        ("waha_unreachable", 1),
        ("waha_reachable", 1),
        ("lost", 0),
        ("created", 0),
        ("restarted", 0),
    ] {
        assert_eq!(count(&stack.manager, tenant, kind).await, times, "{kind}");
    }
}

/// Asks WAHA itself about its sessions.
async fn waha(stack: &Stack, method: &str, path: &str, body: Option<Value>) -> Value {
    let url = format!("{}/api/sessions/{path}", stack.simulator.url());
    let request = stack
        .http
        .request(method.parse().unwrap(), url.trim_end_matches('/'))
        .header("X-Api-Key", WAHA_KEY)
        .json(&body.unwrap_or_else(|| json!({})));
    let answer = request.send().await.unwrap().error_for_status().unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()
}
