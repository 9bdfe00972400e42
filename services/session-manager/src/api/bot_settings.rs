//! `/api/tenants/{tenant_id}/bot-settings`

mod get;
mod phrases;
mod quiet_hours;
mod replace;

use serde::{Deserialize, Serialize};
use storage::bot_settings::BotSettings;
use utoipa::ToSchema;

pub(super) use get::*;
pub(super) use replace::*;

use quiet_hours::QuietHours;

/// How a tenant wants its bot.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(as = BotSettings)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SettingsBody {
    /// The IANA name of the time zone that hours are meant in, such as `Asia/Dubai`.
    time_zone: String,
    quiet_hours: QuietHours,
    /// Whether the owner's private chats are left alone: the bot speaks in new chats, and where somebody writes one of
    /// the codes or words.
    shield: bool,
    /// What a link such as `wa.me/971501234567?text=code` brings: who writes one of them is a customer. At most 50, each
    /// of 1 to 64 characters.
    deep_link_codes: Vec<String>,
    /// Words that only a customer writes. At most 50, each of 1 to 64 characters.
    trigger_words: Vec<String>,
    /// The WhatsApp number of the person who gets a card of each lead that is handed over, such as `+971501234567`; null:
    /// nobody does. The bot leaves that chat alone. WhatsApp holds back messages to whom never wrote to a number: have
    /// the agent write to it once.
    #[schema(required)]
    #[serde(deserialize_with = "Option::deserialize")]
    agent_phone: Option<String>,
}

impl From<BotSettings> for SettingsBody {
    fn from(settings: BotSettings) -> Self {
        Self {
            time_zone: settings.time_zone,
            quiet_hours: QuietHours::new(
                settings.quiet_from,
                settings.quiet_until,
                settings.quiet_answers,
            ),
            shield: settings.shield,
            deep_link_codes: settings.deep_link_codes,
            trigger_words: settings.trigger_words,
            agent_phone: settings.agent_phone.map(|phone| format!("+{phone}")),
        }
    }
}
