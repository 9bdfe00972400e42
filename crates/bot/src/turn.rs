//! One turn of the bot.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{HandOff, Language, Qualifier, Reading, Score, State, echo, qualifier, reception};

/// How the bot leads a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flow {
    /// Greets, asks for a name and a wish, and hands over to a person.
    Reception,
    /// For tests and benchmarks: answers each turn with one message, which says the turn's number in the first
    /// line and repeats each message of the customer in a line of its own. It knows no opting out and no reminders.
    Echo,
    /// Qualifies a lead by the steps of a flow that is data. Conversations that the reception began go on with it.
    #[default]
    Qualifier,
}

/// A flow with what it needs.
#[derive(Debug, Clone, Copy)]
pub enum Script<'a> {
    /// [`Flow::Reception`].
    Reception,
    /// [`Flow::Echo`].
    Echo,
    /// [`Flow::Qualifier`].
    Qualifier(Qualifier<'a>),
}

/// The agency that the bot speaks for.
#[derive(Debug, Clone, Copy)]
pub struct Agency<'a> {
    /// What it calls itself.
    pub name: &'a str,
}

/// What surrounds a turn.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances {
    /// Whether this customer wants no messages.
    pub opted_out: bool,
    /// The time.
    pub now: OffsetDateTime,
}

/// A message of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// Something written.
    Text(&'a str),
    /// A picture or a file, with words under it.
    Captioned(&'a str),
    /// The same, with what a language model made of it.
    Read(&'a str, &'a Reading),
    /// A voice message.
    Voice,
    /// A picture, a document, or a recording that is not known to be one.
    Media,
    /// A place: its name or address, and behind it its point, as [`crate::Spot`] writes it; each may be missing.
    Place(&'a str),
    /// A contact card: the name on it, or nothing.
    Contact(&'a str),
    /// Something else that the bot cannot read.
    Wordless,
}

impl<'a> Input<'a> {
    /// What the customer wrote, if anything.
    pub(crate) fn words(self) -> Option<&'a str> {
        match self {
            Self::Text(text) | Self::Captioned(text) | Self::Read(text, _) => Some(text),
            Self::Voice | Self::Media | Self::Place(_) | Self::Contact(_) | Self::Wordless => None,
        }
    }

    /// What a language model made of it.
    pub(crate) fn reading(self) -> Option<&'a Reading> {
        match self {
            Self::Read(_, reading) => Some(reading),
            _ => None,
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Answer the customer with this text, after what was said before it.
    Say(String),
    /// Send this text though the customer did not write, when people may be written to.
    FollowUp(String),
    /// The customer wants no more messages: send this last one, and nothing from now on.
    OptOut(String),
    /// The customer wants messages again, and this one first.
    OptIn(String),
    /// Write down what is known of the customer.
    Lead(LeadUpdate),
    /// Call a person, who reads this.
    HandOff(HandOff),
}

/// What became known of a customer; `None` leaves what was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadUpdate {
    /// What he calls himself.
    pub name: Option<String>,
    /// What he wants, in his words.
    pub wish: Option<String>,
    /// The language he writes.
    pub language: Language,
    /// How far the conversation has come.
    pub progress: Progress,
    /// What this turn brought to light, value by value.
    pub values: Vec<LeadValue>,
    /// What the lead is worth by now; `None` where nothing says.
    pub score: Option<Score>,
}

/// How far a conversation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The bot asks.
    Asking,
    /// All is known that is asked for.
    Complete,
    /// A person is to go on.
    HandedOver,
}

/// A value that a customer stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadValue {
    /// The slot, as flows call it; `location` and `contact` are what was sent beside the flow.
    pub slot: &'static str,
    /// The value: typed as in the understanding's slots, or the customer's own words; null: it is known no more.
    pub value: serde_json::Value,
    /// Which of the turn's messages says it, from 0.
    pub input: usize,
}

/// The outcome of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What the bot knows now.
    pub state: State,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
    /// When the bot wants another turn though nobody writes. It replaces what an earlier turn wanted.
    pub wake_at: Option<OffsetDateTime>,
}

/// Takes one turn: `inputs` are the messages since the last one, oldest first.
///
/// A turn without messages is one that the bot asked for by [`Turn::wake_at`]. One that comes too early says
/// nothing and asks for the same time again.
pub fn turn(
    script: Script<'_>,
    agency: Agency<'_>,
    state: Option<&State>,
    inputs: &[Input<'_>],
    circumstances: Circumstances,
) -> Turn {
    match script {
        Script::Reception => reception::turn(agency, state, inputs, circumstances),
        Script::Echo => echo::turn(state, inputs),
        // Nobody is greeted anew, and least of all who waits for a person.
        Script::Qualifier(_) if state.is_some_and(|state| state.step.is_receptions()) => {
            reception::turn(agency, state, inputs, circumstances)
        }
        Script::Qualifier(qualifier) => {
            qualifier::turn(qualifier, agency, state, inputs, circumstances)
        }
    }
}

/// What is written in a burst, a line each; empty if nothing is.
pub(crate) fn joined(inputs: &[Input<'_>]) -> String {
    let texts = inputs
        .iter()
        .filter_map(|input| Some(input.words()?.trim()).filter(|text| !text.is_empty()));
    texts.collect::<Vec<_>>().join("\n")
}

impl Turn {
    /// A turn in which nothing is said, and after which none is wanted.
    pub(crate) fn silent(state: impl Into<State>) -> Self {
        Self {
            state: state.into(),
            effects: Vec::new(),
            wake_at: None,
        }
    }
}
