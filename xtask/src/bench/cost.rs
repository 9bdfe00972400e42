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

/// What a process and its children have cost: those that live, and the time of those that it has waited for.
pub(super) fn of_family(pid: u32) -> Result<Cost> {
    let mut cost = of(pid)?;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("read its stat")?;
    cost.cpu_s += waited_for_s(&stat).context("the fields of stat")?;
    for entry in fs::read_dir("/proc").context("read /proc")? {
        let name = entry?.file_name();
        let Some(process) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let stat = fs::read_to_string(format!("/proc/{process}/stat"));
        if !stat.is_ok_and(|stat| parent(&stat) == Some(pid)) {
            continue;
        }
        // One that ends at this moment is its parent's from now on.
        if let Ok(child) = of(process) {
            cost.cpu_s += child.cpu_s;
            cost.peak_rss_mb += child.peak_rss_mb;
        }
    }
    Ok(cost)
}

/// The fields of a stat from the third on: the state.
fn fields(stat: &str) -> Option<Vec<&str>> {
    // The name, in parentheses, may hold spaces: count from behind it.
    Some(stat.rsplit_once(')')?.1.split_whitespace().collect())
}

fn cpu_s(stat: &str) -> Option<f64> {
    seconds(stat, [11, 12])
}

fn waited_for_s(stat: &str) -> Option<f64> {
    seconds(stat, [13, 14])
}

fn parent(stat: &str) -> Option<u32> {
    fields(stat)?.get(1)?.parse().ok()
}

fn seconds(stat: &str, places: [usize; 2]) -> Option<f64> {
    let fields = fields(stat)?;
    let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some((ticks(places[0])? + ticks(places[1])?) / TICKS_A_SECOND)
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
        assert_eq!((waited_for_s(stat), parent(stat)), (Some(0.0), Some(1)));
        assert_eq!(peak_rss_mb("Name:\tx\nVmHWM:\t   2048 kB\n"), Some(2.0));
        let mine = of(std::process::id()).unwrap();
        assert!(mine.peak_rss_mb > 0.0);
    }

    #[test]
    fn a_family_has_the_time_of_children_that_live_and_of_those_that_ended() {
        let busy = "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done";
        let mut parent = std::process::Command::new("sh")
            .args([
                "-c",
                // The child lives as long as nobody closes what it reads.
                &format!("exec 3<&0; ({busy}); echo 1; ({busy}; echo 2; cat <&3) & wait"),
            ])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines =
            std::io::BufRead::lines(std::io::BufReader::new(parent.stdout.take().unwrap()));
        assert_eq!(lines.next().unwrap().unwrap(), "1");
        let first = of_family(parent.id()).unwrap().cpu_s;
        assert!(first > 0.0, "one that ended");
        assert_eq!(lines.next().unwrap().unwrap(), "2");
        assert!(
            of_family(parent.id()).unwrap().cpu_s > first,
            "one that lives"
        );
        parent.kill().unwrap();
        parent.wait().unwrap();
    }
}
