//! The great kill: webhooks are posted as WAHA posts them, while NATS and the door are killed in turn. What got a 2xx
//! is in the stream, once. And the same for a door that does not wait for the acknowledgement: it is found out.
//! Of a cluster of NATS one server after another is killed, and stays away until another leads.
//!
//! `PEYK_TEST_WEBHOOKS=200000` posts that many; by default it is what CI has the time for.

mod doors;
mod judge;
mod nats;
mod sender;

use std::{sync::Arc, time::Instant};

use doors::{Door, Hasty, Process};
use judge::Findings;
use nats::Nats;
use sender::{Posted, Webhooks};

/// By default. Enough for every kill to find webhooks under way.
const WEBHOOKS: usize = 2_000;
const TENANTS: i64 = 5;
/// Servers of a cluster, of which one may be away.
const CLUSTER: usize = 3;
/// Kills of NATS and of the door, in turn, beside one more for each so many webhooks.
const KILLS: usize = 8;
const WEBHOOKS_A_KILL: usize = 4_000;

fn webhooks() -> usize {
    let asked = std::env::var("PEYK_TEST_WEBHOOKS");
    asked.map_or(WEBHOOKS, |number| number.parse().unwrap())
}

/// Posts webhooks through a door under fire, and compares what was accepted with what is stored.
async fn under_fire(count: usize, nats: &mut Nats, mut door: impl Door) -> (Findings, Posted) {
    let webhooks = Arc::new(Webhooks::new(count, TENANTS));
    let kills = KILLS + count / WEBHOOKS_A_KILL;
    let began = Instant::now();
    let posting = sender::post_all(door.url(), &webhooks);
    for kill in 1..=kills {
        // Spread evenly, whatever the speed: each finds some under way, and some to come.
        posting.until_accepted(count * kill / (kills + 1)).await;
        if kill % 2 == 1 {
            nats.kill();
        } else {
            door.kill().await;
        }
    }
    let posted = posting.finish().await;
    door.close().await;
    let stored = nats.stored().await;
    let findings = judge::compare(&webhooks, &posted, &stored);
    eprintln!(
        "{count} webhooks of {} events in {:.1?} under {kills} kills: {posted:?}; {findings:?}",
        webhooks.events(),
        began.elapsed(),
    );
    (findings, posted)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_under_fire_is_stored_once() {
    let mut nats = Nats::start(1, TENANTS).await;
    let door = Process::start(&nats).await;
    let count = webhooks();
    let (findings, posted) = under_fire(count, &mut nats, door).await;
    assert_eq!(posted.accepted(), count);
    // Otherwise there was no fire.
    assert!(posted.refused + posted.broken > 0, "{posted:?}");
    assert!(findings.clean(), "{findings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_does_not_wait_for_the_disk_is_found_out() {
    let mut nats = Nats::start(1, TENANTS).await;
    let door = Hasty::start(nats.bus().await).await;
    let (findings, _) = under_fire(WEBHOOKS, &mut nats, door).await;
    assert!(findings.lost > 0, "{findings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_outlives_each_server_of_a_cluster() {
    let mut nats = Nats::start(CLUSTER, TENANTS).await;
    let door = Process::start(&nats).await;
    let webhooks = Arc::new(Webhooks::new(webhooks(), TENANTS));
    let count = webhooks.all().len();
    let posting = sender::post_all(door.url(), &webhooks);
    for killed in 1..=CLUSTER {
        posting.until_accepted(count * killed / (CLUSTER + 1)).await;
        nats.kill_one().await;
    }
    let posted = posting.finish().await;
    door.close().await;
    // One service without the setting takes no copy away from the others.
    assert_eq!(nats.copies_after_one_was_declared().await, CLUSTER);
    let findings = judge::compare(&webhooks, &posted, &nats.stored().await);
    eprintln!("{CLUSTER} of {CLUSTER} servers killed in turn: {posted:?}; {findings:?}");
    assert_eq!(posted.accepted(), count);
    assert!(findings.clean(), "{findings:?}");
}
