//! What webhooks do not bring is fetched from WAHA's history: every message once, and answered once.

use std::collections::BTreeSet;

use domain::TenantId;
use e2e::eventually;
use serde_json::json;

use crate::harness::{CUSTOMER, PATIENCE, Stack, session};
use crate::states::{QUICK, count, state};

/// Histories that are compared all the time. A webhook has a second to come.
pub(crate) const LOOKING: [(&str, &str); 3] = [
    ("PEYK__GAP_FILL__PERIOD", "200ms"),
    ("PEYK__GAP_FILL__SETTLE", "1s"),
    ("PEYK__GAP_FILL__CALLS_PER_SECOND", "50"),
];

/// How many customers there are.
const CUSTOMERS: usize = 40;

const INCOMING: &str = "select count(*)::text from messages where direction = 'in'";
/// Messages that are there more than once, which a key cannot be: by what they say, then.
const TWICE: &str = "select count(*)::text from (
    select body from messages where direction = 'in' group by tenant_id, body having count(*) > 1) twice";

/// With all settings that a test needs to be quick.
pub(crate) async fn looking(others: &[(&str, &str)]) -> Stack {
    Stack::start_with(&[&QUICK[..], &LOOKING, others].concat()).await
}

/// A tenant whose session is known to work: from here on its history counts.
pub(crate) async fn watched(stack: &Stack, name: &str) -> TenantId {
    let tenant = stack.linked_tenant(name).await;
    state(&stack.manager, tenant, "connected").await;
    tenant
}

/// The number of a customer.
fn customer(number: usize) -> String {
    format!("97150987{number:04}")
}

/// Every customer writes one message, each with words of its own; the bare ids.
async fn all_write(stack: &Stack, tenant: TenantId) -> BTreeSet<String> {
    let session = session(tenant);
    let mut ids = BTreeSet::new();
    for number in 0..CUSTOMERS {
        let (from, text) = (customer(number), format!("Hi, I am customer {number}"));
        let write = stack.simulator.write(&session, &from, &text);
        ids.insert(write.await.unwrap());
    }
    ids
}

/// How many of these messages no webhook has brought.
async fn lost(stack: &Stack, tenant: TenantId, ids: &BTreeSet<String>) -> usize {
    let webhooks = stack.simulator.webhooks(&session(tenant)).await.unwrap();
    let of_them = |id: &Option<String>| id.as_ref().is_some_and(|id| ids.contains(id));
    let brought = webhooks
        .iter()
        .filter(|webhook| webhook.event == "message.any" && of_them(&webhook.message_id))
        .filter(|webhook| webhook.delivered_at.is_some())
        .count();
    ids.len() - brought
}

/// Waits for one reply to each customer, then for some more looks at the history, and sees that nobody was
/// answered twice.
async fn answered_once(stack: &Stack, tenant: TenantId) {
    let session = session(tenant);
    for number in 0..CUSTOMERS {
        let from = customer(number);
        let replies = stack.simulator.replies(&session, &from, 1, PATIENCE);
        replies.await.unwrap();
    }
    looks(stack).await;
    // One more goes all the way behind them: what was to come of them has come by then.
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    let replies = stack.simulator.replies(&session, CUSTOMER, 1, PATIENCE);
    replies.await.unwrap();
    for number in 0..CUSTOMERS {
        let from = customer(number);
        let delivered = stack.simulator.delivered(&session, &from);
        let delivered = delivered.await.unwrap();
        let sends: Vec<_> = delivered.iter().map(|reply| reply.sends).collect();
        assert_eq!(sends, [1], "customer {number}: {delivered:?}");
    }
    assert_eq!(
        stack.postgres.ask(TWICE).await.unwrap().as_deref(),
        Some("0")
    );
}

/// Waits until every session's history was compared to the end once more, from now on.
async fn looks(stack: &Stack) {
    let now = "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')";
    let now = stack.postgres.ask(now).await.unwrap().unwrap();
    let behind = "select to_char(min(looked_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
        from session_watches";
    eventually("a look at every history", PATIENCE, async || {
        let looked = stack.postgres.ask(behind).await?;
        Ok(looked.is_some_and(|looked| looked > now).then_some(()))
    })
    .await
    .unwrap();
}

async fn drop_webhooks(stack: &Stack, share: f64) {
    let faults = json!({ "webhook_drop": share });
    stack.simulator.faults(&faults).await.unwrap();
}

