//! What is known of a wish, value by value, and who said it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Class;

/// What is known, by the names that the flow gives: `area`, `budget`.
pub type Slots = BTreeMap<String, Slot>;

/// One thing that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// What it is; null where a person said that it is not known after all.
    pub value: Value,
    /// The message that said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i64>,
    /// The person of the tenant who said it, as the audit log names people. The bot leaves it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<String>,
}

impl Slot {
    /// What the customer said, in this message.
    pub fn said(value: Value, message_id: Option<i64>) -> Self {
        Self {
            value,
            message_id,
            corrected_by: None,
        }
    }

    /// Whether it is a person's word.
    pub(super) fn is_corrected(&self) -> bool {
        self.corrected_by.is_some()
    }
}

/// How good a lead is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The points, all rules together.
    pub points: i32,
    /// What they come to.
    pub class: Class,
    /// Which rules gave points.
    pub reasons: Vec<Reason>,
}

/// A rule that gave points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's id in its flow.
    pub rule: String,
    /// How many points; fewer than none takes some away.
    pub points: i32,
    /// Why, in words for people.
    pub text: String,
}
