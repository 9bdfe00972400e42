//! What a failure to fetch a file means. Pure.

use std::time::Duration;

use media_store::KeepError;
use storage::media::{Fetched, Outcome};
use time::OffsetDateTime;
use waha::Error as Waha;

use crate::backoff::backoff;

/// Between two tries at a file: WAHA has it for three minutes, and a broken connection mends in seconds.
const LONGEST_REST: Duration = Duration::from_secs(30);

/// Why a file is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// WAHA has it no more, or never had it.
    NotThere,
    /// It may be had later.
    Later(&'static str),
    /// It is too large.
    TooLarge,
}

impl Trouble {
    /// What WAHA's refusal of a file means.
    pub(super) fn of_waha(error: &Waha) -> Self {
        match error {
            Waha::NotFound(_) | Waha::SessionUnknown => Self::NotThere,
            Waha::Unauthorized | Waha::Forbidden => Self::Later("waha_forbids"),
            _ => Self::Later("waha_unavailable"),
        }
    }

    /// What it means that a file was not kept.
    pub(super) fn of_keeping(error: &KeepError<Waha>) -> Self {
        match error {
            KeepError::TooLarge => Self::TooLarge,
            KeepError::Source(error) => Self::of_waha(error),
            KeepError::Store(_) => Self::Later("store_unavailable"),
        }
    }

    /// What is to be done about it, when WAHA need not or may not be asked to download the file again.
    pub(super) fn outcome(
        self,
        file: &Fetched,
        give_up_after: Duration,
        now: OffsetDateTime,
    ) -> Outcome<'static> {
        match self {
            Self::NotThere => Outcome::Gone("expired"),
            Self::TooLarge => Outcome::Refused("too_large"),
            Self::Later(reason) if now - file.received_at > give_up_after => Outcome::Gone(reason),
            Self::Later(reason) => Outcome::Again {
                at: now + backoff(file.attempts.unsigned_abs()).min(LONGEST_REST),
                asked_again: None,
                reason,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::SessionName;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);
    const GIVE_UP_AFTER: Duration = Duration::from_mins(10);

    fn file(attempts: i32, age: Duration) -> Fetched {
        Fetched {
            session: SessionName::of_tenant(5.try_into().unwrap()),
            waha_id: "false_1@c.us_AC".to_owned(),
            waha_path: None,
            asked_again: false,
            mime: None,
            attempts,
            received_at: NOW - age,
        }
    }

    #[test]
    fn what_may_be_had_later_is_tried_until_it_is_given_up() {
        let later = Trouble::Later("waha_unavailable");
        let outcome = |attempts, age| later.outcome(&file(attempts, age), GIVE_UP_AFTER, NOW);
        let again = |seconds| Outcome::Again {
            at: NOW + Duration::from_secs(seconds),
            asked_again: None,
            reason: "waha_unavailable",
        };
        assert_eq!(outcome(1, Duration::ZERO), again(1));
        assert_eq!(outcome(3, Duration::from_secs(7)), again(4));
        assert_eq!(outcome(30, GIVE_UP_AFTER), again(30));
        let too_old = GIVE_UP_AFTER + Duration::from_secs(1);
        assert_eq!(outcome(2, too_old), Outcome::Gone("waha_unavailable"));
    }

    #[test]
    fn what_nobody_has_and_what_is_too_large_is_not_tried_again() {
        let file = file(1, Duration::ZERO);
        let outcome = |trouble: Trouble| trouble.outcome(&file, GIVE_UP_AFTER, NOW);
        assert_eq!(outcome(Trouble::NotThere), Outcome::Gone("expired"));
        assert_eq!(outcome(Trouble::TooLarge), Outcome::Refused("too_large"));
    }

    #[test]
    fn a_refusal_has_a_meaning() {
        let unavailable = Waha::Unavailable {
            reason: "no connection".to_owned(),
            outcome_unknown: false,
            source: None,
        };
        for (error, expected) in [
            (Waha::NotFound("file".to_owned()), Trouble::NotThere),
            (Waha::SessionUnknown, Trouble::NotThere),
            (Waha::Forbidden, Trouble::Later("waha_forbids")),
            (unavailable, Trouble::Later("waha_unavailable")),
        ] {
            assert_eq!(Trouble::of_waha(&error), expected, "{error}");
        }
    }
}