async fn a_fifth_of_the_webhooks_is_lost(stack: &Stack) {
    let tenant = watched(stack, "Palm Homes").await;
    // The look that follows a link is over: what comes now is found by one of those that are made each period.
    looks(stack).await;
    drop_webhooks(stack, 0.2).await;
    let ids = all_write(stack, tenant).await;
    drop_webhooks(stack, 0.0).await;

    stack.until(INCOMING, &CUSTOMERS.to_string()).await;
    answered_once(stack, tenant).await;
    let lost = lost(stack, tenant, &ids).await;
    assert!(lost > 0, "no webhook was lost");
    let fetched = "select count(*)::text from messages where backfilled and direction = 'in'";
    let fetched = stack.postgres.ask(fetched).await.unwrap().unwrap();
    assert!(
        fetched.parse::<usize>().unwrap() >= lost,
        "{fetched}, {lost} were lost"
    );
    // A loss here and there is no deafness.
    assert_eq!(count(&stack.manager, tenant, "restarted").await, 0);
    let session = stack.manager.session(tenant).await.unwrap();
    assert_eq!(session["gap_fill"], "supported");
    assert!(session["last_event_at"].is_string(), "{session}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_webhooks_lose_is_there_once_and_answered_once() {
    let mut stack = looking(&[]).await;
    stack.start_worker().await;
    a_fifth_of_the_webhooks_is_lost(&stack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_session_managers_fetch_nothing_twice() {
    let mut stack = looking(&[]).await;
    stack.start_worker().await;
    let _other = stack.another_manager().await;
    a_fifth_of_the_webhooks_is_lost(&stack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_ingress_messages_come_from_the_history_and_no_session_is_restarted() {
    let mut stack = looking(&[("PEYK__DEAF__GRACE", "1s")]).await;
    stack.start_worker().await;
    let one = watched(&stack, "Palm Homes").await;
    let other = watched(&stack, "Creek Living").await;
    stack.stop_ingress().await;
    // Twice, with a look between: one message alone proves nothing.
    for round in 1..=2 {
        for tenant in [one, other] {
            let (session, text) = (session(tenant), format!("Hi, for the {round}. time"));
            let write = stack.simulator.write(&session, CUSTOMER, &text);
            write.await.unwrap();
        }
        stack.until(INCOMING, &(2 * round).to_string()).await;
    }
    let suspected = "select count(*)::text from session_watches
        where deaf_signs >= 2 and deaf_since < now() - interval '2s'";
    stack.until(suspected, "2").await;
    looks(&stack).await;
    stack.start_ingress().await;
    for tenant in [one, other] {
        let session = session(tenant);
        let all_come = async || {
            let webhooks = stack.simulator.webhooks(&session).await?;
            let waits = webhooks
                .iter()
                .any(|webhook| webhook.delivered_at.is_none());
            Ok((!waits).then_some(()))
        };
        eventually("WAHA's retries", PATIENCE, all_come)
            .await
            .unwrap();
        let replies = stack.simulator.delivered(&session, CUSTOMER);
        let replies = replies.await.unwrap();
        assert!(!replies.is_empty());
        assert!(replies.iter().all(|reply| reply.sends == 1), "{replies:?}");
        assert_eq!(count(&stack.manager, tenant, "restarted").await, 0);
        assert_eq!(count(&stack.manager, tenant, "deaf").await, 0);
    }
    assert_eq!(
        stack.postgres.ask(INCOMING).await.unwrap().as_deref(),
        Some("4")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nats_could_not_take_is_fetched_when_it_is_back() {
    let mut stack = looking(&[]).await;
    stack.start_worker().await;
    let tenant = watched(&stack, "Palm Homes").await;
    drop_webhooks(&stack, 1.0).await;
    tokio::task::block_in_place(|| stack.nats.kill()).unwrap();
    all_write(&stack, tenant).await;
    stack
        .until(
            "select (max(failures) > 0)::text from session_watches",
            "true",
        )
        .await;
    tokio::task::block_in_place(|| stack.nats.restart()).unwrap();
    stack.until(INCOMING, &CUSTOMERS.to_string()).await;
    drop_webhooks(&stack, 0.0).await;
    answered_once(&stack, tenant).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_manager_killed_in_the_middle_loses_nothing() {
    let slow = [
        ("PEYK__GAP_FILL__PAGE", "4"),
        ("PEYK__GAP_FILL__CALLS_PER_SECOND", "4"),
    ];
    let others = [
        ("PEYK__GAP_FILL__PERIOD", "200ms"),
        ("PEYK__GAP_FILL__SETTLE", "1s"),
    ];
    let mut stack = Stack::start_with(&[&QUICK[..], &others, &slow].concat()).await;
    stack.start_worker().await;
    let tenant = watched(&stack, "Palm Homes").await;
    stack.stop_managers().await;
    drop_webhooks(&stack, 1.0).await;
    all_write(&stack, tenant).await;
    let (mut doomed, _) = stack.spawn_manager(&[]).await;
    stack
        .until(
            "select (count(*) >= 4)::text from messages where backfilled",
            "true",
        )
        .await;
    doomed.kill().await.unwrap();
    let fetched = stack.postgres.ask(INCOMING).await.unwrap().unwrap();
    assert!(
        fetched.parse::<usize>().unwrap() < CUSTOMERS,
        "it was done already"
    );

    stack.manager = stack.another_manager().await;
    stack.until(INCOMING, &CUSTOMERS.to_string()).await;
    drop_webhooks(&stack, 0.0).await;
    answered_once(&stack, tenant).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_without_a_history_says_so() {
    for (engine, expected) in [("WEBJS", "unsupported"), ("NOWEB", "supported")] {
        let stack = looking(&[("PEYK__WAHA__ENGINE", engine)]).await;
        let tenant = watched(&stack, "Palm Homes").await;
        eventually("the word about the history", PATIENCE, async || {
            let session = stack.manager.session(tenant).await?;
            assert_eq!(session["state"], "connected", "{session}");
            Ok((session["gap_fill"] == expected).then_some(()))
        })
        .await
        .unwrap();
    }
}
