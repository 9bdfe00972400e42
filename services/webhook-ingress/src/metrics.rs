//! What this service exports beside what all do.

use service_runtime::metrics::Metric;

use crate::store::STATES;

/// What an operator reads of this service.
pub const METRICS: &[&[Metric]] = &[OWN, bus::PUBLISHER_METRICS];

/// What became of an event that JetStream acknowledged.
const STORED: &[&str] = &["stored", "duplicate"];

/// Why no tenant takes an event.
const UNROUTED: &[&str] = &[
    "unknown_phone",
    "ambiguous",
    "tenant_suspended",
    "tenant_unknown",
];

/// Why a webhook is refused: each [`Refusal::reason`](crate::answer::Refusal::reason).
pub(crate) const REFUSED: &[&str] = &[
    "encoding",
    "tenant_id",
    "too_large",
    "unreadable",
    "slow",
    "not_json",
    "not_waha",
    "signature",
    "disagree",
    "tenant_unknown",
    "unknown_phone",
    "ambiguous",
    "tenant_suspended",
    "lead_lookup",
    "starting",
    "overloaded",
    "nats_disconnected",
    "nats_timeout",
    "stream_full",
    "no_stream",
    "nats_refused",
];

const OWN: &[Metric] = &[
    Metric::counter(
        "webhook_received_total",
        &[("outcome", STORED)],
        "Webhooks that were accepted: new events, and copies of known ones",
    ),
    Metric::counter(
        "webhook_refused_total",
        &[("reason", REFUSED)],
        "Webhooks that were not accepted; WAHA posts them again",
    ),
    Metric::gauge(
        "jetstream_state",
        &[("state", STATES)],
        "1 for how JetStream is: it takes events, is full, refuses them for another reason, or is away",
    ),
    Metric::counter(
        "webhook_kept_total",
        &[("reason", UNROUTED), ("outcome", STORED)],
        "Events of no tenant that were kept until their tenant is known",
    ),
    Metric::histogram(
        "webhook_lag_seconds",
        &[],
        "From a new message's event at WAHA, by WAHA's clock, to our answer",
    ),
];
