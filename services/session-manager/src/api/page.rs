//! Lists come in pages: so many, and what to ask for next.

use crate::problem::Problem;

const LARGEST: usize = 200;
const USUAL: usize = 50;

/// How many are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit(usize);

impl Limit {
    /// Of the query's `limit`.
    pub(super) fn new(limit: Option<usize>) -> Result<Self, Problem> {
        Self::within(limit, USUAL, LARGEST)
    }

    /// The same, where other pages are usual.
    pub(super) fn within(
        limit: Option<usize>,
        usual: usize,
        largest: usize,
    ) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(usual);
        if (1..=largest).contains(&limit) {
            Ok(Self(limit))
        } else {
            let message = format!("must be 1 to {largest}");
            Err(Problem::field("limit", message))
        }
    }

    /// The number itself.
    pub(super) fn get(self) -> usize {
        self.0
    }

    /// How many to read: one more than asked for tells whether there are more.
    pub(super) fn to_read(self) -> i64 {
        i64::try_from(self.0 + 1).expect("a page is small")
    }

    /// Cuts what was read to a page, and says what to ask for as `after` or `before` to read on.
    pub(super) fn cut<T>(self, found: &mut Vec<T>, id: impl Fn(&T) -> i64) -> Option<i64> {
        let next = (found.len() > self.0).then(|| id(&found[self.0 - 1]));
        found.truncate(self.0);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_says_so() {
        let limit = Limit::new(Some(2)).unwrap();
        let mut found = vec![3, 5, 8];
        assert_eq!(limit.cut(&mut found, |id| *id), Some(5));
        assert_eq!(found, [3, 5]);
        assert_eq!(limit.cut(&mut found, |id| *id), None);
        for wrong in [0, LARGEST + 1] {
            assert!(Limit::new(Some(wrong)).is_err());
        }
    }
}
