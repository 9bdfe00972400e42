//! What customers write, and how fast.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use service_runtime::clock;
use tokio::{sync::mpsc, time::sleep_until};

use super::{
    bodies::About,
    flood,
    ledger::{Sample, Surprises, text_of},
    server::Waha,
};
use crate::webhooks::stanza;

/// How long answers are waited for when none comes any more.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(20);

/// A load.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) way: Way,
    /// Messages a second; as many as are answered when absent.
    pub(super) rate: Option<f64>,
    pub(super) seconds: f64,
    /// How many wait for their answer at once, at most.
    pub(super) outstanding: usize,
    /// Messages that the first tenant is flooded with meanwhile. Then nobody else writes to it.
    #[serde(default)]
    pub(super) flood: u64,
}

/// How a message comes to who answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Way {
    /// As a webhook.
    Http,
    /// As an event: the door is not what is measured.
    Bus,
}

/// What came of a load.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Outcome {
    pub(super) messages: u64,
    pub(super) turns: usize,
    /// Answers a second, from the first to the last.
    pub(super) turns_per_s: f64,
    /// From acceptance to answer.
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    /// From the moment at which it should have been written.
    pub(super) scheduled_p50_ms: f64,
    pub(super) scheduled_p99_ms: f64,
    pub(super) refused: u64,
    pub(super) unanswered: usize,
    pub(super) twice: u64,
    pub(super) strays: u64,
    /// Messages of the flood that were written, and that were answered.
    pub(super) flood_written: u64,
    pub(super) flood_answered: usize,
}

/// What writes.
#[derive(Debug)]
pub(super) struct Customers {
    idle: mpsc::UnboundedReceiver<usize>,
    /// No number is used twice: not even the load before has it.
    pub(super) next: AtomicU64,
}

impl Customers {
    pub(super) fn new(idle: mpsc::UnboundedReceiver<usize>) -> Self {
        // Another process, over the same database, has used others.
        let next = clock::now().unix_timestamp_nanos() / 1_000_000;
        Self {
            idle,
            next: AtomicU64::new(u64::try_from(next).unwrap_or_default() << 20),
        }
    }

    /// Writes for as long as the plan says, and waits for the last answers.
    pub(super) async fn write(&mut self, waha: &Arc<Waha>, plan: Plan) -> Outcome {
        waha.ledger.set_places(plan.outstanding);
        let started = Instant::now();
        let until = started + Duration::from_secs_f64(plan.seconds);
        let mut messages = 0;
        waha.flooded.store(0, Ordering::Relaxed);
        if plan.flood > 0 {
            let first = self.reserve(plan.flood);
            tokio::spawn(flood::pour(Arc::clone(waha), plan.way, plan.flood, first));
        }
        loop {
            let scheduled = match plan.rate {
                #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
                Some(rate) => started + Duration::from_secs_f64(messages as f64 / rate),
                None => Instant::now(),
            };
            if scheduled >= until {
                break;
            }
            // Even a moment that has come is slept for, to the end of its millisecond: flat out, that would be the limit.
            if plan.rate.is_some() {
                sleep_until(scheduled.into()).await;
            }
            // A load that nobody answers shall end all the same.
            let place = async {
                waha.ledger.take_place().await;
                loop {
                    let chat = self.idle.recv().await?;
                    if plan.flood == 0 || !waha.is_flooded(chat) {
                        return Some(chat);
                    }
                }
            };
            let Ok(Some(chat)) = tokio::time::timeout_at(until.into(), place).await else {
                break;
            };
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            waha.ledger.write(number, chat, scheduled);
            tokio::spawn(post(Arc::clone(waha), plan.way, number, chat));
            messages += 1;
        }
        settle(waha).await;
        outcome(waha, messages, until)
    }
}

async fn post(waha: Arc<Waha>, way: Way, number: u64, chat: usize) {
    let stanza = stanza(number);
    let about = About {
        chat: &waha.chats[chat],
        stanza: &stanza,
        text: &text_of(number),
        ack: 2,
        event: number,
        now: clock::now(),
    };
    match post_by(&waha, way, &about).await {
        Ok(()) => waha.ledger.accepted(number),
        Err(error) => {
            eprintln!("message {number}: {error:#}");
            waha.ledger.refused(number);
        }
    }
}

/// Tells of a message of a customer, and waits until it is accepted.
pub(super) async fn post_by(waha: &Waha, way: Way, about: &About<'_>) -> anyhow::Result<()> {
    match (way, &waha.door, &waha.events) {
        (Way::Http, Some(door), _) => {
            let body = waha.bodies.message.fill(about);
            door.post(about.chat, &body).await
        }
        (Way::Bus, _, Some(events)) => events.message(&waha.bodies, about).await,
        _ => Err(anyhow::anyhow!("there is no such way out of this WAHA")),
    }
}

/// Waits until all is answered, or nothing more is.
async fn settle(waha: &Waha) {
    let (mut last, mut since) = (waha.ledger.count(), Instant::now());
    while last.0 > 0 && since.elapsed() < PATIENCE {
        tokio::time::sleep(LOOK).await;
        let now = waha.ledger.count();
        if now != last {
            (last, since) = (now, Instant::now());
        }
    }
}

fn outcome(waha: &Waha, messages: u64, until: Instant) -> Outcome {
    let (unanswered, samples, surprises) = waha.ledger.take();
    let Surprises {
        refused,
        twice,
        strays,
        flood_answered,
    } = surprises;
    let p = |of: fn(Sample) -> Duration, percent| quantile(&samples, of, percent);
    Outcome {
        messages,
        turns: samples.len(),
        turns_per_s: per_second(&samples, until),
        p50_ms: p(Sample::since_acceptance, 50),
        p99_ms: p(Sample::since_acceptance, 99),
        scheduled_p50_ms: p(Sample::since_schedule, 50),
        scheduled_p99_ms: p(Sample::since_schedule, 99),
        refused,
        unanswered,
        twice,
        strays,
        flood_written: waha.flooded.load(Ordering::Relaxed),
        flood_answered,
    }
}

/// Answers a second from the first to the last that came while it was written: afterwards fewer and fewer wait.
fn per_second(samples: &[Sample], until: Instant) -> f64 {
    let times = samples.iter().map(|sample| sample.answered);
    let within: Vec<Instant> = times.filter(|at| *at <= until).collect();
    let (Some(first), Some(last)) = (within.iter().min(), within.iter().max()) else {
        return 0.0;
    };
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let more = (within.len() - 1) as f64;
    more / (*last - *first).as_secs_f64().max(f64::EPSILON)
}

fn quantile(samples: &[Sample], of: fn(Sample) -> Duration, percent: usize) -> f64 {
    let mut times: Vec<Duration> = samples.iter().map(|sample| of(*sample)).collect();
    times.sort_unstable();
    let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(place).copied().unwrap_or_default().as_secs_f64() * 1000.0
}
