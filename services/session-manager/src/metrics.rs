//! What this service exports beside what all do.

use service_runtime::metrics::Metric;

use crate::reconcile::State;
use crate::sampler::{FAILURES, NODE_STATES};

/// What an operator reads of this service.
pub const METRICS: &[&[Metric]] = &[
    OWN,
    HOUSE,
    bus::CONSUMER_METRICS,
    storage::METRICS,
    waha::METRICS,
    advisor::METRICS,
];

/// What the service does.
const OWN: &[Metric] = &[
    Metric::gauge(
        "event_streams",
        &[],
        "Streams of events that browsers follow at this process",
    ),
    Metric::counter(
        "gap_fill_looks_total",
        &[("outcome", &["done", "failed"])],
        "Comparisons of sessions' histories with what webhooks brought",
    ),
    Metric::counter(
        "gap_fill_messages_total",
        &[("outcome", &["missing", "on_its_way", "too_large"])],
        "Messages of histories that were not known",
    ),
    Metric::counter(
        "deaf_sessions_total",
        &[("action", &["restarted", "reported"])],
        "What was done about sessions that do not hear",
    ),
    Metric::counter(
        "crm_deliveries_total",
        &[("outcome", &["delivered", "again", "failed"])],
        "Attempts to tell tenants' CRMs, by how each ended",
    ),
    Metric::counter(
        "unrouted_redriven_total",
        &[],
        "Unrouted events that were sent on to their tenant",
    ),
    Metric::histogram(
        "reconcile_pass_duration_seconds",
        &[("outcome", &["done", "again", "failed"])],
        "One comparison of a node's sessions with what is wanted of them",
    ),
    Metric::counter(
        "sample_failures_total",
        &[("what", FAILURES)],
        "Measures of the whole house that could not be taken: what they tell is old",
    ),
];

/// What is measured of the whole house. What depends on the streams and nodes there are is not there before the first
/// measure, at the start: a zero would be a claim.
const HOUSE: &[Metric] = &[
    Metric::gauge(
        "consumer_pending",
        &[("stream", &[]), ("consumer", &[])],
        "Events that a consumer was not given yet",
    ),
    Metric::gauge(
        "consumer_ack_pending",
        &[("stream", &[]), ("consumer", &[])],
        "Events that a consumer was given and has not acknowledged",
    ),
    Metric::gauge(
        "stream_messages",
        &[("stream", &[])],
        "Messages in a stream",
    ),
    Metric::gauge("stream_bytes", &[("stream", &[])], "Bytes of a stream"),
    Metric::gauge(
        "stream_max_bytes",
        &[("stream", &[])],
        "Bytes that a stream takes; then it refuses",
    ),
    Metric::gauge("dead_letters", &[], "Events that were given up"),
    Metric::gauge("unrouted_events", &[], "Events that wait for a tenant"),
    Metric::gauge(
        "sessions",
        &[("state", &SESSION_STATES)],
        "Sessions of all tenants, by how they are",
    ),
    Metric::gauge(
        "waha_nodes",
        &[("state", NODE_STATES)],
        "WAHA nodes, by how they are",
    ),
    Metric::gauge("waha_node_sessions", &[("node", &[])], "Sessions on a node"),
    Metric::gauge(
        "waha_node_capacity",
        &[("node", &[])],
        "Sessions that a node may hold",
    ),
    Metric::gauge(
        "mailboxes_due",
        &[],
        "Conversations whose turn is due, at most 100000",
    ),
    Metric::gauge(
        "mailboxes_oldest_due_seconds",
        &[],
        "Since when the first of them is",
    ),
    Metric::gauge(
        "replies_due",
        &[],
        "Replies that are due or being sent, at most 100000",
    ),
    Metric::gauge(
        "replies_oldest_due_seconds",
        &[],
        "Since when the first of them is",
    ),
];

const SESSION_STATES: [&str; State::ALL.len()] = {
    let mut words = [""; State::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = State::ALL[at].as_str();
        at += 1;
    }
    words
};
