//! Whether a session that says WORKING is deaf. A pure function of what a look found.

use std::time::Duration;

use storage::session_watches::{DeafKind, Suspicion, Watch};
use time::OffsetDateTime;

use super::DeafSettings;

/// Signs in a row before anything is done: one may be a moment between two states.
const SIGNS: i32 = 2;
/// The time that `deaf.max_restarts` is about.
const DAY: Duration = Duration::from_hours(24);

/// What a look found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Found {
    /// When a webhook was last heard.
    pub(super) heard_at: Option<OffsetDateTime>,
    /// When the first message was written that the history has, that no webhook brought in time, and after
    /// which none was heard.
    pub(super) missing_since: Option<OffsetDateTime>,
    /// Whether the engine is connected, if WAHA was asked and told it.
    pub(super) connected: Option<bool>,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It hears, as far as is known.
    Fine,
    /// There are signs, but not enough.
    Wait,
    /// Restart it; this is the so-manieth of the day that began then.
    Restart(i32, OffsetDateTime),
    /// It was restarted often enough: tell a person.
    Report,
}

/// What there is to suspect after a look, and what to do.
pub(super) fn judge(
    watch: &Watch,
    found: Found,
    settings: &DeafSettings,
    now: OffsetDateTime,
) -> (Option<Suspicion>, Verdict) {
    let before = watch.suspicion.filter(|before| {
        let heard = found.heard_at.is_some_and(|heard| heard > before.since);
        let connected = before.kind == DeafKind::Engine && found.connected == Some(true);
        !heard && !connected
    });
    let sign = match found {
        Found {
            connected: Some(false),
            ..
        } => Some((DeafKind::Engine, now)),
        Found {
            missing_since: Some(since),
            ..
        } => Some((DeafKind::Webhooks, since)),
        _ => None,
    };
    let suspicion = match (before, sign) {
        (before, None) => before,
        (Some(before), Some((kind, since))) if before.kind == kind => Some(Suspicion {
            signs: before.signs + 1,
            since: before.since.min(since),
            kind,
        }),
        (_, Some((kind, since))) => Some(Suspicion {
            kind,
            signs: 1,
            since,
        }),
    };
    let verdict = match suspicion {
        None => Verdict::Fine,
        Some(suspicion) if suspicion.signs < SIGNS || suspicion.since + settings.grace > now => {
            Verdict::Wait
        }
        Some(_) => {
            let day = watch.restarts_since.filter(|since| *since + DAY > now);
            let (restarts, since) = day.map_or((0, now), |since| (watch.restarts, since));
            if restarts < i32::from(settings.max_restarts) {
                Verdict::Restart(restarts + 1, since)
            } else {
                Verdict::Report
            }
        }
    };
    (suspicion, verdict)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

    fn settings() -> DeafSettings {
        DeafSettings {
            grace: Duration::from_mins(2),
            quiet_after: Duration::from_mins(30),
            max_restarts: 2,
        }
    }

    fn watch() -> Watch {
        Watch {
            linked_at: NOON,
            checked_until: NOON,
            resume_at: None,
            back_at: NOON,
            looked_at: Some(NOON),
            failures: 0,
            supported: Some(true),
            suspicion: None,
            engine_asked_at: None,
            restarts: 0,
            restarts_since: None,
        }
    }

    fn minutes(minutes: u64) -> OffsetDateTime {
        NOON + Duration::from_mins(minutes)
    }

    fn missing(since: u64) -> Found {
        Found {
            heard_at: Some(NOON - Duration::from_mins(1)),
            missing_since: Some(minutes(since)),
            connected: None,
        }
    }

    const DISCONNECTED: Found = Found {
        heard_at: None,
        missing_since: None,
        connected: Some(false),
    };

    #[test]
    fn one_missing_message_is_a_loss_and_a_second_one_deafness() {
        let mut watch = watch();
        let (suspicion, verdict) = judge(&watch, missing(0), &settings(), minutes(1));
        assert_eq!(verdict, Verdict::Wait);
        watch.suspicion = suspicion;
        // Nobody wrote: that proves nothing, however long it lasts.
        let quiet = Found::default();
        assert_eq!(
            judge(&watch, quiet, &settings(), minutes(60)),
            (suspicion, Verdict::Wait)
        );
        let (_, verdict) = judge(&watch, missing(2), &settings(), minutes(3));
        assert_eq!(verdict, Verdict::Restart(1, minutes(3)));
    }

    #[test]
    fn two_signs_at_once_are_no_hurry() {
        let mut watch = watch();
        (watch.suspicion, _) = judge(&watch, DISCONNECTED, &settings(), minutes(0));
        let (suspicion, verdict) = judge(&watch, DISCONNECTED, &settings(), minutes(1));
        assert_eq!(verdict, Verdict::Wait);
        watch.suspicion = suspicion;
        let (_, verdict) = judge(&watch, DISCONNECTED, &settings(), minutes(2));
        assert_eq!(verdict, Verdict::Restart(1, minutes(2)));
    }

    #[test]
    fn what_is_heard_or_connected_again_is_not_deaf() {
        let mut watch = watch();
        (watch.suspicion, _) = judge(&watch, missing(0), &settings(), minutes(1));
        let heard = Found {
            heard_at: Some(minutes(2)),
            ..Found::default()
        };
        assert_eq!(
            judge(&watch, heard, &settings(), minutes(3)),
            (None, Verdict::Fine)
        );
        (watch.suspicion, _) = judge(&watch, DISCONNECTED, &settings(), minutes(1));
        let connected = Found {
            connected: Some(true),
            ..Found::default()
        };
        assert_eq!(
            judge(&watch, connected, &settings(), minutes(3)),
            (None, Verdict::Fine)
        );
    }

    #[test]
    fn it_is_restarted_so_often_a_day_and_then_reported() {
        let mut watch = watch();
        watch.suspicion = Some(Suspicion {
            kind: DeafKind::Webhooks,
            signs: 1,
            since: NOON,
        });
        let mut judged = |restarts, since| {
            watch.restarts = restarts;
            watch.restarts_since = since;
            judge(&watch, missing(1), &settings(), minutes(10)).1
        };
        assert_eq!(judged(0, None), Verdict::Restart(1, minutes(10)));
        assert_eq!(judged(1, Some(NOON)), Verdict::Restart(2, NOON));
        assert_eq!(judged(2, Some(NOON)), Verdict::Report);
        let yesterday = NOON - DAY;
        assert_eq!(judged(2, Some(yesterday)), Verdict::Restart(1, minutes(10)));
    }
}
