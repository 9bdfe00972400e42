//! What is different between two rehearsals of one conversation.
//!
//! Both answer the same bursts, so that turns are compared burst by burst; follow-ups are compared in their order within
//! the silence that they are said in. What has once become different is said again when it is different in another way.

use std::collections::BTreeMap;

use bot::{Place, Qualifying, Score, State, Step};
use flow::Slot;
use time::format_description::well_known::Rfc3339;

use super::Taken;

/// Something that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// `words`, `time`, `step`, `score`, `slots` or `hand_off`.
    pub(crate) kind: &'static str,
    /// The turn of the rehearsal after the change, from 0; `None`: it has no such turn.
    pub(crate) turn: Option<usize>,
    /// How it was; `None`: there was nothing of the kind.
    pub(crate) before: Option<String>,
    /// How it is.
    pub(crate) after: Option<String>,
}

/// What something is before and after.
type Change = (Option<String>, Option<String>);

/// Reads one kind of thing off a turn, in words.
type Look = fn(&Taken) -> Option<String>;

/// What of a turn stands by itself.
const SAID: &[(&str, Look)] = &[("words", words), ("hand_off", hand_off)];

/// What goes on from turn to turn.
const STANDING: &[(&str, Look)] = &[("step", step), ("score", score)];

/// What is different, in the order of the turns.
pub(crate) fn compare(before: &[Taken], after: &[Taken]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut told: BTreeMap<&'static str, Change> = BTreeMap::new();
    for (was, is) in pairs(before, after) {
        let turns = (was.map(|it| &before[it]), is.map(|it| &after[it]));
        let mut add = |kind, (before, after): Change| {
            differences.push(Difference {
                kind,
                turn: is,
                before,
                after,
            });
        };
        for &(kind, look) in SAID {
            let change = (turns.0.and_then(look), turns.1.and_then(look));
            if change.0 != change.1 {
                add(kind, change);
            }
        }
        // A turn that only one of the two has leaves everything as it was.
        let (Some(was), Some(is)) = turns else {
            continue;
        };
        if was.at != is.at {
            add("time", (time(was), time(is)));
        }
        let mut stand = |kind, name: &'static str, change: Change| {
            if change.0 == change.1 {
                told.remove(name);
            } else if told.get(name) != Some(&change) {
                told.insert(name, change.clone());
                add(kind, change);
            }
        };
        for &(kind, look) in STANDING {
            stand(kind, kind, (look(was), look(is)));
        }
        for slot in Slot::ALL {
            stand("slots", slot.name(), (value(was, slot), value(is, slot)));
        }
    }
    differences
}

/// The turns that belong together, by their places; those of the second in their order.
fn pairs(before: &[Taken], after: &[Taken]) -> Vec<(Option<usize>, Option<usize>)> {
    let (before, after) = (bursts(before), bursts(after));
    let mut pairs = Vec::new();
    for burst in 0..before.len().max(after.len()) {
        let turns = |of: &[Vec<usize>]| of.get(burst).cloned().unwrap_or_default();
        let (was, is) = (turns(&before), turns(&after));
        let places = 0..was.len().max(is.len());
        pairs.extend(places.map(|place| (was.get(place).copied(), is.get(place).copied())));
    }
    pairs
}

/// The places of the turns, those of each burst with the follow-ups after it.
fn bursts(turns: &[Taken]) -> Vec<Vec<usize>> {
    let mut bursts: Vec<Vec<usize>> = Vec::new();
    for (place, turn) in turns.iter().enumerate() {
        match bursts.last_mut() {
            Some(burst) if turn.moves.is_empty() => burst.push(place),
            _ => bursts.push(vec![place]),
        }
    }
    bursts
}

