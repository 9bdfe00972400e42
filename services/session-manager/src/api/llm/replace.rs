//! `PUT /api/tenants/{tenant_id}/llm`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use outbound::Refused;
use serde::Deserialize;
use service_runtime::{Secret, clock};
use storage::llm::{Limits, LlmSettings};
use storage::{audit, llm, tenants};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::names::{LlmOutput, LlmStyle};
use super::{LlmBody, amount};
use crate::api::{Api, Shared};
use crate::auth::Principal;
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// The longest name of a model, and the longest key.
const LONGEST_NAME: usize = 200;
const LONGEST_KEY: usize = 1000;
/// The most requests in a minute: what a tenant's messages can need.
const MOST_REQUESTS: i32 = 6000;

/// A language model, as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewLlm {
    /// Whether it is asked.
    enabled: bool,
    /// The URL of its server, as far as `/chat/completions`, such as `https://api.example/v1`: https, and on the internet.
    url: String,
    /// What the server calls it.
    model: String,
    /// `schema` where it is left out.
    #[serde(default)]
    output: LlmOutput,
    /// `chat` where it is left out.
    #[serde(default)]
    style: LlmStyle,
    /// The key of the server. Left out: the one from before, which is for the URL from before alone; empty: it asks for none.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false)]
    key: Option<Secret>,
    /// The price of a thousand tokens of what is asked, from 0 to 1000000, exact to a millionth.
    input_price: f64,
    /// The price of a thousand tokens of what is answered.
    output_price: f64,
    /// What may be spent in a day by UTC, in the currency of the prices. What a question may cost at most has to be left of
    /// it when it is asked.
    daily_budget: f64,
    /// How often it may be asked in a minute, from 1 to 6000.
    requests_per_minute: i32,
}

/// Sets the tenant's language model.
///
/// It helps to understand what customers write, and rules nothing: it fills in values that the rules leave open, and names
/// entries of the tenant's FAQ, whose own words are said. What it makes of a message and what the message does not bear out
/// is dropped. Customers' texts are sent to its server, one at a time, without names and numbers around them. The key is
/// sealed and never shown. With the settings, a model that was left alone because it failed is asked again.
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/llm",
    tag = "conversations",
    request_body = NewLlm,
    responses((status = 200, description = "The model, as it is now.", body = LlmBody))
)]
pub(in crate::api) async fn replace(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(new): extract::Json<NewLlm>,
) -> Result<Json<LlmBody>, Problem> {
    let now = clock::now();
    let mut settings = checked(&new, now)?;
    let refused = |refused: Refused| Problem::field("url", refused.to_string());
    let guard = api.advisor.guard();
    let url = guard.url(new.url.trim()).map_err(refused)?;
    guard.name(&url).await.map_err(refused)?;
    url.as_str().clone_into(&mut settings.url);
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let before = llm::lookup_settings(&mut tx, tenant).await?;
    settings.key = key(&api, tenant, &new, &settings.url, before)?;
    llm::save(&mut tx, tenant, &settings).await?;
    let actor = principal.actor();
    // A path can hold a secret; the host is enough.
    let host = url.host_str();
    audit::add(&mut tx, tenant.into(), &actor, "llm_changed", host).await?;
    let meter = llm::lookup_meter(&mut tx, tenant, now).await?;
    tx.commit().await?;
    let cost = api.advisor.usual_cost(tenant, &settings);
    Ok(Json(LlmBody::new(settings, meter, cost, now)))
}

/// The sealed key. One that is there already is not sent to another server, whoever says where that is.
fn key(
    api: &Api,
    tenant: TenantId,
    new: &NewLlm,
    url: &str,
    before: Option<LlmSettings>,
) -> Result<Option<Vec<u8>>, Problem> {
    match &new.key {
        Some(key) if key.is_empty() => Ok(None),
        Some(key) => Ok(Some(api.advisor.seal(tenant, url, key))),
        None => {
            let before = before.and_then(|before| Some((before.url, before.key?)));
            match before {
                Some((earlier, _)) if earlier != url => {
                    let message = "must be entered again: the one from before is for another URL";
                    Err(Problem::field("key", message))
                }
                before => Ok(before.map(|(_, key)| key)),
            }
        }
    }
}

fn checked(new: &NewLlm, now: OffsetDateTime) -> Result<LlmSettings, Problem> {
    let model = new.model.trim();
    let is_name = (1..=LONGEST_NAME).contains(&model.chars().count());
    if !is_name || model.contains(char::is_control) {
        let message = format!("must have 1 to {LONGEST_NAME} characters");
        return Err(Problem::field("model", message));
    }
    let key = new.key.as_ref().map_or("", Secret::expose);
    let is_key = key.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_key || key.len() > LONGEST_KEY {
        let message = format!("must be at most {LONGEST_KEY} ASCII characters without spaces");
        return Err(Problem::field("key", message));
    }
    if !(1..=MOST_REQUESTS).contains(&new.requests_per_minute) {
        let message = format!("must be from 1 to {MOST_REQUESTS}");
        return Err(Problem::field("requests_per_minute", message));
    }
    Ok(LlmSettings {
        enabled: new.enabled,
        url: String::new(),
        model: model.to_owned(),
        output: new.output.as_str().to_owned(),
        style: new.style.as_str().to_owned(),
        key: None,
        input_price: amount::checked("input_price", new.input_price)?,
        output_price: amount::checked("output_price", new.output_price)?,
        limits: Limits {
            daily_budget: amount::checked("daily_budget", new.daily_budget)?,
            requests_per_minute: new.requests_per_minute,
        },
        updated_at: now,
    })
}
