//! A session that says WORKING and does not hear is restarted a few times, and then reported.

use std::time::Duration;

use domain::TenantId;
use e2e::eventually;
use serde_json::{Value, json};
use tokio::time::interval;

use crate::gaps::{looking, watched};
use crate::harness::{CUSTOMER, PATIENCE, Stack, session};
use crate::states::{count, state};

/// How often the customer writes: a few messages between two looks.
const PAUSE: Duration = Duration::from_millis(300);

/// The customer writes again and again, until the session is in a state.
async fn written_to_until(stack: &Stack, tenant: TenantId, word: &str) -> Value {
    let what = format!("{word} of tenant {tenant}");
    let name = session(tenant);
    let mut pause = interval(PAUSE);
    let seen = eventually(&what, PATIENCE, async || {
        pause.tick().await;
        stack.simulator.write(&name, CUSTOMER, "Hello?").await?;
        let session = stack.manager.session(tenant).await?;
        Ok((session["state"] == word).then_some(session))
    });
    match seen.await {
        Ok(seen) => seen,
        Err(error) => panic!("{error}: {:?}", stack.manager.timeline(tenant).await),
    }
}

/// Every message that the customer wrote is there once.
async fn nothing_is_missing(stack: &Stack, tenant: TenantId) {
    let url = format!(
        "{}/sim/sessions/{}/chats/{CUSTOMER}@c.us/messages",
        stack.simulator.url(),
        session(tenant)
    );
    let chat: Value = stack
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let messages = chat.as_array().unwrap();
    let written = messages.iter().filter(|message| message["fromMe"] == false);
    let written = written.count().to_string();
    let incoming = "select count(*)::text from messages where direction = 'in'";
    stack.until(incoming, &written).await;
    let replies = stack.simulator.delivered(&session(tenant), CUSTOMER).await;
    let replies = replies.unwrap();
    assert!(replies.iter().all(|reply| reply.sends == 1), "{replies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_webhooks_stay_away_is_restarted_twice_and_then_reported() {
    let mut stack = looking(&[("PEYK__DEAF__GRACE", "1s")]).await;
    stack.start_worker().await;
    let tenant = watched(&stack, "Palm Homes").await;
    let name = session(tenant);
    let deafness = json!({ "webhooks": true, "survives": 100 });
    stack.simulator.deafen(&name, &deafness).await.unwrap();

    let is = written_to_until(&stack, tenant, "deaf").await;
    let reason = is["reason"].as_str().unwrap();
    assert!(reason.contains("restarting it did not help"), "{is}");
    assert!(
        is["next_step"].as_str().unwrap().contains("operator"),
        "{is}"
    );
    assert_eq!(is["status"], "WORKING");
    assert_eq!(count(&stack.manager, tenant, "restarted").await, 2);
    assert_eq!(count(&stack.manager, tenant, "deaf").await, 1);
    let timeline = stack.manager.timeline(tenant).await.unwrap();
    let why = timeline.iter().find(|(kind, _)| kind == "restarted");
    assert!(why.unwrap().1.contains("nothing was heard"), "{timeline:?}");

    // It is not restarted again, and what it does not tell is fetched all the same.
    for _ in 0..10 {
        let write = stack.simulator.write(&name, CUSTOMER, "Hello?");
        write.await.unwrap();
    }
    nothing_is_missing(&stack, tenant).await;
    state(&stack.manager, tenant, "deaf").await;
    assert_eq!(count(&stack.manager, tenant, "restarted").await, 2);

    // It hears again: nobody has to do anything.
    stack.simulator.deafen(&name, &json!({})).await.unwrap();
    let is = written_to_until(&stack, tenant, "connected").await;
    assert_eq!(is["reason"], Value::Null);
    assert_eq!(count(&stack.manager, tenant, "hears").await, 1);
    nothing_is_missing(&stack, tenant).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_engine_lost_whatsapp_is_restarted_and_what_waited_comes() {
    let deaf = [
        ("PEYK__DEAF__GRACE", "1s"),
        ("PEYK__DEAF__QUIET_AFTER", "1s"),
    ];
    let mut stack = looking(&deaf).await;
    stack.start_worker().await;
    let tenant = watched(&stack, "Palm Homes").await;
    let name = session(tenant);
    let deafness = json!({ "engine": true });
    stack.simulator.deafen(&name, &deafness).await.unwrap();
    stack.simulator.write(&name, CUSTOMER, "Hi").await.unwrap();

    let replies = stack.simulator.replies(&name, CUSTOMER, 1, PATIENCE).await;
    assert_eq!(replies.unwrap()[0].sends, 1);
    state(&stack.manager, tenant, "connected").await;
    assert_eq!(count(&stack.manager, tenant, "restarted").await, 1);
    assert_eq!(count(&stack.manager, tenant, "deaf").await, 0);
    nothing_is_missing(&stack, tenant).await;
}