fn words(turn: &Taken) -> Option<String> {
    let texts: Vec<&str> = turn.says.iter().map(|(_, text)| text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

fn hand_off(turn: &Taken) -> Option<String> {
    let hand_off = turn.hand_off.as_ref()?;
    Some(format!("{}\n\n{}", hand_off.cause.as_str(), hand_off.card))
}

fn time(turn: &Taken) -> Option<String> {
    turn.at.format(&Rfc3339).ok()
}

fn step(turn: &Taken) -> Option<String> {
    Some(match &known(&turn.state)?.place {
        Place::New => "new".to_owned(),
        Place::Language => "language".to_owned(),
        Place::Step { step } => step.clone(),
        Place::Offer { step } => format!("offer: {step}"),
        Place::Returning { step } => format!("returning: {step}"),
        Place::HandedOver => "handed_over".to_owned(),
        Place::Ended => "ended".to_owned(),
    })
}

fn score(turn: &Taken) -> Option<String> {
    let Score {
        points,
        most,
        temperature,
        ..
    } = turn.score.as_ref()?;
    Some(format!("{} {points}/{most}", temperature.as_str()))
}

fn value(turn: &Taken, slot: Slot) -> Option<String> {
    let value = known(&turn.state)?.facts.value(slot)?;
    Some(format!("{}: {value}", slot.name()))
}

fn known(state: &State) -> Option<&Qualifying> {
    match &state.step {
        Step::Qualifying(known) => Some(known),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use flow::{Flow, templates};
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};
    use understanding::Understanding;

    use super::super::{Act, Move, Scene, rehearse};
    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);

    static UNDERSTANDING: LazyLock<Understanding> = LazyLock::new(Understanding::new);

    /// The rent template, changed, in a conversation of two messages and the silence after them.
    fn played(change: impl FnOnce(&mut serde_json::Value)) -> Vec<Taken> {
        let mut document: serde_json::Value = serde_json::from_str(templates::RENT).unwrap();
        change(&mut document);
        let flow: Flow = serde_json::from_value(document).unwrap();
        let text = |minutes, text: &str| Move {
            at: NOON + Duration::minutes(minutes),
            act: Act::Text(text.to_owned()),
        };
        rehearse(&Scene {
            flow: &flow,
            understanding: &UNDERSTANDING,
            agency: "Palm Homes",
            moves: &[
                text(0, "Hi, I want to rent a 2 bedroom apartment in JVC"),
                text(2, "90k a year"),
            ],
            until: Some(NOON + Duration::days(30)),
        })
    }

    fn kinds(differences: &[Difference]) -> Vec<(&'static str, Option<usize>)> {
        differences.iter().map(|it| (it.kind, it.turn)).collect()
    }

    #[test]
    fn what_is_the_same_has_no_differences() {
        let once = played(|_| {});
        assert!(once.len() > 2, "there are follow-ups");
        assert_eq!(compare(&once, &played(|_| {})), []);
        assert_eq!(compare(&[], &[]), []);
    }

    #[test]
    fn other_words_are_told_with_their_turn() {
        let before = played(|_| {});
        let after = played(|flow| flow["opening"]["en"] = "Good day from {agency}.".into());
        let differences = compare(&before, &after);
        assert_eq!(kinds(&differences), [("words", Some(0))]);
        let said = differences[0].after.as_deref().unwrap();
        assert!(said.starts_with("Good day from Palm Homes."), "{said}");
        assert_ne!(differences[0].before.as_deref(), Some(said));
    }

    #[test]
    fn a_follow_up_that_is_no_more_has_no_turn_after() {
        let before = played(|_| {});
        let after = played(|flow| {
            flow["followups"].as_array_mut().unwrap().pop();
        });
        let differences = compare(&before, &after);
        assert_eq!(kinds(&differences), [("words", None)]);
        assert_eq!(differences[0].after, None);
        assert_eq!(kinds(&compare(&after, &before)), [("words", Some(4))]);
    }

    #[test]
    fn a_follow_up_at_another_time_is_told() {
        let before = played(|_| {});
        let after = played(|flow| flow["followups"][0]["after"] = "24h".into());
        let differences = compare(&before, &after);
        let first = differences.iter().find(|it| it.kind == "time").unwrap();
        assert_eq!(first.turn, Some(2));
        assert_ne!(first.before, first.after);
    }

    #[test]
    fn another_score_is_told_where_it_becomes_another() {
        let before = played(|_| {});
        let after = played(|flow| flow["score"]["hot"] = 1.into());
        let differences = compare(&before, &after);
        let scores: Vec<_> = differences
            .iter()
            .filter(|it| it.kind == "score")
            .map(|it| it.turn)
            .collect();
        let changing: Vec<_> = (0..after.len())
            .filter(|turn| *turn == 0 || after[*turn].score != after[turn - 1].score)
            .map(Some)
            .collect();
        assert_eq!(scores, changing);
        assert!(differences[0].after.as_deref().unwrap().starts_with("hot "));
    }
}
