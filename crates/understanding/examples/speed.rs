//! How fast messages are understood on one core, and what that needs: `speed FILE OUT`, where OUT becomes JSON.
#![expect(clippy::print_stdout, reason = "a command line speaks on stdout")]

use std::{
    env,
    error::Error,
    fs, hint,
    time::{Duration, Instant},
};

use serde_json::json;
use understanding::{Understanding, score::Gold};

/// How long messages are understood, after as long to warm up.
const MEASURED: Duration = Duration::from_secs(3);
/// Persian or Arabic by no word that is known, so that the statistics of letters are loaded.
const UNCLEAR: &str = "طبس نرد";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(file), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("a file of labelled messages and one for the figures are needed".into());
    };
    let text = fs::read_to_string(file)?;
    let messages: Vec<Gold> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let before = memory()?;
    let start = Instant::now();
    let understanding = Understanding::new();
    let load = start.elapsed();
    round(&understanding, &messages);
    let after_lists = memory()?;
    let start = Instant::now();
    hint::black_box(understanding.understand(UNCLEAR, None));
    let statistics = start.elapsed();
    let after_statistics = memory()?;
    measure(&understanding, &messages);
    let (understood, seconds) = measure(&understanding, &messages);
    let figures = json!({
        "messages_per_second": (f64::from(understood) / seconds).round(),
        "load_ms": load.as_secs_f64() * 1e3,
        "load_statistics_ms": statistics.as_secs_f64() * 1e3,
        "rss_mb_before": before,
        "rss_mb_with_lists": after_lists,
        "rss_mb_with_statistics": after_statistics,
        "rss_mb": memory()?,
    });
    fs::write(out, format!("{figures:#}\n"))?;
    println!("{figures:#}");
    Ok(())
}

fn measure(understanding: &Understanding, messages: &[Gold]) -> (u32, f64) {
    let start = Instant::now();
    let mut understood = 0;
    while start.elapsed() < MEASURED {
        understood += round(understanding, messages);
    }
    (understood, start.elapsed().as_secs_f64())
}

fn round(understanding: &Understanding, messages: &[Gold]) -> u32 {
    let mut understood = 0;
    for message in messages {
        hint::black_box(understanding.understand(&message.text, message.context));
        understood += 1;
    }
    understood
}

/// The resident memory of this process, in MB.
fn memory() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or("no resident memory is told")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok((kilobytes / 1024.0 * 10.0).round() / 10.0)
}
