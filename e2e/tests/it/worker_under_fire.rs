//! The greater kill: customers write, the bot answers, and everything between them is killed in turn, workers, NATS,
//! Postgres, the door and WAHA. Every message is in its mailbox once, every chat's turns are in order, and every reply
//! is on the customer's phone once.
//!
//! `PEYK_TEST_MESSAGES=20000` writes that many, in 500 chats of 50 tenants; by default it is what CI has the time for.

mod load;

use std::time::{Duration, Instant};

use domain::TenantId;
use e2e::fire::{self, Chat, Findings, Victim, Written};
use load::{Load, Size};
use serde_json::{Value, json};

use crate::harness;

/// By default. Enough for every kill to find messages under way.
const CI: Size = Size {
    messages: 800,
    chats: 40,
    tenants: 8,
    rate: 40,
    between_kills: 30,
};
/// By hand, as far as not said otherwise.
const GREAT: Size = Size {
    messages: 20_000,
    chats: 500,
    tenants: 50,
    rate: 100,
    between_kills: 300,
};
/// Each in its turn.
const VICTIMS: [Victim; 6] = [
    Victim::Worker(0),
    Victim::Nats,
    Victim::Worker(1),
    Victim::Postgres,
    Victim::Ingress,
    Victim::Waha,
];

/// What a worker waits for a message that later ones have overtaken. Webhooks that are held back come 50 to 200 ms
/// late.
const SETTLE: Duration = Duration::from_millis(500);
/// The same where nothing may come later, on a machine that has other things to do.
const LONG_SETTLE: Duration = Duration::from_secs(5);

fn size() -> Size {
    let Ok(asked) = std::env::var("PEYK_TEST_MESSAGES") else {
        return CI;
    };
    let messages: usize = asked.parse().unwrap();
    let share = |all: usize| (all * messages).div_ceil(GREAT.messages).clamp(8, all);
    Size {
        messages,
        chats: share(GREAT.chats),
        tenants: share(GREAT.tenants),
        ..GREAT
    }
}

/// One message to each tenant from somebody new: behind all that was to come.
fn last_ones(tenants: &[TenantId]) -> Vec<Written> {
    let now = service_runtime::clock::now().unix_timestamp();
    let last = tenants.iter().map(|tenant| Written {
        chat: Chat {
            tenant: tenant.get(),
            customer: "971509999999".to_owned(),
        },
        stanza: format!("AC{tenant:0>6}LAST"),
        text: format!("{tenant}-last"),
        at: now,
    });
    last.collect()
}

/// Writes under these faults while the victims are killed in turn, and judges what has come of it.
async fn under_fire(size: Size, settle: Duration, faults: Value, victims: &[Victim]) -> Findings {
    let mut house = harness::house(settle).await;
    let tenants = house.tenants(size.tenants).await.unwrap();
    house.simulator.faults(&faults).await.unwrap();

    let chats = load::plan(size, &tenants);
    let mut kills = 0;
    let began = Instant::now();
    let load = Load::begin(&house.simulator, size, &chats);
    // Each finds messages under way, and some to come, however long the one before took to be back.
    for victim in victims.iter().cycle() {
        if !load.wrote_another(size.between_kills).await {
            break;
        }
        house.kill(*victim).unwrap();
        kills += 1;
    }
    // Otherwise there was no fire.
    assert!(kills >= victims.len(), "{kills} kills");
    let mut written = load.finish().await;
    house.all_run().await.unwrap();
    fire::settled(&house, size.messages).await.unwrap();

    // What was to come of all that has come when messages that were written after it are answered.
    let none = json!({ "webhook_drop": 0.0, "send_fail": 0.0, "send_fail_after_accept": 0.0 });
    house.simulator.faults(&none).await.unwrap();
    let last = last_ones(&tenants);
    for message in &last {
        fire::write(&house.simulator, message).await.unwrap();
    }
    fire::settled(&house, size.messages + last.len())
        .await
        .unwrap();
    house.all_run().await.unwrap();

    let took = began.elapsed();
    written.extend(last);
    let evidence = fire::collect(&house, &tenants, written).await.unwrap();
    let findings = fire::judge(&evidence);
    if !findings.clean() {
        fire::keep(&house, &evidence).await.unwrap();
    }
    eprintln!("{size:?} under {kills} kills in {took:.1?}: {findings:#?}");
    findings
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_under_fire_is_answered_once_and_in_order() {
    let faults = json!({
        "webhook_duplicate": 0.1,
        "webhook_reorder": 0.1,
        "webhook_drop": 0.01,
        "send_fail": 0.03,
        "send_fail_after_accept": 0.02,
        "ack_reorder": 0.1,
    });
    let findings = under_fire(size(), SETTLE, faults, &VICTIMS).await;
    assert!(findings.clean(), "see above");
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_overtake_each_other_are_put_in_order() {
    let faults = json!({ "webhook_duplicate": 0.1, "webhook_reorder": 0.3 });
    let size = Size {
        messages: 300,
        ..CI
    };
    let findings = under_fire(size, LONG_SETTLE, faults, &[]).await;
    assert!(findings.clean(), "see above");
    // Under fire some come too late for any window; here each has its time.
    assert_eq!(findings.late, 0, "see above");
}
