//! What is exported about publishing and consuming.

use service_runtime::metrics::Metric;

use crate::Durable;

const CONSUMERS: &[&str] = &{
    let mut names = [""; Durable::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Durable::ALL[at].name();
        at += 1;
    }
    names
};

/// What every process exports that publishes events in groups.
pub const PUBLISHER_METRICS: &[Metric] = &[
    Metric::histogram(
        "publish_duration_seconds",
        &[],
        "From an event's publishing to JetStream's acknowledgement, with the wait for its batch",
    ),
    Metric::histogram(
        "publish_batch_size",
        &[],
        "How many events were committed together",
    ),
    Metric::counter(
        "publish_batches_refused_total",
        &[],
        "Batches that JetStream refused whole, and whose events were published singly",
    ),
    Metric::gauge(
        "tenants_flooded",
        &[],
        "Tenants whose events go apart, because they are more than their share",
    ),
];

/// What every process exports that consumes events.
pub const CONSUMER_METRICS: &[Metric] = &[Metric::counter(
    "bus_deliveries_total",
    &[
        ("consumer", CONSUMERS),
        ("decision", &["ack", "retry", "dead"]),
    ],
    "Deliveries, by what became of them",
)];
