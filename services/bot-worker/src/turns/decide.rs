//! What one turn makes of one conversation. Pure: no database, no clock.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use bot::{Agency, Effect, HandOff, Input, LeadUpdate, Reading, State};
use domain::ChatKind;
use serde_json::Value;
use service_runtime::telemetry::{self, semconv};
use storage::{
    bot_settings::BotSettings,
    media::MediaKind,
    messages::{MessageKind, Waiting},
    outbox::ReplyKind,
    turns::{Conversation, Gate},
};
use time::OffsetDateTime;

use super::wait::Wait;
use crate::flows::Scripts;

/// What surrounds a turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    pub(crate) scripts: &'a Scripts<'a>,
    pub(crate) agency: &'a str,
    pub(crate) settings: &'a BotSettings,
    /// What models made of messages, by their ids.
    pub(crate) readings: &'a HashMap<i64, Reading>,
    /// Whether the chat is with the tenant's agent.
    pub(crate) with_agent: bool,
    pub(crate) longest_message: usize,
    pub(crate) now: OffsetDateTime,
}

/// What is to be done with a conversation that is due.
#[derive(Debug)]
pub(crate) enum Decision {
    /// The turn is taken.
    Took(Took),
    /// Nobody knows yet whether the bot may speak here: ask WAHA who this is, and come back.
    Meet,
}

