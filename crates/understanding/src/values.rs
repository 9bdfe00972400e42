//! The types of single values.

use serde::{Deserialize, Serialize};

/// What is to be paid in all: the price, or the rent of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// At least this much, in whole units of the currency.
    pub min: Option<u64>,
    /// At most this much.
    pub max: Option<u64>,
    /// As stated; never assumed.
    pub currency: Option<Currency>,
    /// Of a rent: how often it is paid.
    pub period: Option<Period>,
}

/// A currency, by its ISO code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Dirham of the Emirates.
    Aed,
    /// US dollar.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// Russian rouble.
    Rub,
    /// Saudi riyal.
    Sar,
    /// Qatari riyal.
    Qar,
    /// Kuwaiti dinar.
    Kwd,
    /// Indian rupee.
    Inr,
    /// Iranian rial; what is said in toman is ten times as many rials.
    Irr,
}

/// How often a rent is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// A year.
    Year,
    /// A month.
    Month,
}

/// How many bedrooms are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bedrooms {
    /// So many.
    Count(u32),
    /// A studio.
    Studio(Studio),
    /// From so many to so many; a studio counts as 0.
    Range {
        /// At least.
        min: Option<u32>,
        /// At most.
        max: Option<u32>,
    },
}

/// The word that stands for a number of bedrooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Studio {
    /// One room for all.
    Studio,
}

impl Bedrooms {
    /// A studio.
    pub const STUDIO: Self = Self::Studio(Studio::Studio);

    /// A range, or a count where both ends are the same.
    pub fn between(min: Option<u32>, max: Option<u32>) -> Self {
        match (min, max) {
            (Some(min), Some(max)) if min == max => Self::Count(min),
            (Some(min), Some(max)) if min > max => Self::Range {
                min: Some(max),
                max: Some(min),
            },
            (min, max) => Self::Range { min, max },
        }
    }
}

/// A kind of property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// A flat.
    Apartment,
    /// A house of its own.
    Villa,
    /// A house in a row.
    Townhouse,
    /// On the top floor.
    Penthouse,
    /// One room for all.
    Studio,
    /// An office.
    Office,
    /// A plot.
    Land,
}

/// When the move or the deal shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timeline {
    /// Within a month.
    #[serde(rename = "now")]
    Now,
    /// Within three months.
    #[serde(rename = "1-3m")]
    OneToThreeMonths,
    /// Within half a year.
    #[serde(rename = "3-6m")]
    ThreeToSixMonths,
    /// Later.
    #[serde(rename = "6m+")]
    Later,
    /// Only looking.
    #[serde(rename = "browsing")]
    Browsing,
}

/// How it shall be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Financing {
    /// Own money.
    Cash,
    /// With a bank's loan.
    Mortgage,
    /// With a loan that a bank has approved.
    Preapproved,
    /// Not decided yet.
    Undecided,
}

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// To buy.
    Buy,
    /// To rent.
    Rent,
    /// To sell what is the sender's own.
    Sell,
    /// To put money into property.
    Invest,
    /// To talk to a person.
    Human,
    /// To get no more messages.
    Stop,
    /// To get messages again, or to go on.
    Resume,
    /// To greet, and nothing else.
    Greeting,
    /// Something else that is worded: a question, a statement, thanks.
    Other,
}

/// The question that was just asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Context {
    /// How much may it cost?
    #[serde(rename = "budget")]
    Budget,
    /// How many bedrooms?
    #[serde(rename = "bedrooms")]
    Bedrooms,
    /// When?
    #[serde(rename = "timeline")]
    Timeline,
    /// Where?
    #[serde(rename = "area")]
    Area,
    /// What is your name?
    #[serde(rename = "name")]
    Name,
    /// Buy, rent, sell, invest, or a person?
    #[serde(rename = "menu:intent")]
    Menu,
}
