//! Versions in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use flow::Flow;
use storage::flows::Place;

/// So many versions as were used last. They are never changed, so what is here is right.
#[derive(Debug)]
pub(super) struct Cache {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    versions: HashMap<Place, Entry>,
    /// Counts the uses.
    uses: u64,
}

#[derive(Debug)]
struct Entry {
    /// `None`: it is there, and cannot be read.
    flow: Option<Arc<Flow>>,
    used: u64,
}

impl Cache {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            kept: Mutex::default(),
        }
    }

    /// Those that are here, and those that are not, each once.
    pub(super) fn find(&self, wanted: Vec<Place>) -> (Vec<(Place, Arc<Flow>)>, Vec<Place>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { versions, uses } = &mut *kept;
        *uses += 1;
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for place in wanted {
            match versions.get_mut(&place) {
                Some(entry) => {
                    entry.used = *uses;
                    found.extend(entry.flow.clone().map(|flow| (place, flow)));
                }
                None if missing.contains(&place) => {}
                None => missing.push(place),
            }
        }
        (found, missing)
    }

    /// Keeps one, in place of the one that was not used for the longest time.
    pub(super) fn keep(&self, place: Place, flow: Option<Arc<Flow>>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { versions, uses } = &mut *kept;
        if versions.len() >= self.most && !versions.contains_key(&place) {
            let oldest = versions.iter().min_by_key(|(_, entry)| entry.used);
            if let Some(oldest) = oldest.map(|(place, _)| place.clone()) {
                versions.remove(&oldest);
            }
        }
        versions.insert(place, Entry { flow, used: *uses });
    }
}

#[cfg(test)]
mod tests {
    use flow::templates;

    use super::*;

    fn place(tenant: i64, version: i32) -> Place {
        Place {
            tenant: tenant.try_into().unwrap(),
            flow: "rent".to_owned(),
            version,
        }
    }

    #[test]
    fn what_was_not_used_for_long_makes_room() {
        let cache = Cache::new(2);
        let flow = templates::template("rent").map(Arc::new);
        let keep = |place: Place| {
            let (_, missing) = cache.find(vec![place.clone()]);
            assert_eq!(missing.len(), 1, "{place:?}");
            cache.keep(place, flow.clone());
        };
        keep(place(1, 1));
        keep(place(2, 1));
        cache.find(vec![place(1, 1)]);
        keep(place(1, 2));
        let all = vec![place(1, 1), place(2, 1), place(1, 2), place(2, 1)];
        let (found, missing) = cache.find(all);
        assert_eq!(found.len(), 2);
        assert_eq!(missing, [place(2, 1)]);
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for_again() {
        let cache = Cache::new(2);
        cache.keep(place(1, 1), None);
        assert_eq!(cache.find(vec![place(1, 1)]), (Vec::new(), Vec::new()));
    }
}
