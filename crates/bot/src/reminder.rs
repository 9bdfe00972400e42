//! A question that nobody answered is asked again, twice and not more.

use time::{Duration, OffsetDateTime};

use crate::{Effect, State, Step, Turn, state::Reminder, texts};

/// How long the bot waits for an answer before each reminder, from the question or the reminder before.
const WAITS: [Duration; 2] = [Duration::hours(24), Duration::hours(72)];

/// The state of a conversation in which a question has just been asked, or none is open.
pub(crate) fn asked(step: Step, now: OffsetDateTime) -> State {
    let is_open = matches!(step, Step::AskedName { .. } | Step::AskedWish { .. });
    let reminder = if is_open { next(0, now) } else { None };
    State { step, reminder }
}

/// A turn in which nobody wrote.
pub(crate) fn turn(state: State, now: OffsetDateTime) -> Turn {
    let Some(reminder) = state.reminder else {
        return Turn::silent(state);
    };
    if now < reminder.at {
        return Turn {
            wake_at: Some(reminder.at),
            ..Turn::silent(state)
        };
    }
    let text = match &state.step {
        Step::AskedName { language, .. } | Step::AskedWish { language, .. }
            if reminder.sent > 0 =>
        {
            texts::last_reminder(*language)
        }
        Step::AskedName { language, .. } => texts::name_reminder(*language),
        Step::AskedWish { language, name, .. } => texts::wish_reminder(*language, name),
        Step::New | Step::HandedOver { .. } | Step::Echo { .. } | Step::Qualifying(_) => {
            return Turn::silent(state.step);
        }
    };
    let state = State {
        reminder: next(reminder.sent.saturating_add(1), now),
        ..state
    };
    Turn {
        wake_at: state.reminder.map(|reminder| reminder.at),
        effects: vec![Effect::FollowUp(text)],
        state,
    }
}

fn next(sent: u8, now: OffsetDateTime) -> Option<Reminder> {
    let wait = WAITS.get(usize::from(sent))?;
    let at = now.checked_add(*wait)?;
    Some(Reminder { at, sent })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::{Agency, Circumstances, Input, Language, Script};

    const NOW: OffsetDateTime = datetime!(2026-11-22 08:00 UTC);

    fn take(state: Option<&State>, texts: &[&str], now: OffsetDateTime) -> Turn {
        let inputs: Vec<_> = texts.iter().map(|text| Input::Text(text)).collect();
        let circumstances = Circumstances {
            opted_out: false,
            now,
        };
        let agency = Agency { name: "Palm Homes" };
        crate::turn(Script::Reception, agency, state, &inputs, circumstances)
    }

    fn reminded(turn: &Turn) -> &str {
        match turn.effects.as_slice() {
            [Effect::FollowUp(text)] => text,
            other => panic!("no reminder: {other:?}"),
        }
    }

    #[test]
    fn reminds_after_a_day_and_after_three_more_then_never() {
        for (hello, language) in [
            ("Hi", Language::English),
            ("سلام", Language::Persian),
            ("السلام عليكم", Language::Arabic),
            ("Добрый день", Language::Russian),
        ] {
            let question = take(None, &[hello], NOW);
            let first_at = NOW + Duration::hours(24);
            assert_eq!(question.wake_at, Some(first_at));

            let first = take(Some(&question.state), &[], first_at);
            assert_eq!(Language::of(reminded(&first)), Some(language));
            let last_at = first_at + Duration::hours(72);
            assert_eq!(first.wake_at, Some(last_at));

            // Late, because a worker was away or it was night: what follows keeps its distance.
            let last = take(Some(&first.state), &[], last_at + Duration::hours(9));
            assert_eq!(Language::of(reminded(&last)), Some(language));
            assert_ne!(reminded(&last), reminded(&first));
            assert_eq!(last.wake_at, None);

            let nothing = take(Some(&last.state), &[], last_at + Duration::days(30));
            assert_eq!(nothing, Turn::silent(last.state));
        }
    }

    #[test]
    fn a_turn_before_its_time_asks_for_the_same_time() {
        let question = take(None, &["Hi"], NOW);
        let early = take(Some(&question.state), &[], NOW + Duration::hours(23));
        assert_eq!(early.effects, []);
        assert_eq!(
            (&early.state, early.wake_at),
            (&question.state, question.wake_at)
        );
    }

    #[test]
    fn an_answer_starts_the_count_again() {
        let question = take(None, &["Hi"], NOW);
        let day = NOW + Duration::hours(24);
        let first = take(Some(&question.state), &[], day);
        let answer = take(Some(&first.state), &["Ana"], day + Duration::hours(1));
        assert_eq!(answer.wake_at, Some(day + Duration::hours(25)));
        let again = take(Some(&answer.state), &[], day + Duration::hours(25));
        assert!(reminded(&again).contains("Ana"));
        assert!(again.wake_at.is_some(), "one more is to come");
    }

    #[test]
    fn a_person_is_not_interrupted() {
        let question = take(None, &["Hi"], NOW);
        let person = take(Some(&question.state), &["agent"], NOW);
        assert_eq!((person.wake_at, person.state.reminder), (None, None));
        let later = take(Some(&person.state), &[], NOW + Duration::days(9));
        assert_eq!(later.effects, []);
    }

    #[test]
    fn a_conversation_from_before_there_were_reminders_has_none() {
        let language = Language::English;
        let old = State::from(Step::AskedName { language, asked: 1 });
        let turn = take(Some(&old), &[], NOW);
        assert_eq!(turn, Turn::silent(old));
    }
}
