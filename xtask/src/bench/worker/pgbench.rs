//! The bare SQL of turns under pgbench: what Postgres alone allows.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use super::{measure::Row, stack::Ground, world::World};
use crate::{bench::cost, cargo};

/// How many conversations a statement is about, and how many clients send such statements.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) case: &'static str,
    pub(super) conversations: u64,
    pub(super) clients: u64,
}

/// What is compared: one by one, as many clients as do best, and together, as a few workers do.
pub(super) const SINGLY: [Shape; 3] = [singly(8), singly(16), singly(32)];
pub(super) const TOGETHER: Shape = Shape {
    case: "pgbench",
    conversations: 64,
    clients: 4,
};

const fn singly(clients: u64) -> Shape {
    Shape {
        case: "pgbench_singly",
        conversations: 1,
        clients,
    }
}

impl Ground<'_> {
    /// Takes turns by SQL alone. Their latency is that of the whole script.
    pub(super) fn pgbench(&self, world: &World, shape: Shape, seconds: u64) -> Result<Row> {
        let folder = self.room.folder.join("pgbench");
        fs::create_dir_all(&folder).context("make a folder for pgbench")?;
        let script = folder.join("turns.sql");
        fs::write(&script, include_str!("../../../../bench/pgbench/turns.sql"))?;
        let tenants: Vec<String> = (1..=world.tenants)
            .map(|tenant| tenant.to_string())
            .collect();
        let mut command = Command::new(self.binaries.program("pgbench"));
        cargo::without_peyk(&mut command);
        command
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--log"])
            .arg(format!("--log-prefix={}", folder.join("times").display()))
            .arg("--file")
            .arg(&script)
            .arg(format!("--time={seconds}"))
            .arg(format!("--client={}", shape.clients))
            .arg(format!("--define=n={}", shape.conversations))
            .arg(format!("--define=chats={}", world.chats))
            .arg(format!("--define=tenants={}", world.tenants))
            .arg(format!("--define=all_tenants={{{}}}", tenants.join(",")))
            .arg(self.app_url(world));
        let before = cost::of_family(self.postgres.pid())?;
        self.finish("pgbench", &mut command)?;
        let after = cost::of_family(self.postgres.pid())?;
        let times = times(&folder)?;
        fs::remove_dir_all(&folder).context("remove pgbench's times")?;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let (turns, seconds) = (
            (times.len() as u64 * shape.conversations) as f64,
            seconds as f64,
        );
        Ok(Row {
            case: shape.case,
            turns_per_s: turns / seconds,
            p50_ms: quantile(&times, 50),
            p99_ms: quantile(&times, 99),
            cpu_s: after.cpu_s - before.cpu_s,
            rss_mb: 0.0,
            more: None,
        })
    }
}

/// How long each script took, in milliseconds, in order: the third column of the files that pgbench has written.
fn times(folder: &Path) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "sql") {
            continue;
        }
        times.extend(fs::read_to_string(path)?.lines().filter_map(time));
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

fn time(line: &str) -> Option<f64> {
    let microseconds: f64 = line.split_whitespace().nth(2)?.parse().ok()?;
    Some(microseconds / 1000.0)
}

fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pgbench_is_understood() {
        assert_eq!(time("3 17 4250 0 1764187200 123456"), Some(4.25));
        assert_eq!(time("3 17 failed 0 1764187200 123456"), None);
        assert!((quantile(&[1.0, 2.0, 3.0], 50) - 2.0).abs() < f64::EPSILON);
    }
}
