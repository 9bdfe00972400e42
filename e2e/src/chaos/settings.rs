//! What is asked for on the command line.

use std::{path::PathBuf, time::Duration};

use super::{fault, guarantee::Guarantee};

/// From here on there is the time for pauses that outlast every lease and `ack_wait` of the stream.
const LONG_RUN: Duration = Duration::from_mins(5);

/// Break everything in turn under load, and say what was lost, doubled, out of order, and how long recovery took
#[derive(Debug, clap::Parser)]
pub struct Settings {
    /// How long things are broken, in minutes; connecting tenants before and settling after come on top
    #[arg(long, default_value_t = 3.0, value_parser = minutes)]
    pub(super) minutes: f64,
    /// Messages that customers write in a second [default: 200 with --release, else 20]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=2000))]
    rate: Option<u32>,
    /// What decides the order of faults; the same one repeats it
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Take a guarantee out, to see that it is missed: the run then has to fail
    #[arg(long, value_enum)]
    pub(super) without: Option<Guarantee>,
    /// Only these faults, with commas between them; `--list` names them
    #[arg(long, value_delimiter = ',', value_parser = fault::named)]
    pub(super) only: Vec<&'static fault::Fault>,
    /// Name the faults and end
    #[arg(long)]
    pub(super) list: bool,
    /// Write the report into this file, too
    #[arg(long)]
    pub(super) json: Option<PathBuf>,
    /// How many tenants write
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub(super) tenants: u16,
}

fn minutes(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "is not a number".to_owned())?;
    if number > 0.0 && number <= 24.0 * 60.0 {
        Ok(number)
    } else {
        Err("must be above 0 and at most 1440".to_owned())
    }
}

impl Settings {
    pub(super) fn rate(&self) -> u32 {
        let usual = if cfg!(debug_assertions) { 20 } else { 200 };
        self.rate.unwrap_or(usual)
    }

    pub(super) fn lasts(&self) -> Duration {
        Duration::from_secs_f64(self.minutes * 60.0)
    }

    /// Whether there is time for long pauses.
    pub(super) fn is_long(&self) -> bool {
        self.lasts() >= LONG_RUN
    }
}
