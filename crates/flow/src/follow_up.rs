//! What is said to a customer who does not answer.

use serde::{Deserialize, Serialize};

use crate::{Texts, Wait};

/// A friendly word after a silence. Any answer ends them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// How long after the question, or after the follow-up before.
    pub after: Wait,
    /// What is said.
    pub say: Texts,
}
