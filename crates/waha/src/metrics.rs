//! What is exported about calls of WAHA.

use service_runtime::metrics::Metric;

/// What every process exports that calls WAHA. Which calls it makes is its own affair: there is a series for each that it
/// made.
pub const METRICS: &[Metric] = &[
    Metric::counter(
        "waha_requests_total",
        &[("call", &[]), ("outcome", &[])],
        "Calls of WAHA, by what came of them: ok, or the kind of failure",
    ),
    Metric::histogram(
        "waha_request_duration_seconds",
        &[("call", &[])],
        "How long WAHA took to answer a call",
    ),
];
