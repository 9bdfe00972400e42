//! What a process has cost so far, as Linux tells it.

use std::fs;

use anyhow::{Context, Result};

/// Linux counts the time of processes in hundredths of a second, on every machine.
const TICKS_A_SECOND: f64 = 100.0;

/// Processor time and memory of a process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// Seconds of processor time, of all its threads.
    pub(super) cpu_s: f64,
    /// The most memory that it has held, in MiB.
    pub(super) peak_rss_mb: f64,
}

pub(super) fn of(pid: u32) -> Result<Cost> {
    let read = |name: &str| {
        let path = format!("/proc/{pid}/{name}");
        fs::read_to_string(&path).with_context(|| format!("read {path}"))
    };
    Ok(Cost {
        cpu_s: cpu_s(&read("stat")?).context("the fields of stat")?,
        peak_rss_mb: peak_rss_mb(&read("status")?).context("VmHWM in status")?,
    })
}

fn cpu_s(stat: &str) -> Option<f64> {
    // The name, in parentheses, may hold spaces: count from behind it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS_A_SECOND)
}

fn peak_rss_mb(status: &str) -> Option<f64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_is_understood() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 3 0 1 1 1";
        assert_eq!(cpu_s(stat), Some(2.0));
        assert_eq!(peak_rss_mb("Name:\tx\nVmHWM:\t   2048 kB\n"), Some(2.0));
        let mine = of(std::process::id()).unwrap();
        assert!(mine.peak_rss_mb > 0.0);
    }
}
