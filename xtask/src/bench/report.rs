//! What was measured, for people and for programs.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};
use private_servers::workspace_root;
use serde::Serialize;
use serde_json::{Value, json};

use super::{case::Case, cost::Cost, ingress::Row};

/// Everything that one run has measured.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    pub(super) rows: Vec<Row>,
    /// Few and many tenants, measured in turn.
    #[serde(skip)]
    pub(super) pairs: Vec<(Row, Row)>,
    #[serde(flatten)]
    more: BTreeMap<&'static str, Value>,
}

/// A ratio that is asked of (b), and where it is asked.
struct Ratio {
    name: &'static str,
    of: &'static [Case],
    at_least: f64,
}

const RATIOS: [Ratio; 4] = [
    Ratio {
        name: "b / c",
        of: &[Case::C],
        at_least: 5.0,
    },
    Ratio {
        name: "b / d_batch",
        of: &[Case::DBatch],
        at_least: 0.5,
    },
    Ratio {
        name: "b / a",
        of: &[Case::A],
        at_least: 0.3,
    },
    Ratio {
        name: "b / the better e",
        of: &[Case::ESeed, Case::EJetstream],
        at_least: 4.0,
    },
];
const AT: u64 = 256;

pub(super) fn head() {
    println!(
        "{:<11} {:>6} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7} {:>7}  {:>7}",
        "case",
        "conns",
        "req/s",
        "p50 ms",
        "p99 ms",
        "p99.9",
        "cpu s",
        "µs/req",
        "rss MB",
        "nats s"
    );
}

pub(super) fn line(row: &Row) {
    let nats = row
        .nats_cpu_s
        .map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"));
    println!(
        "{:<11} {:>6} {:>9.0} {:>9.2} {:>9.2} {:>9.2} {:>7.2} {:>7.1} {:>7.1}  {nats:>7}{}{}",
        row.case,
        row.connections,
        row.rps,
        row.p50_ms,
        row.p99_ms,
        row.p999_ms,
        row.cpu_s,
        row.cpu_us_each(),
        row.rss_mb,
        if row.repeated {
            "  sent some twice"
        } else {
            ""
        },
        if row.errors > 0 {
            format!("  {} errors", row.errors)
        } else {
            String::new()
        },
    );
}

impl Row {
    /// Processor time for each request, in microseconds.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    fn cpu_us_each(&self) -> f64 {
        self.cpu_s * 1e6 / self.requests.max(1) as f64
    }
}

impl Report {
    pub(super) fn rps(&self, case: Case, connections: u64) -> Option<f64> {
        let mut rows = self.rows.iter();
        let row = rows.find(|row| row.case == case.name() && row.connections == connections);
        row.map(|row| row.rps)
    }

    pub(super) fn say(&mut self, key: &'static str, what: &str, row: &Row) {
        println!("\n{what}:");
        line(row);
        self.more.insert(key, json!(row));
    }

    pub(super) fn say_pairs(&mut self) {
        println!("\n10 and 10,000 tenants in turn:");
        for (few, many) in &self.pairs {
            line(few);
            line(many);
        }
        let ratio = median(
            self.pairs
                .iter()
                .map(|(few, many)| many.cpu_us_each() / few.cpu_us_each()),
        );
        println!("processor time of a webhook with 10,000 tenants / with 10 (median): {ratio:.3}");
        self.more.insert(
            "tenants",
            json!({ "cpu_ratio": ratio, "pairs": self.pairs }),
        );
    }

    pub(super) fn say_fsyncs(&mut self, fsyncs: u64, batches: f64) {
        println!("\n{fsyncs} fsync calls of nats-server for {batches} batches");
        self.more
            .insert("fsync", json!({ "calls": fsyncs, "batches": batches }));
    }

    pub(super) fn say_soak(&mut self, sent: u64, errors: u64, cost: Cost) {
        println!(
            "\n{sent} webhooks, {errors} errors, at most {:.1} MB",
            cost.peak_rss_mb
        );
        let soak = json!({ "requests": sent, "errors": errors, "rss_mb": cost.peak_rss_mb });
        self.more.insert("soak", soak);
    }

    /// Prints the ratios and writes the file.
    pub(super) fn finish(mut self) -> Result<()> {
        let mut ratios = BTreeMap::new();
        println!("\nat {AT} connections:");
        for ratio in RATIOS {
            let others = ratio.of.iter().filter_map(|case| self.rps(*case, AT));
            let best = others.fold(f64::NAN, f64::max);
            if let Some(ours) = self.rps(Case::B, AT)
                && best > 0.0
            {
                println!(
                    "{:<17} {:>6.2}   (wanted: {})",
                    ratio.name,
                    ours / best,
                    ratio.at_least
                );
                ratios.insert(ratio.name, ours / best);
            }
        }
        self.more.insert("ratios", json!(ratios));
        write("ingress.json", &self)
    }
}

/// Writes what was measured, for programs.
pub(super) fn write(name: &str, report: &impl Serialize) -> Result<()> {
    let folder = workspace_root().join("target/peyk/bench");
    let path = folder.join(name);
    fs::create_dir_all(&folder).context("make the folder of results")?;
    let text = serde_json::to_string_pretty(report)?;
    fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
    println!("\nwritten to {}", path.display());
    Ok(())
}

/// The calls in what `strace -c` prints: the fourth column of each line of a call.
pub(super) fn fsyncs(counted: &str) -> u64 {
    let of_line = |line: &str| {
        let name = line.split_whitespace().last()?;
        let calls = line.split_whitespace().nth(3)?.parse::<u64>().ok()?;
        ["fsync", "fdatasync"].contains(&name).then_some(calls)
    };
    counted.lines().filter_map(of_line).sum()
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strace_is_understood() {
        let counted = "% time     seconds  usecs/call     calls    errors syscall\n\
                       ------ ----------- ----------- --------- --------- ----------------\n\
                       \x20100.00    0.056722          49      1151           fsync\n\
                       \x20 0.00    0.000001           1         2           fdatasync\n\
                       100.00    0.056722          49      1153           total\n";
        assert_eq!(fsyncs(counted), 1153);
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert!((median([3.0, 1.0, 2.0].into_iter()) - 2.0).abs() < f64::EPSILON);
    }
}
