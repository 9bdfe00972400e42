//! Lists come in pages: so many, and what to ask for next.

use time::OffsetDateTime;

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

/// What people look for, in their query's `search`; nothing is looked for where it is empty.
pub(super) fn search(text: Option<&str>) -> Result<Option<&str>, Problem> {
    const LONGEST: usize = 200;
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > LONGEST || text.contains('\0')) {
        let message = format!("must have at most {LONGEST} characters, and none of them zero");
        return Err(Problem::field("search", message));
    }
    Ok(text)
}

/// A place in a list by time, as queries have it: microseconds, which are all that Postgres keeps, and an id.
pub(super) fn written(at: OffsetDateTime, id: i64) -> String {
    let micros = at.unix_timestamp_nanos() / 1000;
    format!("{micros}-{id}")
}

/// Reads a place of the query's `field`.
pub(super) fn place(field: &'static str, text: &str) -> Result<(OffsetDateTime, i64), Problem> {
    let read = || {
        let (micros, id) = text.rsplit_once('-')?;
        let nanos = micros.parse::<i128>().ok()?.checked_mul(1000)?;
        let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
        Some((at, id.parse().ok()?))
    };
    let message = "must be what a page says of the next, such as 1790000000000000-17";
    read().ok_or_else(|| Problem::field(field, message))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

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

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for at in [
            datetime!(2026-11-26 20:41:00.123_456 UTC),
            datetime!(1969-12-31 23:59:59.5 UTC),
        ] {
            assert_eq!(place("before", &written(at, 17)).unwrap(), (at, 17));
        }
        let huge = "9".repeat(40);
        for wrong in ["", "17", "-", "1-", "-1", "a-1", "1-a", "1.5-1", &huge] {
            assert!(place("before", wrong).is_err(), "{wrong}");
        }
        let late = format!("{}-1", "9".repeat(30));
        assert!(place("before", &late).is_err());
    }

    #[test]
    fn what_is_looked_for_is_short_and_trimmed() {
        assert_eq!(search(Some(" palm ")).unwrap(), Some("palm"));
        assert_eq!(search(Some("  ")).unwrap(), None);
        assert!(search(Some(&"a".repeat(201))).is_err());
        assert!(search(Some("a\0")).is_err());
    }
}
