//! `/api/tenants/{tenant_id}/conversations`

mod bot;
mod change;
mod drop_next;
mod get;
mod last_message;
mod list;
mod mark_read;
mod messages;
mod opt_in;
mod opt_out;
mod resume;
mod take_over;
mod withdraw;

use axum::http::StatusCode;
use domain::{ChatId, TenantId};
use last_message::LastMessageBody;
use serde::Serialize;
use storage::bot_settings::{self, BotSettings};
use storage::conversations::{ConversationId, Summary};
use storage::{StorageError, Tx};
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use bot::*;
pub(super) use drop_next::*;
pub(super) use get::*;
pub(super) use list::*;
pub(super) use mark_read::*;
pub(super) use messages::*;
pub(super) use opt_in::*;
pub(super) use opt_out::*;
pub(super) use resume::*;
pub(super) use take_over::*;
pub(super) use withdraw::*;

use crate::problem::Problem;

/// A conversation: with whom it is held, and who answers in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
pub(in crate::api) struct ConversationBody {
    id: i64,
    contact: ContactBody,
    /// WhatsApp's id of the chat that replies go to.
    chat_id: String,
    /// What the next message of the customer finds.
    bot: Bot,
    /// `open`: the bot may speak here; `shielded`: it is a private chat of the owner's. Null until the customer is
    /// answered for the first time.
    #[schema(required)]
    gate: Option<&'static str>,
    /// Why, in a few words.
    #[schema(required)]
    gate_reason: Option<String>,
    /// Until when a person has the chat; null when none has.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    paused_until: Option<OffsetDateTime>,
    /// Since when the customer waits for the bot; null when nothing waits.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    waiting_since: Option<OffsetDateTime>,
    /// When the customer or a person of the tenant last wrote. What the bot says does not count.
    #[serde(with = "time::serde::rfc3339")]
    last_message_at: OffsetDateTime,
    /// How often the bot has had its turn.
    turns: i64,
    /// Why the bot's last turn failed; it is tried again. Null when it did not.
    #[schema(required)]
    failure: Option<String>,
    /// What was written last, by whomever; null when nothing was.
    #[schema(required)]
    last_message: Option<LastMessageBody>,
    /// How many messages of the customer came since somebody of the tenant last read or wrote here; 100 means: or more.
    unread: i64,
    /// Since when the customer waits for a person: nobody has answered, and the bot will not. It has handed over, is paused
    /// or at the end of its flow, or its turn has failed. Null when the customer does not wait, or is none.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    needs_person_since: Option<OffsetDateTime>,
    /// The customer's lead.
    #[schema(required)]
    lead_id: Option<i64>,
}

/// Who writes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Contact)]
struct ContactBody {
    /// What the customer told the bot to be called, or else the name that WhatsApp shows.
    #[schema(required)]
    name: Option<String>,
    /// The number, as WhatsApp writes it: digits. Null as long as WhatsApp does not tell it.
    #[schema(required)]
    phone: Option<String>,
    /// The addresses by which WhatsApp knows the customer.
    addresses: Vec<String>,
    /// Whether the customer wants no messages.
    opted_out: bool,
}

/// Whether the bot answers, or why it does not; of several reasons the first of `agent`, `opted_out`, `paused`, `shielded`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Bot {
    /// It answers.
    Answering,
    /// A person has the chat.
    Paused,
    /// It leaves the owner's private chat alone.
    Shielded,
    /// The customer wants no messages, until the customer says otherwise.
    OptedOut,
    /// It leaves the chat with the tenant's agent alone, who gets cards of leads here.
    Agent,
}

impl Bot {
    fn of(summary: &Summary, settings: &BotSettings, now: OffsetDateTime) -> Self {
        let agent = settings.agent_phone.as_ref();
        let is_agents = |phone| agent == Some(&phone);
        let mut phones = summary.addresses.iter().filter_map(ChatId::phone);
        if phones.any(is_agents) {
            Self::Agent
        } else if summary.opted_out_at.is_some() {
            Self::OptedOut
        } else if summary.paused_until.is_some_and(|until| until > now) {
            Self::Paused
        } else if settings.shield && summary.gate == Some(storage::turns::Gate::Shielded) {
            Self::Shielded
        } else {
            Self::Answering
        }
    }
}

impl ConversationBody {
    fn new(summary: Summary, settings: &BotSettings, now: OffsetDateTime) -> Self {
        let bot = Bot::of(&summary, settings, now);
        let is_customers = matches!(bot, Bot::Answering | Bot::Paused);
        Self {
            id: summary.id.get(),
            bot,
            contact: ContactBody {
                phone: summary.phone().map(String::from),
                name: summary.name,
                addresses: summary.addresses.into_iter().map(String::from).collect(),
                opted_out: summary.opted_out_at.is_some(),
            },
            chat_id: summary.chat.into(),
            gate: summary.gate.map(storage::turns::Gate::as_str),
            gate_reason: summary.gate_reason,
            paused_until: summary.paused_until.filter(|until| *until > now),
            waiting_since: summary.waiting_since,
            last_message_at: summary.active_at,
            turns: summary.turns,
            failure: summary.failure,
            last_message: summary.last_message.map(LastMessageBody::from),
            unread: summary.unread,
            needs_person_since: summary.needs_person_since.filter(|_| is_customers),
            lead_id: summary.lead.map(storage::leads::LeadId::get),
        }
    }
}

/// Reads a conversation as it is now; `None`: there is no such one.
pub(in crate::api) async fn read(
    tx: &mut Tx,
    tenant: TenantId,
    id: ConversationId,
    now: OffsetDateTime,
) -> Result<Option<ConversationBody>, StorageError> {
    let Some(summary) = storage::conversations::lookup(tx, tenant, id).await? else {
        return Ok(None);
    };
    let settings = bot_settings::lookup(tx, tenant).await?;
    Ok(Some(ConversationBody::new(summary, &settings, now)))
}

fn conversation_not_found() -> Problem {
    let detail = "There is no conversation with this id.";
    Problem::new(StatusCode::NOT_FOUND, "conversation_not_found", detail)
}
