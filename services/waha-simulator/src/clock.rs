//! Simulated time: waits may run faster than the world, timestamps never do.

use std::time::Duration;

/// Turns a simulated wait into a real one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SimClock {
    scale: f64,
}

impl SimClock {
    /// `scale`: simulated seconds per real second. It must be positive (checked with the settings).
    pub(crate) fn new(scale: f64) -> Self {
        Self { scale }
    }

    /// How long `simulated` takes in the world.
    pub(crate) fn real(self, simulated: Duration) -> Duration {
        simulated.div_f64(self.scale)
    }

    /// Waits for `simulated` to pass.
    pub(crate) async fn sleep(self, simulated: Duration) {
        tokio::time::sleep(self.real(simulated)).await;
    }

    /// Runs `future` for at most `simulated`; `None` when it took longer.
    pub(crate) async fn timeout<F: Future>(
        self,
        simulated: Duration,
        future: F,
    ) -> Option<F::Output> {
        tokio::time::timeout(self.real(simulated), future)
            .await
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_of_fifty_makes_a_minute_a_little_over_a_second() {
        let clock = SimClock::new(50.0);
        assert_eq!(
            clock.real(Duration::from_mins(1)),
            Duration::from_millis(1_200)
        );
    }
}
