//! `/api/tenants/{tenant_id}/llm`

mod amount;
mod check;
mod get;
mod names;
mod remove;
mod replace;

use axum::http::StatusCode;
use serde::Serialize;
use storage::llm::{LlmSettings, Meter, Spent};
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use check::*;
pub(super) use get::*;
pub(super) use remove::*;
pub(super) use replace::*;

use crate::problem::Problem;
use names::{LlmOutput, LlmState, LlmStyle};

/// The language model that helps to understand a tenant's customers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Llm)]
pub(in crate::api) struct LlmBody {
    /// Whether it is asked.
    enabled: bool,
    /// The URL of its server, as far as `/chat/completions`.
    url: String,
    /// What the server calls it.
    model: String,
    output: LlmOutput,
    style: LlmStyle,
    /// Whether there is a key. It is never shown.
    has_key: bool,
    /// The price of a thousand tokens of what is asked.
    input_price: f64,
    /// The price of a thousand tokens of what is answered.
    output_price: f64,
    /// What may be spent in a day by UTC, in the currency of the prices.
    daily_budget: f64,
    /// How often it may be asked in a minute.
    requests_per_minute: i32,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
    state: LlmState,
    /// Until when it is left alone because it failed; null: it is not.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    resting_until: Option<OffsetDateTime>,
    /// How it failed last, in words; null: not since its settings were changed.
    #[schema(required)]
    failure: Option<String>,
    /// When it failed last.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    failed_at: Option<OffsetDateTime>,
    today: LlmUsage,
}

/// What a model was asked on the present day, by UTC.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct LlmUsage {
    requests: i64,
    /// How many of them were in vain.
    failures: i64,
    input_tokens: i64,
    output_tokens: i64,
    /// What they cost, and what those may cost that are under way.
    cost: f64,
}

impl LlmBody {
    /// `cost` is what a question costs at most.
    fn new(settings: LlmSettings, meter: Meter, cost: i64, now: OffsetDateTime) -> Self {
        let spent = meter.is_spent(settings.limits, cost, now);
        let resting_until = meter.resting_until.filter(|until| *until > now);
        let state = match (spent, resting_until) {
            _ if !settings.enabled => LlmState::Off,
            (Some(Spent::Day), _) => LlmState::Spent,
            (_, Some(_)) => LlmState::Resting,
            _ => LlmState::On,
        };
        Self {
            enabled: settings.enabled,
            output: LlmOutput::of_stored(&settings.output),
            style: LlmStyle::of_stored(&settings.style),
            has_key: settings.key.is_some(),
            url: settings.url,
            model: settings.model,
            input_price: amount::of_stored(settings.input_price),
            output_price: amount::of_stored(settings.output_price),
            daily_budget: amount::of_stored(settings.limits.daily_budget),
            requests_per_minute: settings.limits.requests_per_minute,
            updated_at: settings.updated_at,
            state,
            resting_until,
            failure: meter.failure,
            failed_at: meter.failed_at,
            today: LlmUsage {
                requests: meter.day_requests,
                failures: meter.day_failures,
                input_tokens: meter.day_input_tokens,
                output_tokens: meter.day_output_tokens,
                cost: amount::of_stored(meter.day_cost),
            },
        }
    }
}

fn no_llm() -> Problem {
    let detail = "The tenant has no language model.";
    Problem::new(StatusCode::NOT_FOUND, "llm_not_found", detail)
}
