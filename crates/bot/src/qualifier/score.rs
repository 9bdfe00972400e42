//! What a lead is worth, and why.

use flow::{Condition, Flow, Scoring};
use understanding::Language;

use super::{knowledge::Facts, render::plain, walk::holds};

/// How promising a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temperature {
    /// To be called at once.
    Hot,
    /// Worth a call.
    Warm,
    /// Worth a message.
    Cold,
}

impl Temperature {
    /// As it is shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Warm => "warm",
            Self::Cold => "cold",
        }
    }
}

/// The points of a lead, with their reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The points.
    pub points: i32,
    /// The most points that there are.
    pub most: i32,
    /// What they mean.
    pub temperature: Temperature,
    /// What gave points, for a colleague, with how many.
    pub reasons: Vec<Reason>,
}

/// A rule that gave points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its id in the flow.
    pub rule: String,
    /// How many points.
    pub points: i32,
    /// Why, in words for a colleague.
    pub text: String,
}

/// The score of what is known, its reasons in `language`; `None`: the flow has no scoring.
pub(super) fn score(flow: &Flow, facts: &Facts, language: Language) -> Option<Score> {
    let scoring = flow.score.as_ref()?;
    let counting = scoring
        .rules
        .iter()
        .filter(|rule| holds(&rule.when, flow, facts));
    let reasons: Vec<_> = counting
        .map(|rule| Reason {
            rule: rule.id.clone(),
            points: rule.points,
            text: plain(&rule.reason, language).to_owned(),
        })
        .collect();
    let points = points(scoring, |condition| holds(condition, flow, facts));
    let temperature = if points >= scoring.hot {
        Temperature::Hot
    } else if points >= scoring.warm {
        Temperature::Warm
    } else {
        Temperature::Cold
    };
    Some(Score {
        points,
        most: scoring.most(),
        temperature,
        reasons,
    })
}

/// The sum of the rules that count.
pub(super) fn points(scoring: &Scoring, counts: impl Fn(&Condition) -> bool) -> i32 {
    let counting = scoring.rules.iter().filter(|rule| counts(&rule.when));
    counting.fold(0, |sum: i32, rule| sum.saturating_add(rule.points))
}
