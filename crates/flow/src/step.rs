//! A step of a flow.

use serde::{Deserialize, Serialize};

use crate::{Condition, Slot, Texts};

/// The target that hands the customer over to a person.
pub const HAND_OFF: &str = "handoff";
/// The target that ends the flow without a person.
pub const END: &str = "end";

/// A step: something is said, and one thing is asked, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What other steps call it. It stays when the texts change: conversations stand at it.
    pub id: String,
    /// What is said; with `ask`, the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<Texts>,
    /// What is asked. Without it the flow goes on at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
    /// When the step is passed over. One that asks for what is known is passed over anyway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_if: Option<Condition>,
    /// Where it goes on, by the first branch whose condition holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Where it goes on otherwise: a step's id, `handoff`, or `end`. Left out: the step below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What is asked for.
    pub slot: Slot,
    /// A numbered menu. Free text is understood all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// How often the question is asked again before a person is offered.
    #[serde(default = "max_retries")]
    pub max_retries: u8,
    /// How it is asked again; left out, as the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_say: Option<Texts>,
    /// Whether words that are not understood are taken as the answer, as a place that no list has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub takes_words: bool,
}

fn max_retries() -> u8 {
    2
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value that it stands for.
    pub id: String,
    /// What the customer reads, without its number.
    pub labels: Texts,
}

/// A way on from a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// What it is called in statistics; it stays when the branch is moved.
    pub id: String,
    /// When it is taken.
    pub when: Condition,
    /// A step's id, `handoff`, or `end`.
    pub next: String,
}
