//! What the bot does in a conversation that is played: by somebody who tries a flow, or from the past.

use std::collections::BTreeMap;

use bot::{Place, Qualifying, Reason, Score, State, Step};
use flow::{Flow, Slot};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::flows::{Speech, Taken};

/// A conversation, as it was played.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowRehearsal)]
pub(in crate::api) struct RehearsalBody {
    /// The version that it was held by; of a draft the one that it would become.
    version: u32,
    turns: Vec<TurnBody>,
}

/// A turn of the bot, and how the conversation stands after it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowRehearsalTurn)]
struct TurnBody {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Which of the inputs it answers, from 0; none: it follows up on a silence.
    inputs: Vec<usize>,
    /// What is said; nothing where the bot is silent.
    says: Vec<SaidBody>,
    /// Where the conversation stands: `new`, `language` (which one is asked), `step` (a question is open), `offer` (a person
    /// is offered), `returning` (to go on or to start over?), `handed_over`, `ended`.
    place: &'static str,
    /// The id of the step that is open; null where none is.
    #[schema(required)]
    step: Option<String>,
    /// `fa`, `ar`, `en` or `ru`; null while it is not known.
    #[schema(required)]
    language: Option<&'static str>,
    /// How often in a row the customer was not understood.
    misses: u8,
    /// What is known, by name.
    slots: BTreeMap<&'static str, Value>,
    /// What the lead is worth; null where the flow has no score, or nothing is known yet.
    #[schema(required)]
    score: Option<ScoreBody>,
    /// The card of a colleague who is called in this turn; null where none is.
    #[schema(required)]
    hand_off: Option<HandOffBody>,
    /// When the bot speaks next though nobody writes; null: never.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    wake_at: Option<OffsetDateTime>,
}

/// Something that the bot says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowRehearsalSaid)]
struct SaidBody {
    /// `answer`, `follow_up`, `farewell` (the customer wants no more) or `welcome` (and wants messages again).
    kind: &'static str,
    text: String,
}

/// What a lead is worth.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowRehearsalScore)]
struct ScoreBody {
    points: i32,
    /// The most points that there are.
    most: i32,
    /// `hot`, `warm` or `cold`.
    class: &'static str,
    reasons: Vec<ReasonBody>,
}

/// A rule that gave points.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowRehearsalReason)]
struct ReasonBody {
    /// The rule's id.
    rule: String,
    points: i32,
    /// Why, for a colleague.
    text: String,
}

/// A person is called.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowRehearsalHandOff)]
struct HandOffBody {
    /// `complete` (the flow came to its end), `asked` (the customer did) or `stuck` (the customer was not understood).
    cause: &'static str,
    /// What the colleague reads.
    card: String,
}

impl RehearsalBody {
    pub(super) fn new(flow: &Flow, taken: Vec<Taken>) -> Self {
        Self {
            version: flow.version,
            turns: taken.into_iter().map(TurnBody::from).collect(),
        }
    }
}

impl From<Taken> for TurnBody {
    fn from(taken: Taken) -> Self {
        let known = known(&taken.state);
        let (place, step) = known.map_or(("new", None), |known| place(&known.place));
        Self {
            at: taken.at,
            inputs: taken.moves,
            says: taken.says.into_iter().map(said).collect(),
            place,
            step: step.map(str::to_owned),
            language: taken.state.step.language().map(bot::Language::code),
            misses: known.map_or(0, |known| known.misses),
            slots: known.map(slots).unwrap_or_default(),
            score: taken.score.map(ScoreBody::from),
            hand_off: taken.hand_off.map(|hand_off| HandOffBody {
                cause: hand_off.cause.as_str(),
                card: hand_off.card,
            }),
            wake_at: taken.wake_at,
        }
    }
}

fn known(state: &State) -> Option<&Qualifying> {
    match &state.step {
        Step::Qualifying(known) => Some(known),
        _ => None,
    }
}

/// Where a conversation stands, and at which step.
fn place(place: &Place) -> (&'static str, Option<&str>) {
    match place {
        Place::New => ("new", None),
        Place::Language => ("language", None),
        Place::Step { step } => ("step", Some(step)),
        Place::Offer { step } => ("offer", Some(step)),
        Place::Returning { step } => ("returning", Some(step)),
        Place::HandedOver => ("handed_over", None),
        Place::Ended => ("ended", None),
    }
}

fn slots(known: &Qualifying) -> BTreeMap<&'static str, Value> {
    let value = |slot: Slot| Some((slot.name(), known.facts.value(slot)?));
    Slot::ALL.into_iter().filter_map(value).collect()
}

fn said((speech, text): (Speech, String)) -> SaidBody {
    SaidBody {
        kind: match speech {
            Speech::Answer => "answer",
            Speech::FollowUp => "follow_up",
            Speech::Farewell => "farewell",
            Speech::Welcome => "welcome",
        },
        text,
    }
}

impl From<Score> for ScoreBody {
    fn from(score: Score) -> Self {
        let reason = |reason: Reason| ReasonBody {
            rule: reason.rule,
            points: reason.points,
            text: reason.text,
        };
        Self {
            points: score.points,
            most: score.most,
            class: score.temperature.as_str(),
            reasons: score.reasons.into_iter().map(reason).collect(),
        }
    }
}
