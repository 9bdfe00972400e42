//! What is said of refusals: each is counted. What strangers cause is not logged: they must not be able to fill the
//! disk. The rest is logged, but floods are: one line now and then, which says how many it stands for.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{http::header::RETRY_AFTER, response::Response};
use service_runtime::telemetry;

use crate::{
    answer::{Refusal, problem},
    webhook::Claimed,
};

/// How often a reason is logged at most.
const PERIOD: Duration = Duration::from_secs(5);

/// A webhook that is not taken.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) why: Refusal,
    /// What the webhook said of itself, where it was read that far. Claimed, not proven.
    pub(crate) claimed: Option<Claimed>,
}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Self {
        Self { why, claimed: None }
    }
}

/// Counts, logs and answers refusals.
#[derive(Debug)]
pub(crate) struct Refusals {
    retry_after: Duration,
    said: Mutex<HashMap<&'static str, Said>>,
}

/// When a reason was last logged, and how often it came since.
#[derive(Debug)]
struct Said {
    at: Instant,
    unsaid: u64,
}

impl Refusals {
    pub(crate) fn new(retry_after: Duration) -> Self {
        Self {
            retry_after,
            said: Mutex::default(),
        }
    }

    /// The answer. WAHA waits as long as a 503 asks it to.
    pub(crate) fn answer(&self, refused: &Refused) -> Response {
        let Refused { why, claimed } = refused;
        let reason = why.reason();
        metrics::counter!("webhook_refused_total", "reason" => reason).increment(1);
        if why.is_worth_a_line()
            && let Some(unsaid) = self.unsaid(reason)
        {
            let error = why.cause().map(telemetry::chain);
            tracing::warn!(
                reason,
                peyk.session = claimed
                    .as_ref()
                    .map(|it| tracing::field::display(&it.session)),
                peyk.event = claimed
                    .as_ref()
                    .map(|it| tracing::field::display(&it.event)),
                error = error.map(tracing::field::display),
                before = (unsaid > 0).then_some(unsaid),
                "webhook refused"
            );
        }
        let mut response = problem(why.status(), &why.to_string());
        if why.may_come_again() {
            response
                .headers_mut()
                .insert(RETRY_AFTER, self.retry_after.as_secs().max(1).into());
        }
        response
    }

    /// How many refusals for this reason were not logged, when it is time to log one.
    fn unsaid(&self, reason: &'static str) -> Option<u64> {
        let now = Instant::now();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(before) = said.get_mut(reason) else {
            said.insert(reason, Said { at: now, unsaid: 0 });
            return Some(0);
        };
        if now.duration_since(before.at) < PERIOD {
            before.unsaid += 1;
            return None;
        }
        before.at = now;
        Some(std::mem::take(&mut before.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_one_line_for_each_reason() {
        let refusals = Refusals::new(Duration::from_secs(2));
        assert_eq!(refusals.unsaid("overloaded"), Some(0));
        for _ in 0..1000 {
            assert_eq!(refusals.unsaid("overloaded"), None);
        }
        assert_eq!(refusals.unsaid("stream_full"), Some(0));
        if let Some(said) = refusals
            .said
            .lock()
            .expect("nobody panicked")
            .get_mut("overloaded")
        {
            said.at -= PERIOD;
        }
        assert_eq!(refusals.unsaid("overloaded"), Some(1000));
        assert_eq!(refusals.unsaid("overloaded"), None);
    }
}
