//! `PUT /api/tenants/{tenant_id}/privacy`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use storage::privacy::{self, Keeping};
use storage::{audit, tenants};
use utoipa::ToSchema;

use super::PrivacyBody;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, TenantPath};
use crate::privacy::days;
use crate::problem::Problem;

/// The most that is taken: a century.
const LONGEST: i32 = 36_500;

/// How long a tenant wants things kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewPrivacy {
    /// For how many days messages are kept; null: as long as the tenant is there.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    messages_days: Option<i32>,
    /// The same for their files.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    media_days: Option<i32>,
}

/// Says how long the tenant keeps what customers wrote and sent: both.
///
/// What is older is removed within hours, for good; a shorter time counts for what is there already. Conversations and leads
/// stay, without the messages.
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/privacy",
    tag = "privacy",
    request_body = NewPrivacy,
    responses((status = 200, description = "How long, as it is now.", body = PrivacyBody))
)]
pub(in crate::api) async fn replace(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(new): extract::Json<NewPrivacy>,
) -> Result<Json<PrivacyBody>, Problem> {
    let limits = &api.privacy;
    let keeping = Keeping {
        messages_days: checked(
            "messages_days",
            new.messages_days,
            limits.messages_days_at_most,
        )?,
        media_days: checked("media_days", new.media_days, limits.media_days_at_most)?,
    };
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    privacy::save(&mut tx, tenant, keeping).await?;
    let in_words = |days: Option<i32>| days.map_or("for ever".to_owned(), |days| days.to_string());
    let detail = format!(
        "days of messages: {}, of media: {}",
        in_words(keeping.messages_days),
        in_words(keeping.media_days)
    );
    let actor = principal.actor();
    audit::add(
        &mut tx,
        tenant.into(),
        &actor,
        "privacy_changed",
        Some(&detail),
    )
    .await?;
    tx.commit().await?;
    Ok(Json(PrivacyBody::new(limits, Some(keeping))))
}

fn checked(field: &'static str, wanted: Option<i32>, at_most: u16) -> Result<Option<i32>, Problem> {
    let limit = days(at_most);
    match wanted {
        None if limit.is_none() => Ok(None),
        Some(days) if (1..=limit.unwrap_or(LONGEST)).contains(&days) => Ok(wanted),
        _ => {
            let ever = if limit.is_none() { ", or null" } else { "" };
            let longest = limit.unwrap_or(LONGEST);
            let message = format!("must be a number of days from 1 to {longest}{ever}");
            Err(Problem::field(field, message))
        }
    }
}
