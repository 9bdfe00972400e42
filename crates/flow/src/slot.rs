//! What a flow can ask for.

use serde::{Deserialize, Serialize};

/// Something that a customer can tell. A customer who tells it unasked is not asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// To buy, to rent, to sell, to invest, or to talk to a person.
    Intent,
    /// Where.
    Area,
    /// What kind of property.
    PropertyType,
    /// How many bedrooms.
    Bedrooms,
    /// How much it may cost, or the price that a seller asks.
    Budget,
    /// When the deal or the move shall be.
    Timeline,
    /// How it shall be paid.
    Financing,
    /// The customer's name.
    Name,
    /// A phone number, where it is not the one that the customer writes from.
    Phone,
    /// Anything else, in the customer's own words.
    Details,
    /// When the customer wants to come and look.
    Visit,
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Intent,
        Self::Area,
        Self::PropertyType,
        Self::Bedrooms,
        Self::Budget,
        Self::Timeline,
        Self::Financing,
        Self::Name,
        Self::Phone,
        Self::Details,
        Self::Visit,
    ];

    /// As it is written in a flow.
    pub fn name(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Area => "area",
            Self::PropertyType => "property_type",
            Self::Bedrooms => "bedrooms",
            Self::Budget => "budget",
            Self::Timeline => "timeline",
            Self::Financing => "financing",
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Details => "details",
            Self::Visit => "visit",
        }
    }

    /// The values that it can have, where they are few; they are the ids of its choices.
    pub fn values(self) -> Option<&'static [&'static str]> {
        Some(match self {
            Self::Intent => &["buy", "rent", "sell", "invest", "human"],
            Self::PropertyType => &[
                "apartment",
                "villa",
                "townhouse",
                "penthouse",
                "studio",
                "office",
                "land",
            ],
            Self::Timeline => &["now", "1-3m", "3-6m", "6m+", "browsing"],
            Self::Financing => &["cash", "mortgage", "preapproved", "undecided"],
            _ => return None,
        })
    }

    /// Whether a bare number answers the question itself, so that a numbered menu would be misread.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Bedrooms | Self::Budget | Self::Phone)
    }
}
