//! What words mean that are no values.

use serde::Deserialize;

/// The meaning of a word or phrase, for the grammars of the slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tag {
    // Bounds: before the figure, and behind it.
    UpTo,
    UpToAfter,
    From,
    FromAfter,
    /// "More than", which is an upper bound once it is negated.
    MoreThan,
    LessThan,
    /// "More" behind a figure: «… بیشتر نمیتونم».
    More,
    Less,
    About,
    Between,
    /// Between two figures: "to".
    Range,
    And,
    Or,
    /// "Could stretch to".
    Stretch,
    /// Negates what follows.
    Not,
    /// Negates what is before it: «نه», «نباشه», «не подходит».
    NotAfter,
    /// "But" after what is negated: "а", "بلکه".
    Rather,
    /// Takes back what was said before: "make it", «хотя нет», خلها.
    Correction,
    /// The negated verbs that end a Persian or other sentence: «نمیتونم».
    Cannot,

    // What a sum is.
    BudgetWord,
    DownPayment,
    Instalment,
    Cheque,
    Percent,
    FloorSpace,
    /// Salary, commission, service charge, loan: money that is not the price.
    OtherMoney,
    PerYear,
    PerMonth,

    // What is counted.
    Bedroom,
    /// Words for a room that stand for one when no number is there.
    Room,
    Bathroom,
    Maid,
    Hall,
    People,
    /// Floors, towers, parking places, units, children, years of age.
    OtherCount,
    Studio,
    AtLeastAfter,

    Apartment,
    Villa,
    Townhouse,
    Penthouse,
    Office,
    Land,

    // Time.
    Day,
    Week,
    Month,
    Year,
    TwoWeeks,
    TwoMonths,
    TwoYears,
    HalfYear,
    Now,
    /// "Now" that can also mean "at present".
    NowWeak,
    NextWeek,
    ThisMonth,
    NextMonth,
    NextYear,
    ThisYear,
    Browsing,
    /// Between now and then: in, within, after, через.
    Within,
    Few,
    Couple,
    MoreThanTime,
    /// Months, seasons, holidays: a time that is no length.
    Calendar,
    /// A lease, whose length is no timeline, and that it ends.
    Lease,
    LeaseEnds,

    // Places.
    NotArea,
    NotAreaAfter,
    /// Where somebody is or comes from.
    Origin,
    OriginAfter,

    // Persons.
    Title,
    NameBefore,
    NameAfter,
    NameStop,

    Phase,
    OptionWord,
}
