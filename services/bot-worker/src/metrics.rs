//! What this service exports beside what all do.

use service_runtime::metrics::Metric;

use crate::{delivery, media, readings};

/// What an operator reads of this service.
pub const METRICS: &[&[Metric]] = &[
    OWN,
    bus::CONSUMER_METRICS,
    storage::METRICS,
    waha::METRICS,
    advisor::METRICS,
];

/// The classes of tenants.
const CLASSES: &[&str] = &["standard", "priority", "trial"];

const OWN: &[Metric] = &[
    Metric::counter(
        "intake_events_total",
        &[(
            "outcome",
            &[
                "waiting",
                "superseding",
                "echo",
                "takeover",
                "resumed",
                "late",
                "answered",
                "duplicate",
                "tenant_gone",
                "ack",
                "reaction",
                "edited",
                "revoked",
                "typing",
                "connected",
                "no_person",
                "reaction_to_nothing",
                "reaction_in_words",
                "edit_of_nothing",
                "ack_of_theirs",
                "other_event",
                "presence",
            ],
        )],
        "Events that were taken in, by what they did to their mailbox",
    ),
    Metric::counter(
        "turns_total",
        &[(
            "outcome",
            &["taken", "agent", "paused", "shielded", "failed"],
        )],
        "Turns of conversations: taken by the bot, left to a person, or failed",
    ),
    Metric::histogram(
        "turn_round_seconds",
        &[],
        "One round of turns, from the lock on its conversations to its commit",
    ),
    Metric::counter(
        "late_arrivals_total",
        &[],
        "Messages that came after a turn had taken later ones",
    ),
    Metric::counter(
        "follow_ups_total",
        &[],
        "Replies that were decided though nobody wrote",
    ),
    Metric::counter(
        "gate_total",
        &[("gate", &["open", "shielded"]), ("reason", &[])],
        "Strangers who were met: customers, or people of the owner's private life, and how that was known",
    ),
    Metric::counter(
        delivery::COUNTER,
        &[(
            "outcome",
            &[
                "sent",
                "typing",
                "later",
                "parked",
                "closed",
                "failed",
                "lost",
                "interrupted",
                "panicked",
            ],
        )],
        "Steps of replies on their way to WhatsApp, by how each ended",
    ),
    Metric::histogram(
        "time_to_first_reply_seconds",
        &[("tenant_class", CLASSES)],
        "From the arrival of a customer's first message that a turn answered to WAHA's acceptance of the answer's first part",
    ),
    Metric::counter(
        "leases_lost_total",
        &[("lease", &["reply", "acquaintance", "media"])],
        "Work whose lease was gone when it was to be prolonged or written",
    ),
    Metric::counter(
        media::COUNTER,
        &[(
            "outcome",
            &[
                "stored",
                "gone",
                "refused",
                "again",
                "lost",
                "interrupted",
                "panicked",
            ],
        )],
        "Attempts at customers' files, by how each ended",
    ),
    Metric::counter(
        readings::COUNTER,
        &[("outcome", &["read", "not_asked", "failed", "panicked"])],
        "Messages that tenants' language models were to read; what a model that failed did is in llm_requests_total",
    ),
];

#[cfg(test)]
mod tests {
    use domain::TenantClass;

    use super::*;

    #[test]
    fn every_class_of_tenants_has_its_series() {
        assert_eq!(CLASSES, TenantClass::ALL.map(TenantClass::as_str));
    }
}
