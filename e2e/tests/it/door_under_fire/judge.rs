//! What was accepted against what is stored.

use std::collections::{BTreeMap, BTreeSet};

use events::WahaEvent;

use super::sender::{Posted, Webhooks};

#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Events in the stream.
    pub(super) stored: usize,
    /// Events of which a webhook got a 2xx, and that are not there.
    pub(super) lost: usize,
    /// Events that are there more than once, by what they are or by their key.
    pub(super) doubled: usize,
    /// What is there and was never posted so.
    pub(super) foreign: usize,
}

impl Findings {
    pub(super) fn clean(&self) -> bool {
        self.stored > 0 && self.lost + self.doubled + self.foreign == 0
    }
}

/// It knows the events by what was posted, and does not ask how they came to their keys.
pub(super) fn compare(webhooks: &Webhooks, posted: &Posted, stored: &[WahaEvent]) -> Findings {
    let mut events: BTreeMap<&[u8], usize> = BTreeMap::new();
    for webhook in webhooks.all() {
        events.insert(&webhook.body, webhook.event);
    }
    let mut findings = Findings {
        stored: stored.len(),
        ..Findings::default()
    };
    let (mut there, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for event in stored {
        let Some(number) = events.get(&event.body[..]) else {
            findings.foreign += 1;
            continue;
        };
        let new = there.insert(*number);
        if !keys.insert(event.key.as_str()) || !new {
            findings.doubled += 1;
        }
    }
    let promised: BTreeSet<usize> = webhooks
        .all()
        .iter()
        .enumerate()
        .filter(|(number, _)| posted.was_accepted(*number))
        .map(|(_, webhook)| webhook.event)
        .collect();
    findings.lost = promised.difference(&there).count();
    findings
}
