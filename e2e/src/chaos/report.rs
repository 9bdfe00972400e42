//! What a run found: a table for people, and JSON.

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use serde::Serialize;

use super::{guarantee::Guarantee, probe::Probes};
use crate::fire::Findings;

/// All of it.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) seed: u64,
    pub(super) rate: u32,
    pub(super) took_seconds: f64,
    pub(super) without: Option<String>,
    /// Messages that customers wrote.
    pub(super) written: usize,
    pub(super) findings: Findings,
    /// Probes without an answer for two minutes.
    pub(super) slow_probes: usize,
    /// By the name of the fault.
    pub(super) recoveries: BTreeMap<&'static str, Recovery>,
}

/// How a fault was overcome.
#[derive(Debug, Default, Serialize)]
pub(super) struct Recovery {
    pub(super) times: usize,
    /// The longest that it was broken.
    pub(super) broken_seconds: f64,
    /// How long each probe waited for its answer, from the end of the fault, sorted.
    pub(super) waited_seconds: Vec<f64>,
    pub(super) over_two_minutes: usize,
}

impl Recovery {
    pub(super) fn add(&mut self, broken: Duration, probes: &Probes) {
        self.times += 1;
        self.broken_seconds = self.broken_seconds.max(broken.as_secs_f64());
        let waited = probes.waited.iter().map(Duration::as_secs_f64);
        self.waited_seconds.extend(waited);
        self.waited_seconds.sort_by(f64::total_cmp);
        self.over_two_minutes += probes.unanswered;
    }

    fn at(&self, share: usize) -> String {
        let place = (self.waited_seconds.len() * share / 100)
            .min(self.waited_seconds.len().saturating_sub(1));
        self.waited_seconds
            .get(place)
            .map_or_else(|| "-".to_owned(), |waited| format!("{waited:.2} s"))
    }
}

/// A guarantee's name as it is asked for.
pub(super) fn name(guarantee: Guarantee) -> String {
    let value = clap::ValueEnum::to_possible_value(&guarantee);
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

impl Report {
    /// Nothing was lost, doubled, or out of order, and everybody was answered, however late.
    pub(super) fn clean(&self) -> bool {
        self.findings.clean()
    }

    /// For people.
    pub(super) fn table(&self) -> String {
        let mut table = String::new();
        let _ = writeln!(
            table,
            "{:<18} {:>5} {:>9} {:>14} {:>14} {:>11}",
            "fault", "times", "broken", "recovery p50", "recovery max", "over 2 min"
        );
        for (name, recovery) in &self.recoveries {
            let _ = writeln!(
                table,
                "{name:<18} {:>5} {:>7.1} s {:>14} {:>14} {:>11}",
                recovery.times,
                recovery.broken_seconds,
                recovery.at(50),
                recovery.at(100),
                recovery.over_two_minutes,
            );
        }
        let found = &self.findings;
        let rows = [
            ("written by customers", self.written, ""),
            ("replies on phones", found.replies, ""),
            ("lost", found.lost, "written, and in no mailbox"),
            ("doubled", found.doubled, "in a mailbox more than once"),
            ("unanswered", found.unanswered, "in no reply"),
            (
                "answered twice",
                found.answered_twice,
                "in more than one reply",
            ),
            (
                "out of step",
                found.out_of_step,
                "replies missing, twice, or in another order",
            ),
            ("out of order", found.swapped, "taken after a later message"),
            ("foreign", found.foreign, "where nobody wrote it"),
            ("spoken though cancelled", found.spoken_though_cancelled, ""),
            (
                "late (no fault)",
                found.late,
                "came after a later one was answered",
            ),
            (
                "resent (no fault)",
                found.resent,
                "the same id again; a phone shows it once",
            ),
            (
                "cancelled (no fault)",
                found.cancelled,
                "something else happened before it was said",
            ),
            (
                "given up",
                found.given_up,
                "WhatsApp did not take it, or its end is not known",
            ),
        ];
        table.push('\n');
        for (what, count, means) in rows {
            let _ = writeln!(table, "{what:<24} {count:>8}  {means}");
        }
        table
    }
}
