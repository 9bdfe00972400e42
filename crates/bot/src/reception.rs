//! The flow that greets, asks for a name and a wish, and hands over to a person.

use time::OffsetDateTime;
use understanding::fold;

use crate::{
    Agency, Circumstances, Effect, Input, Language, LeadUpdate, Progress, State, Step, Turn,
    intent::{self, Intent},
    reminder, texts,
    turn::joined,
};

/// How often the bot asks one thing before it calls a person.
const MOST_QUESTIONS: u8 = 2;
/// The longest name taken, in characters: who writes more is not telling a name.
const LONGEST_NAME: usize = 60;

/// Where a conversation stands after a turn, and what is to be done.
struct Answer {
    step: Step,
    effects: Vec<Effect>,
}

pub(crate) fn turn(
    agency: Agency<'_>,
    state: Option<&State>,
    inputs: &[Input<'_>],
    circumstances: Circumstances,
) -> Turn {
    let Circumstances { opted_out, now } = circumstances;
    let state = state
        .filter(|state| !matches!(state.step, Step::Echo { .. } | Step::Qualifying(_)))
        .cloned()
        .unwrap_or(Step::New.into());
    let spoken = state.step.language();
    match intent::of(inputs, spoken) {
        Some(Intent::OptIn {
            language, after, ..
        }) if opted_out => {
            let answer = go_on(agency, state.step, language, after);
            opt_in(language, answer).into_turn(now)
        }
        _ if opted_out => Turn::silent(state.step),
        Some(Intent::OptOut(language)) => Turn {
            effects: vec![Effect::OptOut(texts::opted_out(language))],
            ..Turn::silent(state.step)
        },
        // "Stop", and "start" in the same breath. Without the first, "start" is a word like others.
        Some(Intent::OptIn {
            language,
            before,
            after,
        }) if matches!(intent::of(before, spoken), Some(Intent::OptOut(_))) => {
            go_on(agency, state.step, language, after).into_turn(now)
        }
        _ if inputs.is_empty() => reminder::turn(state, now),
        _ => answer(agency, state.step, inputs).into_turn(now),
    }
}

impl Answer {
    fn silent(step: Step) -> Self {
        Self {
            step,
            effects: Vec::new(),
        }
    }

    fn say(step: Step, text: String) -> Self {
        Self {
            step,
            effects: vec![Effect::Say(text)],
        }
    }

    fn into_turn(self, now: OffsetDateTime) -> Turn {
        let state = reminder::asked(self.step, now);
        Turn {
            wake_at: state.reminder.map(|reminder| reminder.at),
            effects: self.effects,
            state,
        }
    }
}

/// Goes on after somebody came back: with what he wrote then, or else with the question that is open.
fn go_on(agency: Agency<'_>, step: Step, language: Language, after: &[Input<'_>]) -> Answer {
    if !after.is_empty() {
        return answer(agency, step, after);
    }
    match step {
        Step::New | Step::Echo { .. } | Step::Qualifying(_) => greet(agency, language),
        Step::AskedName { language, .. } => Answer::say(step, texts::name_again(language)),
        Step::AskedWish { language, .. } => Answer::say(step, texts::wish_again(language)),
        Step::HandedOver { .. } => Answer::silent(step),
    }
}

/// The answer, opened by a welcome in the same message.
fn opt_in(language: Language, answer: Answer) -> Answer {
    let mut text = texts::opted_in(language);
    let mut rest = Vec::new();
    for effect in answer.effects {
        match effect {
            Effect::Say(said) => {
                text.push_str("\n\n");
                text.push_str(&said);
            }
            other => rest.push(other),
        }
    }
    let mut effects = vec![Effect::OptIn(text)];
    effects.append(&mut rest);
    Answer { effects, ..answer }
}

fn answer(agency: Agency<'_>, step: Step, inputs: &[Input<'_>]) -> Answer {
    let text = joined(inputs);
    let text = (!text.is_empty()).then_some(text);
    match step {
        Step::HandedOver { .. } => Answer::silent(step),
        Step::New | Step::Echo { .. } | Step::Qualifying(_) => {
            let language = text.as_deref().and_then(Language::of);
            greet(agency, language.unwrap_or(Language::English))
        }
        Step::AskedName { language, .. } if text.as_deref().is_some_and(wants_person) => {
            hand_over(language, None, None)
        }
        Step::AskedName { language, asked } => name_told(language, asked, text.as_deref()),
        Step::AskedWish {
            language,
            name,
            asked,
        } => match text {
            // "A villa for one person" names a person too: what may be the wish is passed on.
            Some(wish) => hand_over(language, Some(name), Some(wish)),
            None if asked < MOST_QUESTIONS => Answer::say(
                Step::AskedWish {
                    language,
                    name,
                    asked: asked + 1,
                },
                texts::wish_again(language),
            ),
            None => hand_over(language, Some(name), None),
        },
    }
}

fn greet(agency: Agency<'_>, language: Language) -> Answer {
    let lead = LeadUpdate {
        name: None,
        wish: None,
        language,
        progress: Progress::Asking,
        values: Vec::new(),
        score: None,
    };
    Answer {
        step: Step::AskedName { language, asked: 1 },
        effects: vec![
            Effect::Lead(lead),
            Effect::Say(texts::greeting(language, agency.name)),
        ],
    }
}

fn name_told(language: Language, asked: u8, text: Option<&str>) -> Answer {
    let (first, rest) = match text {
        Some(text) => text
            .split_once('\n')
            .map_or((Some(text), None), |(first, rest)| {
                (Some(first), Some(rest))
            }),
        None => (None, None),
    };
    let name = first.filter(|line| line.chars().count() <= LONGEST_NAME);
    match (name, rest) {
        // A burst that tells the name and what is wanted.
        (Some(name), Some(rest)) => {
            hand_over(language, Some(name.to_owned()), Some(rest.to_owned()))
        }
        (Some(name), None) => {
            let lead = LeadUpdate {
                name: Some(name.to_owned()),
                wish: None,
                language,
                progress: Progress::Asking,
                values: Vec::new(),
                score: None,
            };
            let question = texts::ask_wish(language, name);
            Answer {
                step: Step::AskedWish {
                    language,
                    name: name.to_owned(),
                    asked: 1,
                },
                effects: vec![Effect::Lead(lead), Effect::Say(question)],
            }
        }
        (None, _) if asked < MOST_QUESTIONS => Answer::say(
            Step::AskedName {
                language,
                asked: asked + 1,
            },
            texts::name_again(language),
        ),
        (None, _) => hand_over(language, None, text.map(str::to_owned)),
    }
}

fn hand_over(language: Language, name: Option<String>, wish: Option<String>) -> Answer {
    let goodbye = texts::hand_over(language, name.as_deref());
    let lead = LeadUpdate {
        name,
        wish,
        language,
        progress: Progress::HandedOver,
        values: Vec::new(),
        score: None,
    };
    Answer {
        step: Step::HandedOver { language },
        effects: vec![Effect::Lead(lead), Effect::Say(goodbye)],
    }
}

/// Whether somebody asks for a person, in a short message: in a long one the word means something else.
fn wants_person(text: &str) -> bool {
    let words = fold::words(text);
    words.len() <= 6
        && texts::PERSON
            .iter()
            .any(|person| fold::words(person).iter().all(|word| words.contains(word)))
}

#[cfg(test)]
mod tests;
