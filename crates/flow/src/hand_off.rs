//! Handing a customer over to a person.

use serde::{Deserialize, Serialize};

use crate::{Condition, Texts};

/// What is said when a person goes on, and when that is early.
///
/// Whoever asks for a person gets one, and whoever is not understood is offered one; that need not be said here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOff {
    /// The last words of the bot.
    pub say: Texts,
    /// Its last words while the agency is closed; left out, as otherwise. Only with `hours`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say_closed: Option<Texts>,
    /// When not to wait for the rest of the steps: one of them holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}
