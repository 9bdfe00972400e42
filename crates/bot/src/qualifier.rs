//! The flow that is data: it qualifies a lead by the steps of a [`flow::Flow`].
//!
//! `hear` understands a burst, `talk` takes in what it says and finds the answer, `walk` finds the next question, and
//! `render` and `values` word it. What is known of a conversation is in `knowledge`.

mod card;
mod hear;
mod hours;
mod knowledge;
mod phrases;
mod render;
mod score;
mod silence;
mod standing;
mod talk;
mod values;
mod visits;
mod walk;

pub use card::{Cause, HandOff};
pub use knowledge::{Facts, Pin, Place, Qualifying};
pub use score::{Reason, Score, Temperature};
pub use standing::Standing;
pub use visits::VisitTime;

use flow::Flow;
use understanding::{Language, Understanding};

use crate::{Agency, Circumstances, Effect, Input, State, Step, Turn, texts};
use hear::{Open, Will};
use talk::{Answer, Talk};

/// A flow, and the understanding that it is led with.
#[derive(Debug, Clone, Copy)]
pub struct Qualifier<'a> {
    /// The flow, in the version that the conversation is pinned to: [`State::pin`](crate::State::pin).
    pub flow: &'a Flow,
    /// Loaded once.
    pub understanding: &'a Understanding,
}

pub(crate) fn turn(
    qualifier: Qualifier<'_>,
    agency: Agency<'_>,
    state: Option<&State>,
    inputs: &[Input<'_>],
    circumstances: Circumstances,
) -> Turn {
    let Qualifier {
        flow,
        understanding,
    } = qualifier;
    let Circumstances { opted_out, now } = circumstances;
    let known = match state.map(|state| &state.step) {
        Some(Step::Qualifying(known)) => Qualifying::clone(known),
        _ => Qualifying::new(flow, now),
    };
    if inputs.is_empty() {
        let reminder = state
            .and_then(|state| state.reminder)
            .filter(|_| !opted_out);
        return silence::turn(flow, agency.name, known, reminder, now);
    }
    let open = Open::of(&known, flow);
    let mut said = hear::all(understanding, inputs, open, &known.facts);
    let will = hear::will(inputs, &said, known.language);
    let spoken = known.language;
    let default = || {
        spoken
            .or(phrases_default(flow))
            .unwrap_or(Language::English)
    };
    match will {
        Some(Will::Resume(language, at)) if opted_out => {
            let rest = inputs.iter().skip(at + 1).count();
            said.retain(|said| said.input > at);
            let mut talk = Talk::new(flow, agency, known, open, now);
            talk.speak(language);
            let answer = talk.answer(if rest == 0 { &[] } else { inputs }, &said, true);
            let language = language.unwrap_or_else(default);
            finish(flow, answer, now, Some(texts::opted_in(language)))
        }
        _ if opted_out => Turn::silent(Step::Qualifying(Box::new(known))),
        Some(Will::Stop(language)) => {
            let farewell = texts::opted_out(language.unwrap_or_else(default));
            Turn {
                effects: vec![Effect::OptOut(farewell)],
                ..Turn::silent(Step::Qualifying(Box::new(known)))
            }
        }
        _ => {
            let talk = Talk::new(flow, agency, known, open, now);
            finish(flow, talk.answer(inputs, &said, false), now, None)
        }
    }
}

fn phrases_default(flow: &Flow) -> Option<Language> {
    flow.languages
        .first()
        .map(|language| phrases::of_ours(*language))
}

fn finish(flow: &Flow, answer: Answer, now: time::OffsetDateTime, welcome: Option<String>) -> Turn {
    let mut effects = answer.effects;
    match welcome {
        Some(mut welcome) => {
            if let Some(text) = answer.text {
                welcome.push_str("\n\n");
                welcome.push_str(&text);
            }
            effects.push(Effect::OptIn(welcome));
        }
        None => effects.extend(answer.text.map(Effect::Say)),
    }
    let state = silence::answered(flow, answer.known, now);
    Turn {
        wake_at: state.reminder.map(|reminder| reminder.at),
        effects,
        state,
    }
}
