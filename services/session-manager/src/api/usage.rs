//! `GET /api/usage?days&limit&before`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use service_runtime::clock;
use storage::usage::{self, Place, Usage};
use time::Duration;
use utoipa::{IntoParams, ToSchema};

use super::Shared;
use super::page::Limit;
use crate::extract::Query;
use crate::problem::Problem;

/// The most days; counting more would keep Postgres busy for seconds.
const MOST_DAYS: i64 = 90;
const USUAL_DAYS: i64 = 30;

/// Which usage is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct UsageQuery {
    /// Of how many days, by UTC and with today: 1 to 90, else 30.
    days: Option<i64>,
    /// At most how many tenants: 1 to 200, else 50.
    limit: Option<usize>,
    /// A page's `next_before`: what follows it.
    before: Option<String>,
}

/// A page of tenants and what they used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsagePage)]
pub(in crate::api) struct UsagePageBody {
    usage: Vec<UsageBody>,
    /// What to ask for as `before` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<String>,
}

/// What a tenant used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantUsage)]
struct UsageBody {
    tenant_id: i64,
    name: String,
    /// `active`, `suspended` or `deleting`.
    state: &'static str,
    /// How many messages of customers came by webhooks.
    received: i64,
    /// How many messages were sent through us: the bot's and people's.
    sent: i64,
    /// How many were given up, or refused by WhatsApp.
    failed: i64,
    /// How many conversations began.
    conversations: i64,
    /// How many leads became known.
    leads: i64,
    /// How many tokens its language model was asked and answered.
    llm_tokens: i64,
}

/// Lists what tenants used, those with the most messages first.
///
/// Messages go on while one reads: a tenant may be on two pages, or on none.
#[utoipa::path(
    get,
    path = "/api/usage",
    tag = "tenants",
    params(UsageQuery),
    responses((status = 200, description = "The tenants.", body = UsagePageBody))
)]
pub(in crate::api) async fn usage(
    State(api): Shared,
    Query(query): Query<UsageQuery>,
) -> Result<Json<UsagePageBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let days = query.days.unwrap_or(USUAL_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::field("days", format!("must be 1 to {MOST_DAYS}")));
    }
    let before = query.before.as_deref().map(place).transpose()?;
    let first_day = (clock::now() - Duration::days(days - 1)).date();
    let database = &api.whatsapp.database;
    let mut found = usage::list(database, first_day, before, limit.to_read()).await?;
    let has_more = found.len() > limit.get();
    found.truncate(limit.get());
    let next = found.last().filter(|_| has_more).map(Usage::place);
    Ok(Json(UsagePageBody {
        usage: found.into_iter().map(UsageBody::from).collect(),
        next_before: next.map(|place| format!("{}-{}", place.messages, place.tenant)),
    }))
}

/// Reads a place in the list.
fn place(text: &str) -> Result<Place, Problem> {
    let read = || {
        let (messages, tenant) = text.split_once('-')?;
        Some(Place {
            messages: messages.parse().ok()?,
            tenant: tenant.parse().ok()?,
        })
    };
    let message = "must be what a page says of the next, such as 1200-17";
    read().ok_or_else(|| Problem::field("before", message))
}

impl From<Usage> for UsageBody {
    fn from(usage: Usage) -> Self {
        Self {
            tenant_id: usage.tenant.get(),
            name: usage.name,
            state: match usage {
                Usage { deleting: true, .. } => "deleting",
                Usage { enabled: true, .. } => "active",
                Usage { .. } => "suspended",
            },
            received: usage.received,
            sent: usage.sent,
            failed: usage.failed,
            conversations: usage.conversations,
            leads: usage.leads,
            llm_tokens: usage.llm_tokens,
        }
    }
}
