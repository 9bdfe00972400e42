//! What waits in NATS, and whether anybody reads it.

use std::time::Duration;

use bus::{Bus, BusError, ConsumerState, Overview, PublishError, StreamState};
use service_runtime::{clock, telemetry};
use tokio::time::sleep;

use super::PATIENCE;
use super::book::Section;
use super::finding::Finding;
use super::work::worded;

/// How often, and how long after each other, it is looked whether somebody reads: between two requests of one who works
/// there is none.
const LOOKS: u32 = 4;
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// More than a worker has in hand in a moment.
const MANY_WAIT: u64 = 2_000;

pub(super) async fn check(bus: &Bus) -> Vec<Finding> {
    let overview = match look(bus).await {
        Ok(overview) => overview,
        Err(error) => {
            return vec![
                Finding::wrong(
                    "streams",
                    format!(
                        "how full they are is not known: {}",
                        telemetry::chain(&error)
                    ),
                    "Mend what is said of NATS, and look again.",
                )
                .see(Section::NatsAway),
            ];
        }
    };
    let mut findings: Vec<_> = overview.streams.iter().filter_map(fill).collect();
    if findings.is_empty() {
        findings.push(Finding::fine("streams", "none is half full"));
    }
    findings.extend(overview.consumers.iter().map(consumer));
    findings.push(kept(
        "dead letters",
        overview.dead_letters,
        "events could not be processed, and wait with their reasons: their customers may have no answer",
        "GET /api/dead-letters shows them, POST /api/dead-letters/{id}/redrive tries one again; the dashboard does both.",
        Section::DeadLetters,
    ));
    findings.push(kept(
        "unrouted events",
        overview.unrouted,
        "webhooks are of no tenant that takes them: each is kept for a week",
        "GET /api/unrouted shows why. Give the customer's number to a tenant's lead, or enable the tenant; they are \
         taken then by themselves.",
        Section::UnroutedEventsPileUp,
    ));
    findings
}

/// Whether JetStream stores anything, by what webhook-ingress asks it every two seconds. A server whose disk was full goes
/// on answering what it has, and stores nothing more.
pub(super) async fn check_writing(bus: &Bus) -> Vec<Finding> {
    wait_for_connection(bus).await;
    let subject = "jetstream writes";
    vec![match bus.publisher(PATIENCE).probe().await {
        Ok(()) => Finding::fine(subject, "it stores what it is given"),
        // Told with the streams.
        Err(PublishError::Full) => return Vec::new(),
        Err(error) => Finding::wrong(
            subject,
            format!(
                "it stores nothing: {}. No webhook is taken",
                telemetry::chain(&error)
            ),
            "Look at the log of nats-server and at its disk. Where that was full, make room and restart nats-server: it \
             does not write again by itself.",
        )
        .see(Section::JetStreamRefuses),
    }]
}

/// Looks until every consumer was seen to be read, a few times at most.
async fn look(bus: &Bus) -> Result<Overview, BusError> {
    wait_for_connection(bus).await;
    let mut overview = bus.overview(PATIENCE).await?;
    for _ in 1..LOOKS {
        if overview.consumers.iter().all(is_read) {
            break;
        }
        sleep(BETWEEN_LOOKS).await;
        let next = bus.overview(PATIENCE).await?;
        let seen = overview.consumers;
        overview = next;
        // Who was read a moment ago is read.
        for (now, before) in overview.consumers.iter_mut().zip(seen) {
            now.asking = now.asking.max(before.asking);
        }
    }
    Ok(overview)
}

/// The connection is made in the background.
async fn wait_for_connection(bus: &Bus) {
    let limit = tokio::time::Instant::now() + PATIENCE;
    while !bus.is_connected() && tokio::time::Instant::now() < limit {
        sleep(Duration::from_millis(50)).await;
    }
}

fn is_read(consumer: &ConsumerState) -> bool {
    consumer.asking > 0
}

fn fill(stream: &StreamState) -> Option<Finding> {
    let most = stream.max_bytes?;
    // The changes are in memory and forget what is old by themselves.
    if stream.name == "TENANT_CHANGES" || stream.bytes * 2 < most {
        return None;
    }
    let age = match stream.first_at {
        Some(at) => format!(", the oldest for {}", worded(clock::now() - at)),
        None => String::new(),
    };
    let told = format!(
        "{} is {} % full: {} messages{age}",
        stream.name,
        stream.bytes.saturating_mul(100) / most.max(1),
        stream.messages
    );
    let remedy = "Look whether its consumers run; what is in it stays until they have read it. Dead letters and \
                  unrouted events are removed by operators.";
    Some(if stream.bytes * 5 > most * 4 {
        let meaning =
            "once it is full, webhooks are refused and WAHA comes again for two hours at most";
        Finding::wrong("streams", format!("{told}; {meaning}"), remedy)
            .see(Section::StreamNearlyFull)
    } else {
        Finding::warning("streams", told, remedy).see(Section::StreamFills)
    })
}

fn consumer(consumer: &ConsumerState) -> Finding {
    let subject = format!("consumer {}", consumer.name);
    let (waiting, held) = (consumer.waiting, consumer.unacknowledged);
    let told = format!("{waiting} wait, {held} are being worked on");
    if !is_read(consumer) {
        // A worker that has all hands full does not ask either, for a moment.
        let meaning = if held > 0 {
            "nobody asks for more: who had them may be gone, or is very slow"
        } else {
            "nobody reads: what comes is kept and not answered"
        };
        return Finding::wrong(
            subject,
            format!("{told}; {meaning}"),
            match consumer.name {
                "session-manager" => {
                    "Start session-manager, or look in its log why it is not ready."
                }
                _ => "Start bot-workers, or look in their logs why they are not ready.",
            },
        )
        .see(Section::ServiceAway);
    }
    if waiting > MANY_WAIT {
        return Finding::warning(
            subject,
            format!("{told}: answers come late"),
            "It is worked off by itself; with more processes it goes faster (--scale bot-worker=4).",
        )
        .see(Section::ConsumerFallsBehind);
    }
    Finding::fine(subject, told)
}

fn kept(
    subject: &'static str,
    count: u64,
    meaning: &str,
    remedy: &str,
    section: Section,
) -> Finding {
    if count == 0 {
        return Finding::fine(subject, "none");
    }
    Finding::warning(subject, format!("{count} {meaning}"), remedy).see(section)
}
