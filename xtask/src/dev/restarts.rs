//! How often something that ended by itself is started again.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

const MOST: usize = 5;
const WITHIN: Duration = Duration::from_mins(1);

/// The restarts of a running stack. Each process may be killed at any moment and the stack goes on; but one that cannot
/// run is not started for ever.
#[derive(Debug, Default)]
pub(super) struct Restarts(Vec<Instant>);

impl Restarts {
    /// Notes a restart; an error when there were too many lately.
    pub(super) fn note(&mut self, now: Instant) -> Result<()> {
        self.0
            .retain(|restart| now.duration_since(*restart) < WITHIN);
        self.0.push(now);
        if self.0.len() > MOST {
            bail!("more than {MOST} restarts within a minute");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_a_minute_for_ever_but_not_many_at_once() {
        let start = Instant::now();
        let mut restarts = Restarts::default();
        for minute in 0..10 {
            for second in 0..5 {
                restarts
                    .note(start + Duration::from_secs(minute * 61 + second))
                    .unwrap();
            }
        }
        restarts
            .note(start + Duration::from_secs(9 * 61 + 5))
            .unwrap_err();
    }
}
