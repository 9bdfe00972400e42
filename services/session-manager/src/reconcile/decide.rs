//! What to do about one session. A pure function of what is known and what was found.

use std::time::Duration;

use domain::SessionStatus;
use storage::sessions::Health;
use time::OffsetDateTime;

use super::{ReconcileSettings, State};

/// How long a session has to be well before what was tried is forgotten.
const SETTLED: Duration = Duration::from_mins(10);

/// What WAHA has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) status: &'a SessionStatus,
    /// Whether its configuration is not the one that it should have.
    pub(super) drifted: bool,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing, or nothing yet.
    Wait,
    /// WAHA does not have it: make it.
    Create,
    /// It is stopped: start it.
    Start,
    /// It does not get on: restart it.
    Restart,
    /// Its webhook is not ours: write the configuration anew, which restarts it.
    Reconfigure,
    /// Leave it to a person.
    GiveUp,
    /// It is well, and has been for a while: what was tried is forgotten.
    Settle,
}

pub(super) fn decide(
    health: &Health,
    found: Option<Found<'_>>,
    settings: &ReconcileSettings,
    now: OffsetDateTime,
) -> Step {
    if health.next_try_at.is_some_and(|at| at > now) {
        return Step::Wait;
    }
    let fresh = health.attempts < i32::from(settings.max_attempts);
    let attempt = |step| match State::of(health) {
        State::GaveUp => Step::Wait,
        _ if fresh => step,
        _ => Step::GiveUp,
    };
    let Some(found) = found else {
        return attempt(Step::Create);
    };
    match found.status {
        // Once, because a broken engine may come back; then a person has to look. To link again and
        // again can turn a suspension into a ban.
        SessionStatus::Failed => {
            if health.linked && health.attempts < i32::from(settings.failed_restarts) {
                Step::Restart
            } else {
                Step::Wait
            }
        }
        SessionStatus::Stopped => attempt(Step::Start),
        SessionStatus::Starting if health.since + settings.stuck_after <= now => {
            attempt(Step::Restart)
        }
        SessionStatus::Working | SessionStatus::ScanQrCode | SessionStatus::Starting
            if found.drifted && fresh =>
        {
            Step::Reconfigure
        }
        SessionStatus::Working
            if health.attempts > 0 && !found.drifted && health.since + SETTLED <= now =>
        {
            Step::Settle
        }
        _ => Step::Wait,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn settings() -> ReconcileSettings {
        ReconcileSettings {
            period: Duration::from_secs(30),
            stuck_after: Duration::from_mins(3),
            max_attempts: 3,
            failed_restarts: 1,
            backoff: Duration::from_secs(30),
            orphan_grace: Duration::from_mins(5),
        }
    }

    fn health(state: State, attempts: i32) -> Health {
        Health {
            state: state.as_str().to_owned(),
            since: NOON,
            reason: None,
            linked: matches!(state, State::Connected | State::LoggedOut),
            attempts,
            next_try_at: None,
        }
    }

    fn step(health: &Health, status: Option<&SessionStatus>, later: Duration) -> Step {
        let found = status.map(|status| Found {
            status,
            drifted: false,
        });
        decide(health, found, &settings(), NOON + later)
    }

    #[test]
    fn what_is_missing_is_made_and_what_is_stopped_is_started_a_few_times() {
        for (status, expected) in [
            (None, Step::Create),
            (Some(&SessionStatus::Stopped), Step::Start),
        ] {
            let step = |health| step(&health, status, Duration::ZERO);
            assert_eq!(step(health(State::Connecting, 0)), expected);
            assert_eq!(step(health(State::Connecting, 2)), expected);
            assert_eq!(step(health(State::Connecting, 3)), Step::GiveUp);
            assert_eq!(step(health(State::GaveUp, 3)), Step::Wait);
        }
    }

    #[test]
    fn a_failed_session_is_restarted_once_and_only_if_it_was_linked() {
        let step = |health, after| step(&health, Some(&SessionStatus::Failed), after);
        assert_eq!(
            step(health(State::LoggedOut, 0), Duration::ZERO),
            Step::Restart
        );
        for day in 0..3 {
            let later = Duration::from_hours(24 * day);
            assert_eq!(step(health(State::LoggedOut, 1), later), Step::Wait);
            assert_eq!(step(health(State::CodeExpired, 0), later), Step::Wait);
        }
    }

    #[test]
    fn a_code_that_nobody_scans_is_left_alone_for_ever() {
        for state in [State::WaitingForScan, State::LoggedOut] {
            let health = health(state, 0);
            let later = Duration::from_hours(100);
            assert_eq!(
                step(&health, Some(&SessionStatus::ScanQrCode), later),
                Step::Wait
            );
        }
    }

    #[test]
    fn a_session_that_hangs_is_restarted_a_few_times_with_waits_between() {
        let starting = Some(&SessionStatus::Starting);
        let mut hanging = health(State::Reconnecting, 0);
        let stuck = settings().stuck_after;
        assert_eq!(step(&hanging, starting, stuck / 2), Step::Wait);
        assert_eq!(step(&hanging, starting, stuck), Step::Restart);
        hanging.next_try_at = Some(NOON + stuck * 2);
        assert_eq!(step(&hanging, starting, stuck), Step::Wait);
        assert_eq!(step(&hanging, starting, stuck * 2), Step::Restart);
        hanging.attempts = 3;
        assert_eq!(step(&hanging, starting, stuck * 2), Step::GiveUp);
    }

    #[test]
    fn a_drifted_configuration_is_replaced_but_never_where_a_restart_would_link_again() {
        for (status, expected) in [
            (SessionStatus::Working, Step::Reconfigure),
            (SessionStatus::ScanQrCode, Step::Reconfigure),
            (SessionStatus::Failed, Step::Wait),
        ] {
            let found = Found {
                status: &status,
                drifted: true,
            };
            let step = |attempts| {
                let health = Health {
                    linked: false,
                    ..health(State::Connected, attempts)
                };
                decide(&health, Some(found), &settings(), NOON)
            };
            assert_eq!(step(0), expected, "{status}");
            assert_eq!(step(3), Step::Wait, "{status}");
            // It is not forgotten that WAHA does not keep it: customers are cut off each time.
            let tried = health(State::Connected, 3);
            let later = NOON + SETTLED * 2;
            assert_eq!(decide(&tried, Some(found), &settings(), later), Step::Wait);
        }
    }

    #[test]
    fn what_is_well_for_a_while_starts_anew() {
        let working = Some(&SessionStatus::Working);
        let tried = health(State::Connected, 1);
        assert_eq!(step(&tried, working, SETTLED / 2), Step::Wait);
        assert_eq!(step(&tried, working, SETTLED), Step::Settle);
        let never = health(State::Connected, 0);
        assert_eq!(step(&never, working, SETTLED), Step::Wait);
    }

    #[test]
    fn waits_grow_to_a_limit() {
        let waits = [1, 2, 3, 30].map(|attempts| settings().wait_after(attempts).as_secs());
        assert_eq!(waits, [30, 60, 120, 600]);
    }
}
