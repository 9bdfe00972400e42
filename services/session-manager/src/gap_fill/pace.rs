//! How often a WAHA is asked for histories: they are many sessions, and it has other things to do.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use storage::nodes::NodeId;
use tokio::time::{Instant, sleep_until};

/// How long a WAHA that did not answer is left alone.
const REST: Duration = Duration::from_secs(15);

/// The turns of each WAHA.
#[derive(Debug)]
pub(super) struct Pace {
    between: Duration,
    nodes: Mutex<HashMap<NodeId, Node>>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    next: Instant,
    rests_until: Instant,
}

impl Pace {
    pub(super) fn new(calls_per_second: u32) -> Self {
        Self {
            between: Duration::from_secs(1) / calls_per_second.max(1),
            nodes: Mutex::default(),
        }
    }

    /// Waits for a turn; `false` when this WAHA has lately not answered.
    pub(super) async fn turn(&self, node: NodeId) -> bool {
        let Some(turn) = self.reserve(node, Instant::now()) else {
            return false;
        };
        sleep_until(turn).await;
        true
    }

    /// It does not answer: a call that waits for it in vain keeps others from WAHAs that do.
    pub(super) fn rest(&self, node: NodeId) {
        let now = Instant::now();
        self.with(node, now, |node| node.rests_until = now + REST);
    }

    fn reserve(&self, node: NodeId, now: Instant) -> Option<Instant> {
        self.with(node, now, |node| {
            if node.rests_until > now {
                return None;
            }
            let turn = node.next.max(now);
            node.next = turn + self.between;
            Some(turn)
        })
    }

    fn with<T>(&self, node: NodeId, now: Instant, change: impl FnOnce(&mut Node) -> T) -> T {
        let mut nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        let new = Node {
            next: now,
            rests_until: now,
        };
        change(nodes.entry(node).or_insert(new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_waha_is_asked_so_often_and_others_do_not_wait_for_it() {
        let pace = Pace::new(10);
        let (a, b) = (NodeId::new(1), NodeId::new(2));
        let now = Instant::now();
        let turns = [1, 2, 3].map(|_| pace.reserve(a, now).unwrap() - now);
        assert_eq!(turns.map(|turn| turn.as_millis()), [0, 100, 200]);
        assert_eq!(pace.reserve(b, now), Some(now));
        // What was not used is not saved up.
        let later = now + Duration::from_mins(1);
        let turns = [1, 2].map(|_| pace.reserve(a, later).unwrap() - later);
        assert_eq!(turns.map(|turn| turn.as_millis()), [0, 100]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_waha_that_does_not_answer_is_left_alone_for_a_while() {
        let pace = Pace::new(10);
        let a = NodeId::new(1);
        let now = Instant::now();
        pace.with(a, now, |node| node.rests_until = now + REST);
        assert_eq!(pace.reserve(a, now + REST / 2), None);
        assert!(pace.reserve(a, now + REST).is_some());
    }
}
