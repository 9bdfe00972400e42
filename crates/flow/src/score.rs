//! What a lead is worth.

use serde::{Deserialize, Serialize};

use crate::{Condition, Texts};

/// Points for what is known of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// From so many points on a lead is hot.
    pub hot: i32,
    /// From so many points on it is warm.
    pub warm: i32,
    /// What gives points.
    pub rules: Vec<Rule>,
}

/// A reason for points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it is called in statistics.
    pub id: String,
    /// When it counts.
    pub when: Condition,
    /// How much; below zero what speaks against a lead.
    pub points: i32,
    /// What a colleague reads on the card.
    pub reason: Texts,
}

impl Scoring {
    /// The most points that can come together.
    pub fn most(&self) -> i32 {
        self.rules
            .iter()
            .fold(0, |sum, rule| sum.saturating_add(rule.points.max(0)))
    }
}
