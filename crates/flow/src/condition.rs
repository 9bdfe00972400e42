//! What has to hold for a branch, a skipped step, a point.

use serde::{Deserialize, Serialize};

use crate::Slot;

/// A condition over what is known of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The customer has stated a value; that it does not matter is none.
    Known(Slot),
    /// The slot has one of these values.
    Is(Is),
    /// The number of bedrooms, or the budget, reaches this.
    AtLeast(Amount),
    /// The score has come to so many points.
    Score(i32),
    /// All of them hold.
    All(Vec<Condition>),
    /// One of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

/// A slot and the values that will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Is {
    /// The slot.
    pub slot: Slot,
    /// The values, as in a choice's id; an area by its canonical name.
    pub any_of: Vec<String>,
}

/// A slot and the number that it has to reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// `bedrooms` or `budget`.
    pub slot: Slot,
    /// The number. A budget is compared as it was stated, whatever its currency; a range by its upper end.
    pub amount: u64,
    /// Of a budget: the currency that it has to be stated in, if it is stated in any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

impl Condition {
    /// Calls `visit` with this condition and all that it is made of, each with its path below `path`.
    pub fn walk(&self, path: &str, visit: &mut impl FnMut(&str, &Self)) {
        visit(path, self);
        let (name, parts) = match self {
            Self::All(parts) => ("all", parts),
            Self::Any(parts) => ("any", parts),
            Self::Not(part) => return part.walk(&format!("{path}.not"), visit),
            Self::Known(_) | Self::Is(_) | Self::AtLeast(_) | Self::Score(_) => return,
        };
        for (at, part) in parts.iter().enumerate() {
            part.walk(&format!("{path}.{name}[{at}]"), visit);
        }
    }
}
