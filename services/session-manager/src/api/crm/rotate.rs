//! `POST /api/tenants/{tenant_id}/crm/rotate-secret`

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use service_runtime::clock;
use storage::{audit, crm, tenants};
use time::Duration;

use super::{CrmBody, SecretBody, no_crm};
use crate::api::{NO_STORE, Shared};
use crate::auth::Principal;
use crate::crm::HookSecret;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// How long the secret before signs as well.
const GRACE: Duration = Duration::DAY;

/// Gives the CRM another secret.
///
/// For a day the one before signs as well: every message has both signatures, and nothing is lost until the CRM knows
/// the new one.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/crm/rotate-secret",
    tag = "leads",
    responses(
        (status = 200, description = "The new secret.", body = SecretBody),
        (status = 404, description = "`crm_not_found`: the tenant has none."),
    )
)]
pub(in crate::api) async fn rotate(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
) -> Result<impl IntoResponse, Problem> {
    let now = clock::now();
    let secret = HookSecret::new();
    let sealed = secret.seal(&api.crm.sealer, tenant);
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    if !crm::rotate(&mut tx, tenant, &sealed, now + GRACE).await? {
        return Err(no_crm());
    }
    let actor = principal.actor();
    audit::add(&mut tx, tenant.into(), &actor, "crm_secret_rotated", None).await?;
    let hook = crm::lookup_hook(&mut tx, tenant).await?;
    tx.commit().await?;
    let body = CrmBody::new(hook.ok_or_else(no_crm)?, now).with(Some(&secret));
    Ok(([(CACHE_CONTROL, NO_STORE)], Json(body)))
}
