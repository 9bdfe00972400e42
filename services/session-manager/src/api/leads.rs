//! `/api/tenants/{tenant_id}/leads`

mod export;
mod filter;
mod get;
mod history;
mod list;
mod stages;
mod update;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use storage::leads::{Class, Entry, Reason, Slot};
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use export::*;
pub(super) use get::*;
pub(super) use history::*;
pub(super) use list::*;
pub(super) use stages::*;
pub(super) use update::*;

use crate::problem::Problem;

/// Somebody who wants something, and what is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lead)]
pub(in crate::api) struct LeadBody {
    id: i64,
    /// Where they write; null when they never did.
    #[schema(required)]
    conversation_id: Option<i64>,
    /// What they call themselves.
    #[schema(required)]
    name: Option<String>,
    /// What WhatsApp shows as their name: their own choice, and nothing that they told the bot.
    #[schema(required)]
    whatsapp_name: Option<String>,
    /// The number, as WhatsApp writes it: digits. Null as long as WhatsApp does not tell it.
    #[schema(required)]
    phone: Option<String>,
    /// What they want, in their words.
    #[schema(required)]
    wish: Option<String>,
    /// The language that they write: `fa`, `ar`, `en` or `ru`.
    #[schema(required)]
    language: Option<String>,
    /// How far it has come, in the order in which it goes: `new`, `qualified`, `handed_over`, `visiting`, `won`, `lost`.
    stage: &'static str,
    /// How good it is; null when nothing was scored.
    #[schema(required)]
    score: Option<ScoreBody>,
    /// What is known, by name: `area`, `budget`.
    slots: BTreeMap<String, SlotBody>,
    /// The id of the user who works on it.
    #[schema(required)]
    assigned_to: Option<i64>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When anything of it last changed.
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

/// How good a lead is, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadScore)]
struct ScoreBody {
    points: i32,
    /// What they come to: `hot`, `warm` or `cold`.
    class: &'static str,
    /// What gave points, or took them.
    reasons: Vec<ReasonBody>,
}

/// Something that gave points.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadScoreReason)]
struct ReasonBody {
    /// The id of the rule.
    rule: String,
    points: i32,
    /// Why, in words for people.
    text: String,
}

/// One thing that is known of a lead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadSlot)]
struct SlotBody {
    /// What it is, as its kind has it; null when a person said that it is not known after all.
    #[schema(value_type = Value)]
    value: Value,
    /// The message of the conversation that said it.
    #[schema(required)]
    message_id: Option<i64>,
    /// The person who said it, as in the audit log. The bot leaves it alone.
    #[schema(required)]
    corrected_by: Option<String>,
}

impl From<Entry> for LeadBody {
    fn from(lead: Entry) -> Self {
        let slots = lead.slots.into_iter();
        Self {
            id: lead.id.get(),
            conversation_id: lead
                .conversation
                .map(storage::conversations::ConversationId::get),
            name: lead.name,
            whatsapp_name: lead.push_name,
            phone: lead.phone.map(String::from),
            wish: lead.wish,
            language: lead.language,
            stage: lead.stage.as_str(),
            score: lead.score.map(|score| ScoreBody {
                points: score.points,
                class: Class::as_str(score.class),
                reasons: score.reasons.into_iter().map(ReasonBody::from).collect(),
            }),
            slots: slots.map(|(name, slot)| (name, slot.into())).collect(),
            assigned_to: lead.assigned_to.map(storage::users::UserId::get),
            created_at: lead.created_at,
            updated_at: lead.updated_at,
        }
    }
}

impl From<Reason> for ReasonBody {
    fn from(reason: Reason) -> Self {
        Self {
            rule: reason.rule,
            points: reason.points,
            text: reason.text,
        }
    }
}

impl From<Slot> for SlotBody {
    fn from(slot: Slot) -> Self {
        Self {
            value: slot.value,
            message_id: slot.message_id,
            corrected_by: slot.corrected_by,
        }
    }
}

fn lead_not_found() -> Problem {
    let detail = "There is no lead with this id.";
    Problem::new(StatusCode::NOT_FOUND, "lead_not_found", detail)
}
