//! What a question costs, and what becomes of a model that fails.

use llm::{Error, Prices};
use storage::llm::{LlmSettings, Meter};
use time::OffsetDateTime;

pub(crate) fn prices(settings: &LlmSettings) -> Prices {
    // Postgres holds none below nothing.
    let price = |stored: i64| u64::try_from(stored).unwrap_or(0);
    Prices {
        input: price(settings.input_price),
        output: price(settings.output_price),
    }
}

/// As it is stored; what does not fit is more than anybody has.
pub(crate) fn amount(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Notes how a question ended. A model that fails several times in a row is left alone, each time for longer.
pub(crate) fn note(meter: &mut Meter, failure: Option<&Error>, now: OffsetDateTime) {
    let Some(error) = failure else {
        meter.failures = 0;
        meter.resting_until = None;
        return;
    };
    meter.day_failures = meter.day_failures.saturating_add(1);
    meter.failure = Some(error.to_string());
    meter.failed_at = Some(now);
    // A customer can make a model write nonsense: that must not take it from all others.
    if error.is_models() {
        return;
    }
    meter.failures = meter.failures.saturating_add(1);
    let failures = u32::try_from(meter.failures).unwrap_or(0);
    if let Some(rest) = error.rest(failures) {
        let until = now + rest;
        meter.resting_until = Some(
            meter
                .resting_until
                .map_or(until, |earlier| earlier.max(until)),
        );
    }
}
