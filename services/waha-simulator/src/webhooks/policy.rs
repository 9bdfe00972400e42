//! When a failed delivery is tried again.

use std::time::Duration;

/// How the delay grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    Constant,
    Linear,
    Exponential,
}

impl Policy {
    /// WAHA's word for it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "constant" => Some(Self::Constant),
            "linear" => Some(Self::Linear),
            "exponential" => Some(Self::Exponential),
            _ => None,
        }
    }
}

/// The retries of one webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Retries {
    pub(crate) policy: Policy,
    pub(crate) delay: Duration,
    /// Retries after the first attempt; 0 means none.
    pub(crate) attempts: u32,
}

impl Default for Retries {
    /// WAHA's own: lost after half a minute of downtime.
    fn default() -> Self {
        Self {
            policy: Policy::Constant,
            delay: Duration::from_secs(2),
            attempts: 15,
        }
    }
}

impl Retries {
    /// How long to wait before retry `number` (the first is 1); `None` when there is none left.
    ///
    /// `jitter` is a share from 0 to 1, drawn by the caller. `retry_after` is what the receiver
    /// asked for: a minimum, never a shortening.
    pub(crate) fn before(
        &self,
        number: u32,
        jitter: f64,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        if number > self.attempts {
            return None;
        }
        let delay = match self.policy {
            Policy::Constant => self.delay,
            Policy::Linear => self.delay.saturating_mul(number),
            Policy::Exponential => {
                let delay = self.delay.saturating_mul(2_u32.saturating_pow(number));
                delay.saturating_add(delay.min(MAX_JITTERED).mul_f64(0.2 * jitter))
            }
        };
        Some(delay.max(retry_after.unwrap_or_default()).min(LONGEST))
    }
}

/// Beyond this the jitter no longer grows, which keeps the arithmetic far from overflow.
const MAX_JITTERED: Duration = Duration::from_hours(24 * 365);
/// No timer is set for longer than this.
const LONGEST: Duration = Duration::from_hours(24 * 365);

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(policy: Policy, jitter: f64) -> Vec<u64> {
        let retries = Retries {
            policy,
            delay: Duration::from_secs(2),
            attempts: 4,
        };
        (1..)
            .map_while(|n| retries.before(n, jitter, None))
            .map(|d| d.as_secs())
            .collect()
    }

    #[test]
    fn each_policy_grows_as_the_contract_says() {
        assert_eq!(delays(Policy::Constant, 0.0), [2, 2, 2, 2]);
        assert_eq!(delays(Policy::Linear, 0.0), [2, 4, 6, 8]);
        assert_eq!(delays(Policy::Exponential, 0.0), [4, 8, 16, 32]);
        assert_eq!(
            delays(Policy::Exponential, 1.0),
            [4, 9, 19, 38],
            "up to a fifth more"
        );
    }

    #[test]
    fn retry_after_is_a_minimum() {
        let retries = Retries::default();
        let asked = |secs| retries.before(1, 0.0, Some(Duration::from_secs(secs)));
        assert_eq!(asked(7), Some(Duration::from_secs(7)));
        assert_eq!(asked(1), Some(Duration::from_secs(2)));
    }

    #[test]
    fn no_attempts_means_no_retry_and_huge_ones_do_not_overflow() {
        let none = Retries {
            attempts: 0,
            ..Retries::default()
        };
        assert_eq!(none.before(1, 0.0, None), None);
        let endless = Retries {
            policy: Policy::Exponential,
            attempts: u32::MAX,
            ..none
        };
        assert_eq!(endless.before(u32::MAX, 1.0, None), Some(LONGEST));
    }
}