/// A turn that is taken.
#[derive(Debug, Default)]
pub(crate) struct Took {
    /// The bot's state; `None`: the bot had no say, and it stays.
    pub(crate) state: Option<Value>,
    pub(crate) sayings: Vec<(ReplyKind, String)>,
    pub(crate) leads: Vec<LeadUpdate>,
    /// What the tenant's agent is to read.
    pub(crate) hand_off: Option<Box<HandOff>>,
    /// Whether the contact wants no messages from now on, or wants them again.
    pub(crate) opted_out: Option<bool>,
    pub(crate) wake_at: Option<OffsetDateTime>,
    /// Since when the customer waits for a person.
    pub(crate) needs_person_since: Option<OffsetDateTime>,
    pub(crate) gate: Option<(Gate, &'static str)>,
    pub(crate) traceparent: Option<String>,
    /// One word for metrics.
    pub(crate) outcome: &'static str,
}

impl Took {
    /// How many of its sayings answer nobody.
    pub(super) fn follow_ups(&self) -> usize {
        let kinds = self.sayings.iter().map(|(kind, _)| *kind);
        kinds.filter(|kind| *kind == ReplyKind::FollowUp).count()
    }
}

/// Decides. `Err`: why this conversation's turn cannot be taken, which no other conversation suffers from.
pub(crate) fn decide(
    conversation: &Conversation,
    circumstances: &Circumstances<'_>,
) -> Result<Decision, String> {
    let waiting = &conversation.waiting;
    let span = tracing::info_span!(
        "conversation turn",
        { semconv::TENANT_ID } = conversation.at.tenant.get(),
        { semconv::CONVERSATION_ID } = %conversation.at.conversation,
        turn = conversation.turn,
        messages = waiting.len(),
    );
    // What Postgres does for it is told where the whole round is.
    let round = telemetry::current_traceparent();
    telemetry::add_link(&span, round.as_deref());
    // The turn belongs to the trace of the message that it answers; a burst's others are linked.
    if let Some((last, others)) = waiting.split_last() {
        telemetry::set_parent(&span, last.traceparent.as_deref());
        for other in others {
            telemetry::add_link(&span, other.traceparent.as_deref());
        }
    }
    let _entered = span.enter();
    if circumstances.with_agent {
        // Who is no customer: what is written here is between colleagues.
        return Ok(silent("agent"));
    }
    if conversation
        .paused_until
        .is_some_and(|until| until > circumstances.now)
    {
        // A person has the chat, and these messages are for that person.
        return Ok(Decision::Took(Took {
            outcome: "paused",
            needs_person_since: Wait::of(conversation).unanswered(),
            ..Took::default()
        }));
    }
    let gate = match gate(conversation, circumstances.settings) {
        None => return Ok(Decision::Meet),
        Some((Gate::Shielded, _)) => return Ok(silent("shielded")),
        Some((gate, reason)) => (conversation.gate != Some(gate)).then_some((gate, reason)),
    };
    // The bot is a pure function, but not a perfect one: what it cannot bear is one customer's message.
    catch_unwind(AssertUnwindSafe(|| {
        speak(conversation, circumstances, gate)
    }))
    .unwrap_or_else(|_| Err("the bot panicked".to_owned()))
    .map(Decision::Took)
}

/// A turn in which the bot has no say.
fn silent(outcome: &'static str) -> Decision {
    Decision::Took(Took {
        outcome,
        ..Took::default()
    })
}

/// Whether the bot may speak here, and why; `None`: that is not known yet.
fn gate(conversation: &Conversation, settings: &BotSettings) -> Option<(Gate, &'static str)> {
    let is_lid = conversation.chat.kind() == ChatKind::Lid;
    if conversation.gate.is_none() && settings.agent_phone.is_some() && is_lid {
        // Behind a LID may be the agent: whose it is, WAHA is asked first.
        return None;
    }
    let waiting = conversation.waiting.iter();
    let texts: Vec<&str> = waiting
        .filter_map(|message| message.body.as_deref())
        .collect();
    gate_of(conversation.gate, &texts, settings)
}

/// The same, of what is known of a chat and of what is written there.
pub(crate) fn gate_of(
    gate: Option<Gate>,
    texts: &[&str],
    settings: &BotSettings,
) -> Option<(Gate, &'static str)> {
    let mentioned = |phrases: &[String]| {
        phrases
            .iter()
            .any(|phrase| texts.iter().any(|text| bot::mentions(text, phrase)))
    };
    match gate {
        Some(Gate::Open) => Some((Gate::Open, "known")),
        _ if !settings.shield => Some((Gate::Open, "no shield")),
        _ if mentioned(&settings.deep_link_codes) => Some((Gate::Open, "link")),
        _ if mentioned(&settings.trigger_words) => Some((Gate::Open, "word")),
        Some(Gate::Shielded) => Some((Gate::Shielded, "known")),
        None => None,
    }
}

fn speak(
    conversation: &Conversation,
    circumstances: &Circumstances<'_>,
    gate: Option<(Gate, &'static str)>,
) -> Result<Took, String> {
    let state: Option<State> = conversation
        .state
        .clone()
        .map(serde_json::from_value)
        .transpose()
        .map_err(|error| format!("the bot's stored state cannot be read: {error}"))?;
    let inputs: Vec<Input<'_>> = conversation
        .waiting
        .iter()
        .map(|message| input(message, circumstances.readings.get(&message.id)))
        .collect();
    let turn = bot::turn(
        circumstances
            .scripts
            .script(conversation.at.tenant, state.as_ref(), &inputs),
        Agency {
            name: circumstances.agency,
        },
        state.as_ref(),
        &inputs,
        bot::Circumstances {
            opted_out: conversation.opted_out_at.is_some(),
            now: circumstances.now,
        },
    );
    let mut took = Took {
        wake_at: turn.wake_at,
        gate,
        traceparent: telemetry::current_traceparent(),
        outcome: "taken",
        ..Took::default()
    };
    for effect in turn.effects {
        let (kind, text) = match effect {
            Effect::Say(text) => (ReplyKind::Answer, text),
            Effect::FollowUp(text) => (ReplyKind::FollowUp, text),
            Effect::OptOut(text) => {
                took.opted_out = Some(true);
                (ReplyKind::Farewell, text)
            }
            Effect::OptIn(text) => {
                took.opted_out = Some(false);
                (ReplyKind::Answer, text)
            }
            Effect::Lead(update) => {
                took.leads.push(update);
                continue;
            }
            Effect::HandOff(hand_off) => {
                took.hand_off = Some(Box::new(hand_off));
                continue;
            }
        };
        let parts = bot::split(&text, circumstances.longest_message);
        took.sayings
            .extend(parts.into_iter().map(|part| (kind, part)));
    }
    let is_over = turn.state.is_handed_over();
    took.needs_person_since = Wait::of(conversation).after(&took, is_over, circumstances.now);
    let state = serde_json::to_value(&turn.state)
        .map_err(|error| format!("the bot's state cannot be stored: {error}"))?;
    took.state = Some(state);
    Ok(took)
}

fn input<'a>(message: &'a Waiting, reading: Option<&'a Reading>) -> Input<'a> {
    match (message.kind, &message.body) {
        (MessageKind::Text, Some(text)) => {
            reading.map_or(Input::Text(text), |reading| Input::Read(text, reading))
        }
        (MessageKind::Other, Some(text)) => Input::Text(text),
        (MessageKind::Media, Some(caption)) => Input::Captioned(caption),
        (MessageKind::Media, None) if message.media == Some(MediaKind::Voice) => Input::Voice,
        (MessageKind::Media, None) => Input::Media,
        (MessageKind::Location, place) => Input::Place(place.as_deref().unwrap_or_default()),
        (MessageKind::Contact, name) => Input::Contact(name.as_deref().unwrap_or_default()),
        (MessageKind::Text | MessageKind::Other, None) => Input::Wordless,
    }
}
