//! The ids that were stored lately.
//!
//! JetStream refuses a batch that holds one id which it knows. When WAHA tries a flood again, nearly every batch would
//! hold one, and each message would go by itself. What is known here to be on disk need not be sent again.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

/// How many are remembered: some seconds of the busiest door, in about two megabytes. Who is forgotten here is still
/// known to JetStream.
const MOST: usize = 16_384;

/// The newest ids, up to a number of them.
#[derive(Debug)]
pub(super) struct Recent {
    known: HashSet<Arc<str>>,
    by_age: VecDeque<Arc<str>>,
    most: usize,
}

impl Default for Recent {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl Recent {
    fn of(most: usize) -> Self {
        Self {
            known: HashSet::new(),
            by_age: VecDeque::new(),
            most,
        }
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    pub(super) fn add(&mut self, id: Arc<str>) {
        if !self.known.insert(Arc::clone(&id)) {
            return;
        }
        self.by_age.push_back(id);
        if self.by_age.len() > self.most
            && let Some(oldest) = self.by_age.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut recent = Recent::of(2);
        for id in ["a", "b", "a", "c"] {
            recent.add(id.into());
        }
        let known = ["a", "b", "c"].map(|id| recent.contains(id));
        assert_eq!(known, [false, true, true]);
        assert_eq!((recent.known.len(), recent.by_age.len()), (2, 2));
    }
}
