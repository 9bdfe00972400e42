//! What was measured, for people and for programs.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use serde_json::{Value, json};

use super::measure::Row;
use crate::bench::report;

/// Everything that one run has measured.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    rows: Vec<Row>,
    #[serde(flatten)]
    more: BTreeMap<&'static str, Value>,
}

/// What is asked of the figures.
enum Wanted {
    AtLeast(f64),
    AtMost(f64),
}

pub(super) fn head() {
    println!(
        "{:<18} {:>8} {:>8} {:>8} {:>8} {:>8}  {:>7} {:>7} {:>7} {:>7} {:>7}  {:>7} {:>7}",
        "case",
        "turns/s",
        "p50 ms",
        "p99 ms",
        "p50 due",
        "p99 due",
        "cpu s",
        "postgr.",
        "nats",
        "door",
        "waha",
        "µs/turn",
        "rss MB"
    );
}

pub(super) fn line(row: &Row) {
    print!(
        "{:<18} {:>8.0} {:>8.2} {:>8.2}",
        row.case, row.turns_per_s, row.p50_ms, row.p99_ms
    );
    let Some(more) = &row.more else {
        println!(" {:>8} {:>8}  {:>7.2}", "–", "–", row.cpu_s);
        return;
    };
    println!(
        " {:>8.2} {:>8.2}  {:>7.2} {:>7.2} {:>7.2} {:>7.2} {:>7.2}  {:>7.0} {:>7.1}{}",
        more.scheduled_p50_ms,
        more.scheduled_p99_ms,
        row.cpu_s,
        more.postgres_cpu_s,
        more.nats_cpu_s,
        more.door_cpu_s,
        more.waha_cpu_s,
        more.cpu_us_a_turn,
        row.rss_mb,
        remarks(row),
    );
}

/// What is odd about a row.
fn remarks(row: &Row) -> String {
    let Some(more) = &row.more else {
        return String::new();
    };
    let counts = [
        (more.refused, "refused"),
        (more.unanswered, "unanswered"),
        (more.twice, "answered twice"),
        (more.strays, "texts that answer none"),
        (more.flood_written, "written in a flood"),
        (more.flood_answered, "of these answered"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let mut remarks: Vec<String> = counts
        .map(|(count, what)| format!("  {count} {what}"))
        .collect();
    if !more.echoes {
        remarks.push("  no echoes".to_owned());
    }
    remarks.concat()
}

impl Report {
    pub(super) fn add(&mut self, row: Row) {
        line(&row);
        self.rows.push(row);
    }

    /// Notes more beside the rows.
    pub(super) fn note(&mut self, key: &'static str, value: Value) {
        self.more.insert(key, value);
    }

    /// Of a small and a large world, measured in turn: their rows in the middle, and how much more a turn costs in the
    /// large one.
    pub(super) fn add_pairs(&mut self, key: &'static str, pairs: &[(Row, Row)]) {
        let ratio = report::median(pairs.iter().map(|(small, large)| cost(large) / cost(small)));
        let middle = |of: fn(&(Row, Row)) -> &Row| {
            let mut rows: Vec<&Row> = pairs.iter().map(of).collect();
            rows.sort_by(|one, other| cost(one).total_cmp(&cost(other)));
            rows.get(rows.len() / 2).map(|row| (*row).clone())
        };
        self.rows.extend(middle(|pair| &pair.0));
        self.rows.extend(middle(|pair| &pair.1));
        self.note(key, json!({ "cpu_ratio": ratio, "pairs": pairs }));
    }

    fn row(&self, case: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.case == case)
    }

    /// Prints what was wanted and writes the file.
    pub(super) fn finish(mut self) -> Result<()> {
        let of = |case: &str, figure: fn(&Row) -> f64| self.row(case).map(figure);
        let turns = |case: &str| of(case, |row| row.turns_per_s);
        let flat = ["workers_1", "workers_2", "workers_4"];
        let best = flat.into_iter().filter_map(turns).reduce(f64::max);
        let times = |case: &str| Some(best? / turns(case)?);
        let flood = |flooded, quiet| {
            let p99 = |case| of(case, |row| row.p99_ms);
            Some(p99(flooded)? / p99(quiet)?)
        };
        let growth = |key: &str| self.more.get(key)?["cpu_ratio"].as_f64();
        let asked = [
            ("turns/s, flat out", best, Wanted::AtLeast(3000.0)),
            (
                "p50 ms at 200/s",
                of("steady_200", |row| row.p50_ms),
                Wanted::AtMost(15.0),
            ),
            (
                "p99 ms at 200/s",
                of("steady_200", |row| row.p99_ms),
                Wanted::AtMost(50.0),
            ),
            (
                "others' p99, one flooded / none",
                flood("flood", "quiet"),
                Wanted::AtMost(2.0),
            ),
            (
                "the same of who answers at once",
                flood("flood_at_once", "quiet_at_once"),
                Wanted::AtLeast(0.0),
            ),
            (
                "cost with 10,000 tenants / with 10",
                growth("tenants"),
                Wanted::AtMost(1.2),
            ),
            (
                "cost with 10,000 messages / with 10",
                growth("history"),
                Wanted::AtMost(1.2),
            ),
            (
                "turns/s, ours / pgbench in batches",
                times("pgbench"),
                Wanted::AtLeast(0.0),
            ),
            (
                "turns/s, ours / the design in Python",
                times("python_seed"),
                Wanted::AtLeast(1.0),
            ),
        ];
        println!();
        let mut ratios = BTreeMap::new();
        for (name, value, wanted) in asked {
            let Some(value) = value else { continue };
            let wanted = match wanted {
                Wanted::AtLeast(0.0) => String::new(),
                Wanted::AtLeast(bound) => format!("  (wanted: {bound} or more)"),
                Wanted::AtMost(bound) => format!("  (wanted: {bound} or less)"),
            };
            println!("{name:<37} {value:>9.2}{wanted}");
            ratios.insert(name, value);
        }
        self.note("figures", json!(ratios));
        report::write("worker.json", &self)
    }
}

/// Processor time of everything for each turn.
fn cost(row: &Row) -> f64 {
    row.more
        .as_ref()
        .map_or(f64::NAN, |more| more.cpu_us_a_turn)
}
