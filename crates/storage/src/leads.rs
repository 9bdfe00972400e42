//! Leads: what a tenant's people are to know of a contact who wants something.

mod change;
mod counts;
mod entry;
mod history;
mod list;
mod save;
mod slots;

pub use change::{ASSIGNEE_EXISTS, Change, change};
pub use counts::count_by_stage;
pub use entry::{Entry, lookup};
pub use history::{BOT, FieldChange, Moment, SYSTEM, history};
pub use list::{Assigned, Filter, Place, list, list_all};
pub use save::{HandOff, Lead, save};
pub use slots::{Reason, Score, Slot, Slots};

/// The id of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeadId(pub(crate) i64);

impl LeadId {
    /// The id that a request names; whether there is such a lead, Postgres says.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The id as a number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for LeadId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// How far a lead has come. The bot brings it to the hand-over; the rest is people's word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The bot is asking.
    #[default]
    New,
    /// The bot knows what it asks for.
    Qualified,
    /// A person is to go on.
    HandedOver,
    /// A person shows them something.
    Visiting,
    /// They have bought, rented or let.
    Won,
    /// Nothing comes of it.
    Lost,
}

impl Stage {
    /// All of them, in the order in which they follow each other.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Qualified,
        Self::HandedOver,
        Self::Visiting,
        Self::Won,
        Self::Lost,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Qualified => "qualified",
            Self::HandedOver => "handed_over",
            Self::Visiting => "visiting",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The stage of this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }
}

/// How good a lead is, by its flow's own marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Somebody should call at once.
    Hot,
    /// Worth a call.
    Warm,
    /// Not yet.
    Cold,
}

impl Class {
    const ALL: [Self; 3] = [Self::Hot, Self::Warm, Self::Cold];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Warm => "warm",
            Self::Cold => "cold",
        }
    }

    /// The class of this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }
}
