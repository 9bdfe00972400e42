//! A flood of one tenant: all of it is answered, in order, and meanwhile the others are answered, too.
//!
//! `PEYK_TEST_FLOOD=50000` is the flood of which the others' latencies are worth reading; they are printed.

use std::time::Duration;

use bus::{Bus, TenantShare};
use domain::{SessionName, TenantId};
use e2e::{
    eventually,
    fire::{self, Chat, Evidence, House, Written},
};
use events::{Origin, Routing, WahaEvent};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;
use time::OffsetDateTime;
use tokio::time::interval;
use waha::webhook::Envelope;

use crate::{
    bodies::message_body,
    harness::{self, PATIENCE, session},
};

/// By default: what CI has the time for.
const FLOOD: usize = 1_500;
/// How many messages each chat of the flood has.
const A_CHAT: usize = 3;
/// How many are published at once.
const AT_ONCE: usize = 256;
/// As webhook-ingress has it by default.
const SHARE: TenantShare = TenantShare {
    burst: 200,
    per_second: 20,
};
/// The tenants beside the flooded one.
const OTHERS: usize = 7;
/// How many messages the others get, before the flood and under it, and how many in a second.
const QUIET: usize = 40;
const RATE: u32 = 40;
const SETTLE: Duration = Duration::from_millis(100);

fn flood() -> usize {
    let asked = std::env::var("PEYK_TEST_FLOOD");
    asked.map_or(FLOOD, |number| number.parse().unwrap())
}

/// What floods a tenant: the first message of every chat, then the second of every chat, and so on.
fn waves(tenant: TenantId, count: usize) -> Vec<Vec<Written>> {
    let now = service_runtime::clock::now().unix_timestamp();
    let chats = count.div_ceil(A_CHAT);
    let message = |number: usize| {
        let (wave, chat) = (number / chats, number % chats);
        Written {
            chat: Chat {
                tenant: tenant.get(),
                customer: format!("97150{}", 1_000_000 + chat),
            },
            stanza: format!("AC{chat:0>8}{wave}"),
            text: format!("{chat}-{wave}"),
            at: now - i64::try_from(A_CHAT - wave).unwrap(),
        }
    };
    let all: Vec<Written> = (0..count).map(message).collect();
    all.chunks(chats).map(<[Written]>::to_vec).collect()
}

/// Publishes all of it as webhook-ingress does, wave after wave.
async fn publish(house: &House, waves: &[Vec<Written>]) {
    let url = serde_json::json!({ "url": house.nats_url() });
    let settings: bus::Settings = serde_json::from_value(url).unwrap();
    let bus = Bus::connect(&settings, "test").await.unwrap();
    eventually("NATS", PATIENCE, async || {
        Ok(bus.is_connected().then_some(()))
    })
    .await
    .unwrap();
    let (floods, watch) = bus.floods(SHARE);
    let watching = tokio::spawn(watch.run());
    let publisher = bus.publisher(PATIENCE).keeping_apart(floods);
    for wave in waves {
        let published =
            stream::iter(wave).map(async |written| publisher.publish(&event(written)).await);
        let published = published.buffered(AT_ONCE).try_collect::<Vec<_>>();
        published.await.unwrap();
    }
    watching.abort();
    bus.close().await;
}

fn event(written: &Written) -> WahaEvent {
    let tenant = TenantId::try_from(written.chat.tenant).unwrap();
    let session = SessionName::of_tenant(tenant);
    let Written {
        chat, stanza, text, ..
    } = written;
    let body = message_body(&session.to_string(), &chat.customer, stanza, text);
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    body["payload"]["timestamp"] = written.at.into();
    let body = serde_json::to_vec(&body).unwrap();
    let envelope = Envelope::parse(&body).unwrap();
    WahaEvent {
        tenant,
        key: event_key::of(&session, &envelope).unwrap().of(tenant),
        event: envelope.event.parse().unwrap(),
        session,
        waha_event_id: None,
        occurred_at: None,
        received_at: service_runtime::clock::now(),
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: body.into(),
    }
}

/// One message to each of the others in turn, each from somebody new, at a steady pace; with the moment of each.
async fn chat(house: &House, others: &[TenantId], day: &str) -> Vec<(Written, OffsetDateTime)> {
    let mut ticks = interval(Duration::from_secs(1) / RATE);
    let (mut written, mut writing) = (Vec::new(), tokio::task::JoinSet::new());
    for number in 0..QUIET {
        ticks.tick().await;
        let (tenant, now) = (others[number % others.len()], service_runtime::clock::now());
        let message = Written {
            chat: Chat {
                tenant: tenant.get(),
                customer: format!("97150{day}{number:0>6}"),
            },
            stanza: format!("AC{tenant:0>6}{day}{number:0>6}"),
            text: format!("{tenant}-{day}-{number}"),
            at: now.unix_timestamp(),
        };
        written.push((message.clone(), now));
        // Who is slow to be heard keeps nobody from writing.
        let simulator = house.simulator.clone();
        writing.spawn(async move { fire::write(&simulator, &message).await.unwrap() });
    }
    writing.join_all().await;
    written
}

/// Waits until all of these are on phones, and answers how long each took.
async fn answered(
    house: &House,
    others: &[TenantId],
    written: &[(Written, OffsetDateTime)],
) -> Vec<Duration> {
    eventually("replies to the others", PATIENCE, async || {
        let mut took = Vec::new();
        for tenant in others {
            for reply in house.simulator.all_delivered(&session(*tenant)).await? {
                let is_for = |(message, _): &&(Written, OffsetDateTime)| {
                    reply.text.lines().any(|line| line == message.text)
                };
                let to = written.iter().find(is_for);
                took.extend(to.map(|(_, at)| (reply.at - *at).unsigned_abs()));
            }
        }
        took.sort();
        Ok((took.len() >= written.len()).then_some(took))
    })
    .await
    .unwrap()
}

fn figures(took: &[Duration]) -> String {
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
    format!("p50 {:.0?}, p99 {:.0?}", at(50), at(99))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_one_tenant_is_answered_in_order_and_so_are_the_others_meanwhile() {
    let house = harness::house(SETTLE).await;
    let tenants = house.tenants(1 + OTHERS).await.unwrap();
    let (flooded, others) = (tenants[0], &tenants[1..]);
    let before = chat(&house, others, "1").await;
    let quiet = answered(&house, others, &before).await;

    let waves = waves(flooded, flood());
    publish(&house, &waves).await;
    let during = chat(&house, others, "2").await;
    let under_flood = answered(&house, others, &during).await;
    let delivered = house.simulator.all_delivered(&session(flooded)).await;
    let on_phones: usize = delivered
        .unwrap()
        .iter()
        .map(|reply| reply.text.lines().count() - 1)
        .sum();
    assert!(
        on_phones < flood(),
        "the others were answered only after the flood"
    );

    let others_wrote = before.into_iter().chain(during).map(|(written, _)| written);
    let written: Vec<Written> = waves.into_iter().flatten().chain(others_wrote).collect();
    fire::settled(&house, written.len()).await.unwrap();
    let evidence: Evidence = fire::collect(&house, &tenants, written).await.unwrap();
    let findings = fire::judge(&evidence);
    if !findings.clean() {
        fire::keep(&house, &evidence).await.unwrap();
    }
    eprintln!(
        "others: quiet {}; under a flood of {} (of which {on_phones} were answered before the last of theirs) {}; {findings:#?}",
        figures(&quiet),
        flood(),
        figures(&under_flood),
    );
    assert!(findings.clean(), "see above");
}
