//! What a tenant's people see first: how the last days went, and what waits for them now.

mod begun;
mod counting;
mod now;

pub use begun::{Begun, BegunDay, FirstReply, begun};
pub use counting::{MessageDay, count, forget, messages};
pub use now::{LeadDay, Replies, Waiting, leads, replies, waiting};

use time::OffsetDateTime;

/// Days that follow each other: where each begins, and where the last one ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    begin: Vec<OffsetDateTime>,
    end: OffsetDateTime,
}

impl Days {
    /// These days. Their beginnings follow each other, and there is one at least.
    pub fn new(begin: Vec<OffsetDateTime>, end: OffsetDateTime) -> Option<Self> {
        let is_sound = begin.is_sorted() && begin.last().is_some_and(|last| *last < end);
        is_sound.then_some(Self { begin, end })
    }

    /// How many there are.
    #[expect(
        clippy::len_without_is_empty,
        reason = "there is a day at least, and nobody asks"
    )]
    pub fn len(&self) -> usize {
        self.begin.len()
    }

    fn since(&self) -> OffsetDateTime {
        self.begin[0]
    }

    /// One value a day, of rows that have the number of the day, from 1.
    fn spread<T: Clone + Default>(&self, rows: impl Iterator<Item = (Option<i32>, T)>) -> Vec<T> {
        let mut days = vec![T::default(); self.len()];
        for (number, value) in rows {
            let place = number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
            if let Some(day) = place.and_then(|place| days.get_mut(place)) {
                *day = value;
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn days_have_an_order_and_an_end() {
        let (one, two, three) = (
            datetime!(2026-11-25 20:00 UTC),
            datetime!(2026-11-26 20:00 UTC),
            datetime!(2026-11-27 20:00 UTC),
        );
        let days = Days::new(vec![one, two], three).unwrap();
        assert_eq!(days.len(), 2);
        let rows = [(Some(2), 7), (Some(0), 1), (Some(3), 1), (None, 1)];
        assert_eq!(days.spread(rows.into_iter()), [0, 7]);
        for (begin, end) in [(vec![], one), (vec![two, one], three), (vec![one], one)] {
            assert_eq!(Days::new(begin, end), None);
        }
    }
}
