//! `PUT /api/tenants/{tenant_id}/crm`

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use outbound::Refused;
use serde::Deserialize;
use service_runtime::clock;
use storage::{audit, crm, tenants};
use utoipa::ToSchema;

use super::{CrmBody, SecretBody, no_crm};
use crate::api::{NO_STORE, Shared};
use crate::auth::Principal;
use crate::crm::HookSecret;
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// Where a CRM is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewCrm {
    /// Its URL: https, and on the internet.
    url: String,
}

/// Says where the tenant's CRM is told what happens to leads.
///
/// It is posted `lead.created`, `lead.updated` and `lead.handed_over`, signed as Standard Webhooks are, until it answers
/// 2xx: ten times within a day. The same event has the same `webhook-id`, however often it comes; of one lead, the
/// earlier comes first. What changed before there was a CRM is not told. With the first URL comes the secret; another URL
/// keeps it.
///
/// Where the bot hands a lead over, `data.hand_off` says why (`cause`: `complete`, `asked`, `stuck`) and what the agent
/// reads (`card`).
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/crm",
    tag = "leads",
    request_body = NewCrm,
    responses((status = 200, description = "The CRM, as it is now.", body = SecretBody))
)]
pub(in crate::api) async fn replace(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(new): extract::Json<NewCrm>,
) -> Result<impl IntoResponse, Problem> {
    let refused = |refused: Refused| Problem::field("url", refused.to_string());
    let url = api.crm.guard.url(new.url.trim()).map_err(refused)?;
    api.crm.guard.name(&url).await.map_err(refused)?;
    let secret = HookSecret::new();
    let sealed = secret.seal(&api.crm.sealer, tenant);
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let is_new = crm::save(&mut tx, tenant, url.as_str(), &sealed).await?;
    let actor = principal.actor();
    // A URL can hold a secret; its host is enough.
    audit::add(
        &mut tx,
        tenant.into(),
        &actor,
        "crm_changed",
        url.host_str(),
    )
    .await?;
    let hook = crm::lookup_hook(&mut tx, tenant).await?;
    tx.commit().await?;
    let body = CrmBody::new(hook.ok_or_else(no_crm)?, clock::now());
    let body = body.with(Some(&secret).filter(|_| is_new));
    Ok(([(CACHE_CONTROL, NO_STORE)], Json(body)))
}
