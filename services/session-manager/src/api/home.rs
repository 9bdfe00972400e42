//! `GET /api/tenants/{tenant_id}/home?days`

mod days;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use service_runtime::clock;
use storage::home::{self, FirstReply, Waiting};
use storage::{bot_settings, leads, tenants};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use super::Shared;
use super::leads::StageBody;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;
use days::Calendar;

/// How far back is looked where nothing is said of it.
const USUAL_DAYS: u8 = 30;

/// How far back is looked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct HomeQuery {
    /// How many days, today among them: 7, 30 or 90, else 30.
    days: Option<u8>,
}

/// What a tenant's people see first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Home)]
pub(super) struct HomeBody {
    /// How many days are looked at, today among them.
    days: usize,
    /// Whose days: the tenant's time zone, by its IANA name.
    time_zone: String,
    waiting: WaitingBody,
    leads: LeadsBody,
    first_reply: FirstReplyBody,
    /// All of these days, the first one first.
    per_day: Vec<DayBody>,
    replies: RepliesBody,
}

/// Customers who wait for a person now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HomeWaiting)]
struct WaitingBody {
    conversations: i64,
    /// Since when the first of them waits; null: nobody waits.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    oldest_since: Option<OffsetDateTime>,
}

/// The tenant's leads.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HomeLeads)]
struct LeadsBody {
    /// Those that began in these days.
    new: i64,
    /// Those of them that are hot by now.
    hot: i64,
    /// All that there are, whenever they began, by stage.
    stages: Vec<StageBody>,
}

/// How long customers waited from their first message to the first answer, by the bot or a person: in conversations that
/// began in these days and were answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HomeFirstReply)]
struct FirstReplyBody {
    /// How many conversations that are.
    conversations: i64,
    /// What half of them waited at most.
    #[schema(required)]
    median_seconds: Option<i64>,
    /// What nine of ten waited at most.
    #[schema(required)]
    p90_seconds: Option<i64>,
}

/// One of the days. Private chats, and the one with the tenant's own agent, are not counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HomeDay)]
struct DayBody {
    /// Its date, in the tenant's time zone.
    #[schema(format = Date, example = "2026-11-27")]
    day: String,
    /// Those that began.
    conversations: i64,
    /// Messages from customers; these and those to them are counted about a minute later.
    received: i64,
    /// Messages to customers by the bot.
    bot_replies: i64,
    /// Messages to customers by people, through us or from their own phones.
    people_replies: i64,
    /// Those that began.
    leads: i64,
    /// Those of them that are hot by now.
    hot_leads: i64,
}

/// What became of what was to be sent by us, the bot's words and people's.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HomeReplies)]
struct RepliesBody {
    /// What was sent in these days.
    sent: i64,
    /// What was decided in these days, and not sent after all.
    failed: i64,
    /// What is still to be sent.
    waiting: i64,
}

/// Shows how the last days went, and what waits now.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/home",
    tag = "conversations",
    params(HomeQuery),
    responses((status = 200, description = "The days, and what waits.", body = HomeBody))
)]
pub(super) async fn home(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<HomeQuery>,
) -> Result<Json<HomeBody>, Problem> {
    let days @ (7 | 30 | 90) = query.days.unwrap_or(USUAL_DAYS) else {
        return Err(Problem::field("days", "must be 7, 30 or 90"));
    };
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let settings = bot_settings::lookup(&mut tx, tenant).await?;
    let calendar = Calendar::ending_today(&settings.time_zone, days, clock::now());
    let calendar = calendar.ok_or_else(Problem::internal)?;
    let days = &calendar.days;
    let waiting = home::waiting(&mut tx, tenant).await?;
    let stages = leads::count_by_stage(&mut tx, tenant, &leads::Filter::default()).await?;
    let messages = home::messages(&mut tx, tenant, days).await?;
    let leads = home::leads(&mut tx, tenant, days).await?;
    let begun = home::begun(&mut tx, tenant, days).await?;
    let replies = home::replies(&mut tx, tenant, days).await?;
    let sent = messages
        .iter()
        .map(|day| day.bot_replies + day.agent_replies);
    let per_day = calendar
        .dates
        .into_iter()
        .enumerate()
        .map(|(at, day)| DayBody {
            day,
            conversations: begun.days[at].conversations,
            received: messages[at].received,
            bot_replies: messages[at].bot_replies,
            people_replies: messages[at].agent_replies + messages[at].phone_replies,
            leads: leads[at].leads,
            hot_leads: leads[at].hot,
        });
    Ok(Json(HomeBody {
        days: days.len(),
        time_zone: calendar.time_zone,
        waiting: waiting.into(),
        leads: LeadsBody {
            new: leads.iter().map(|day| day.leads).sum(),
            hot: leads.iter().map(|day| day.hot).sum(),
            stages: stages.map(StageBody::from).into(),
        },
        first_reply: begun.first_reply.into(),
        replies: RepliesBody {
            sent: sent.sum(),
            failed: replies.failed,
            waiting: replies.waiting,
        },
        per_day: per_day.collect(),
    }))
}

impl From<Waiting> for WaitingBody {
    fn from(waiting: Waiting) -> Self {
        Self {
            conversations: waiting.conversations,
            oldest_since: waiting.oldest_since,
        }
    }
}

impl From<FirstReply> for FirstReplyBody {
    fn from(reply: FirstReply) -> Self {
        Self {
            conversations: reply.conversations,
            median_seconds: reply.median_seconds.map(whole),
            p90_seconds: reply.p90_seconds.map(whole),
        }
    }
}

/// Whole seconds: WhatsApp's clock has no others.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a wait is far from the end of the numbers, and `as` stops there"
)]
fn whole(seconds: f64) -> i64 {
    seconds.round() as i64
}
