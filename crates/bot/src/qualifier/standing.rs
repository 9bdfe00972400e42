//! The question that is open in a conversation, for people who look on.

use flow::Flow;

use super::{
    Place, Qualifying, phrases_default,
    render::{self, Names},
};
use crate::{Agency, Language, State, Step};

/// Where a conversation stands, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The step's id in its flow; of what no flow has, a word.
    pub id: &'a str,
    /// `question`: its question was asked; `offer`: a person was offered, because the answers were not understood;
    /// `returning`: whether to go on or to start over; `language`; `end`: nothing more is asked.
    pub kind: &'static str,
    /// What the step says, where that is known.
    pub text: Option<String>,
}

impl State {
    /// The question that is open, or that none is any more; `None`: none was asked yet, or a person goes on. `flow` is the
    /// one that the conversation is pinned to, where it can be read.
    pub fn standing(&self, flow: Option<&Flow>, agency: Agency<'_>) -> Option<Standing<'_>> {
        let plain = |id, kind| {
            Some(Standing {
                id,
                kind,
                text: None,
            })
        };
        match &self.step {
            Step::New | Step::HandedOver { .. } | Step::Echo { .. } => None,
            Step::AskedName { .. } => plain("name", "question"),
            Step::AskedWish { .. } => plain("wish", "question"),
            Step::Qualifying(known) => {
                let (id, kind) = match &known.place {
                    Place::New | Place::HandedOver => return None,
                    Place::Language => ("language", "language"),
                    Place::Step { step } => (step.as_str(), "question"),
                    Place::Offer { step } => (step.as_str(), "offer"),
                    Place::Returning { step } => (step.as_str(), "returning"),
                    Place::Ended => ("end", "end"),
                };
                let text = flow.and_then(|flow| text(flow, known, id, agency));
                Some(Standing { id, kind, text })
            }
        }
    }
}

/// What a step says in the conversation's language.
fn text(flow: &Flow, known: &Qualifying, step: &str, agency: Agency<'_>) -> Option<String> {
    let step = flow.steps.iter().find(|it| it.id == step)?;
    let language = known.language.or(phrases_default(flow));
    let names = Names {
        agency: agency.name,
        customer: known.facts.slots.name.as_deref(),
    };
    let language = language.unwrap_or(Language::English);
    Some(render::text(step.say.as_ref()?, language, names))
}

#[cfg(test)]
mod tests {
    use flow::templates;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_open_question_is_shown_as_it_was_asked() {
        let flow = templates::template("sale").unwrap();
        let step = flow.steps.iter().find(|step| step.ask.is_some()).unwrap();
        let mut known = Qualifying::new(&flow, datetime!(2026-11-27 08:00 UTC));
        known.language = Some(Language::Russian);
        known.place = Place::Step {
            step: step.id.clone(),
        };
        let agency = Agency { name: "Palm" };
        let mut state = State::from(Step::Qualifying(Box::new(known.clone())));
        let standing = state.standing(Some(&flow), agency).unwrap();
        assert_eq!((standing.id, standing.kind), (&*step.id, "question"));
        let text = standing.text.unwrap();
        assert!(text.chars().any(|c| ('а'..='я').contains(&c)), "{text}");
        let unread = state.standing(None, agency).unwrap();
        assert_eq!((unread.id, unread.text), (&*step.id, None));
        known.place = Place::HandedOver;
        state = State::from(Step::Qualifying(Box::new(known)));
        assert_eq!(state.standing(Some(&flow), agency), None);
        assert!(state.is_handed_over());
    }
}
