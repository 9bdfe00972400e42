//! How long to wait before the next attempt.

use std::time::Duration;

/// 1 s, 2 s, 4 s, … after `attempts` failed ones, never longer than five minutes.
pub(crate) fn backoff(attempts: u32) -> Duration {
    const LONGEST: Duration = Duration::from_mins(5);
    let doublings = attempts.saturating_sub(1).min(16);
    Duration::from_secs(1 << doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_five_minutes() {
        let seconds: Vec<_> = [0, 1, 2, 3, 9, 10, u32::MAX]
            .map(|n| backoff(n).as_secs())
            .into();
        assert_eq!(seconds, [1, 1, 2, 4, 256, 300, 300]);
    }
}
