//! A flow as a whole.

use serde::{Deserialize, Serialize};

use crate::{FollowUp, HandOff, Hours, Language, Scoring, Step, Texts, Wait};

/// What a bot says and asks, in which order, and what follows from the answers.
///
/// A conversation keeps the version that it began with; one that is changed gets a higher `version`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// For editors: where the schema is.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What the flow is called by programs.
    pub id: String,
    /// From 1, higher with each change.
    pub version: u32,
    /// The languages that it speaks; the first one is spoken where nothing tells which.
    pub languages: Vec<Language>,
    /// Which first messages choose it among several flows; none: it is the one for all others.
    #[serde(default, skip_serializing_if = "Triggers::is_empty")]
    pub triggers: Triggers,
    /// Who the agency is, and that an assistant speaks; said once. How to reach a person and how to stop is added.
    pub opening: Texts,
    /// The steps, from the first.
    pub steps: Vec<Step>,
    /// What a lead is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Scoring>,
    /// Handing over to a person.
    pub handoff: HandOff,
    /// What is said to who does not answer, three times at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followups: Vec<FollowUp>,
    /// After which silence a customer is asked whether to go on or to start over.
    #[serde(default = "timeout")]
    pub timeout: Wait,
    /// When there are people at the agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
}

fn timeout() -> Wait {
    Wait::hours(24)
}

/// Words that choose a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Triggers {
    /// Words and phrases that a first message mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Codes of links that open the chat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

impl Triggers {
    /// Whether there are none, so that the flow is the one for all others.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.links.is_empty()
    }
}

impl Flow {
    /// The step with this id, and its place.
    pub fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps
            .iter()
            .enumerate()
            .find(|(_, step)| step.id == id)
    }
}
