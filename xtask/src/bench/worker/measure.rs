//! One measurement: a load, and what it cost.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use private_servers::wait_for;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    costs::Costs,
    stack::{Answering, Ground, Stack},
    statements,
    world::World,
};
use crate::http;

/// Before anything is measured: connections to be opened, code to be loaded.
const WARM_UP_S: u64 = 3;
/// How long a load may take beyond its time until the last answer is there, or given up.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measurement<'a> {
    pub(super) case: &'static str,
    pub(super) world: &'a World,
    pub(super) answering: Answering,
    /// Messages a second; as many as are answered when absent.
    pub(super) rate: Option<u32>,
    /// How many wait for their answer at once, at most.
    pub(super) outstanding: u64,
    /// Whether each reply is followed by its echo and two acknowledgements.
    pub(super) echoes: bool,
    pub(super) seconds: u64,
    /// Messages that one tenant is flooded with meanwhile; the load is that of the others.
    pub(super) flood: u64,
    /// How long a worker waits for webhooks that were overtaken: nothing where its own time is what is measured.
    pub(super) settle: &'static str,
}

/// What came of a load, as `peyk-bench waha` says.
#[derive(Debug, Clone, Deserialize)]
struct Outcome {
    turns: u64,
    turns_per_s: f64,
    p50_ms: f64,
    p99_ms: f64,
    scheduled_p50_ms: f64,
    scheduled_p99_ms: f64,
    refused: u64,
    unanswered: u64,
    twice: u64,
    strays: u64,
    flood_written: u64,
    flood_answered: u64,
}

/// What was measured of one case.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) case: &'static str,
    pub(super) turns_per_s: f64,
    /// From the moment at which the message was accepted to its answer at WAHA.
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    /// Processor seconds of those that answer, and the most memory that they held.
    pub(super) cpu_s: f64,
    pub(super) rss_mb: f64,
    #[serde(flatten)]
    pub(super) more: Option<More>,
}

/// What a row has that comes from a load.
#[derive(Debug, Clone, Serialize)]
pub(super) struct More {
    /// From the moment at which the message was to be written.
    pub(super) scheduled_p50_ms: f64,
    pub(super) scheduled_p99_ms: f64,
    pub(super) turns: u64,
    pub(super) echoes: bool,
    pub(super) postgres_cpu_s: f64,
    pub(super) nats_cpu_s: f64,
    /// Of ingress, where webhooks come by HTTP.
    pub(super) door_cpu_s: f64,
    /// Of what stands for WAHA, its customers and their phones.
    pub(super) waha_cpu_s: f64,
    /// Processor time of everything for each turn, in microseconds.
    pub(super) cpu_us_a_turn: f64,
    pub(super) refused: u64,
    pub(super) unanswered: u64,
    pub(super) twice: u64,
    pub(super) strays: u64,
    /// Messages of a flood beside the load: how many were written until its end, and how many answered.
    pub(super) flood_written: u64,
    pub(super) flood_answered: u64,
}

impl Ground<'_> {
    /// Starts what a measurement needs, and measures.
    pub(super) fn measure(&self, what: &Measurement<'_>) -> Result<Row> {
        let mut stack = self.start(what)?;
        self.measure_running(&mut stack, what)
    }

    /// Measures what runs.
    pub(super) fn measure_running(&self, stack: &mut Stack, what: &Measurement<'_>) -> Result<Row> {
        let warm_up = Measurement { flood: 0, ..*what };
        self.load(stack, &warm_up, WARM_UP_S)?;
        if self.statements.is_some() {
            statements::reset(self)?;
        }
        let before = self.costs(stack)?;
        let outcome = self.load(stack, what, what.seconds)?;
        let costs = self.costs(stack)?.since(before);
        if let Some(statements) = &self.statements {
            statements.note(self, what.case)?;
        }
        stack.check()?;
        ensure!(
            outcome.turns > 0,
            "{}: nothing was answered; {} messages were refused, and {} texts answered none",
            what.case,
            outcome.refused,
            outcome.strays
        );
        Ok(row(what, &outcome, costs, stack.rss_mb()?))
    }

    fn load(&self, stack: &Stack, what: &Measurement<'_>, seconds: u64) -> Result<Outcome> {
        let way = match what.answering {
            Answering::Workers(_) => "bus",
            Answering::Door(_) | Answering::Python => "http",
        };
        let plan = json!({
            "way": way, "rate": what.rate, "seconds": seconds, "outstanding": what.outstanding,
            "flood": what.flood,
        });
        let begun = http::post(stack.waha_port, "/load", &plan.to_string());
        let begun = begun.context("begin a load")?;
        ensure!(begun.status == 202, "a load does not begin: {begun:?}");
        let outcome = wait_for(PATIENCE + Duration::from_secs(seconds), || {
            self.interrupt.check()?;
            let answer = http::get(stack.waha_port, "/load").context("ask for a load")?;
            Ok((answer.status == 200).then_some(answer.body))
        })?;
        let outcome = outcome.context("a load does not end")?;
        serde_json::from_str(&outcome).with_context(|| format!("a load's outcome: {outcome}"))
    }
}

fn row(what: &Measurement<'_>, outcome: &Outcome, costs: Costs, rss_mb: f64) -> Row {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let turns = outcome.turns as f64;
    Row {
        case: what.case,
        turns_per_s: outcome.turns_per_s,
        p50_ms: outcome.p50_ms,
        p99_ms: outcome.p99_ms,
        cpu_s: costs.answering,
        rss_mb,
        more: Some(More {
            scheduled_p50_ms: outcome.scheduled_p50_ms,
            scheduled_p99_ms: outcome.scheduled_p99_ms,
            turns: outcome.turns,
            echoes: what.echoes,
            postgres_cpu_s: costs.postgres,
            nats_cpu_s: costs.nats,
            door_cpu_s: costs.door,
            waha_cpu_s: costs.waha,
            cpu_us_a_turn: costs.all() * 1e6 / turns,
            refused: outcome.refused,
            unanswered: outcome.unanswered,
            twice: outcome.twice,
            strays: outcome.strays,
            flood_written: outcome.flood_written,
            flood_answered: outcome.flood_answered,
        }),
    }
}
