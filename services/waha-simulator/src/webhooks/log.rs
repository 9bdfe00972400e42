//! What became of every webhook, for people and for the demo's table of hops.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde::Serialize;

use crate::network::lock;
use crate::timestamps::Timestamp;

/// One delivery: one event for one webhook.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Delivery {
    /// The envelope's id.
    pub(crate) id: String,
    pub(crate) event: &'static str,
    pub(crate) session: String,
    /// The message that the event is about, if any.
    pub(crate) message_id: Option<String>,
    /// Host and path of the receiver: its query may hold what is nobody's business.
    pub(crate) url: String,
    pub(crate) request_id: String,
    pub(crate) attempts: Vec<Attempt>,
    /// When a 2xx came.
    pub(crate) delivered_at: Option<Timestamp>,
    /// Why it will never be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lost: Option<&'static str>,
}

/// One POST.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Attempt {
    pub(crate) at: Timestamp,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

/// What came of a POST.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Status(u16),
    Error(String),
}

/// Names a delivery in the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogEntry(u64);

/// The latest deliveries.
#[derive(Debug)]
pub(crate) struct DeliveryLog {
    capacity: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    /// The number of the oldest entry that is still here.
    first: u64,
    queue: VecDeque<Delivery>,
}

impl DeliveryLog {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            entries: Mutex::default(),
        }
    }

    /// Starts the story of a delivery.
    pub(crate) fn open(&self, delivery: Delivery) -> LogEntry {
        let mut entries = lock(&self.entries);
        if entries.queue.len() >= self.capacity && entries.queue.pop_front().is_some() {
            entries.first += 1;
        }
        let number = entries.first + entries.queue.len() as u64;
        entries.queue.push_back(delivery);
        LogEntry(number)
    }

    /// Notes an attempt. Does nothing when newer deliveries have pushed the entry out.
    pub(crate) fn attempt(&self, entry: LogEntry, attempt: Attempt) {
        self.change(entry, |delivery| {
            if matches!(attempt.outcome, Outcome::Status(200..=299)) {
                delivery.delivered_at.get_or_insert(attempt.at);
            }
            delivery.attempts.push(attempt);
        });
    }

    /// Notes that a delivery is given up.
    pub(crate) fn lose(&self, entry: LogEntry, why: &'static str) {
        self.change(entry, |delivery| delivery.lost = Some(why));
    }

    /// Oldest first; of one session, or of all.
    pub(crate) fn list(&self, session: Option<&str>) -> Vec<Delivery> {
        let entries = lock(&self.entries);
        let wanted = |delivery: &&Delivery| session.is_none_or(|name| name == delivery.session);
        entries.queue.iter().filter(wanted).cloned().collect()
    }

    fn change(&self, entry: LogEntry, change: impl FnOnce(&mut Delivery)) {
        let mut entries = lock(&self.entries);
        let index = entry
            .0
            .checked_sub(entries.first)
            .and_then(|i| usize::try_from(i).ok());
        if let Some(delivery) = index.and_then(|index| entries.queue.get_mut(index)) {
            change(delivery);
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn delivery(id: &str) -> Delivery {
        Delivery {
            id: id.to_owned(),
            event: "message.any",
            session: "tenant_1".to_owned(),
            message_id: None,
            url: "localhost/".to_owned(),
            request_id: "r".to_owned(),
            attempts: Vec::new(),
            delivered_at: None,
            lost: None,
        }
    }

    #[test]
    fn an_entry_that_was_pushed_out_is_left_alone() {
        let log = DeliveryLog::new(2);
        let at = Timestamp(datetime!(2026-09-15 14:00 UTC));
        let ok = || Attempt {
            at,
            outcome: Outcome::Status(202),
        };
        let first = log.open(delivery("a"));
        log.open(delivery("b"));
        let third = log.open(delivery("c"));
        log.attempt(first, ok());
        log.attempt(third, ok());
        let entries = log.list(None);
        assert_eq!(
            entries.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(),
            ["b", "c"]
        );
        assert_eq!(entries[0].delivered_at, None);
        assert_eq!(entries[1].delivered_at, Some(at));
    }
}
