//! What is exported about the database.

use service_runtime::metrics::Metric;

/// What every process exports that has a [`Database`](crate::Database).
pub const METRICS: &[Metric] = &[
    Metric::histogram(
        "database_pool_wait_seconds",
        &[],
        "How long a transaction waited for a connection of the pool",
    ),
    Metric::gauge(
        "database_pool_connections",
        &[("state", &["idle", "used"])],
        "Connections to Postgres",
    ),
    Metric::gauge(
        "clock_ahead_seconds",
        &[],
        "How far this machine's clock is ahead of Postgres', by which all go",
    ),
];
