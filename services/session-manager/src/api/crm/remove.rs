//! `DELETE /api/tenants/{tenant_id}/crm`

use axum::extract::State;
use axum::http::StatusCode;
use storage::{audit, crm, tenants};

use super::no_crm;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Forgets the tenant's CRM, and its secret. What it was still to be told, it is not.
#[utoipa::path(
    delete,
    path = "/api/tenants/{tenant_id}/crm",
    tag = "leads",
    responses(
        (status = 204, description = "It is told nothing more."),
        (status = 404, description = "`crm_not_found`: the tenant has none."),
    )
)]
pub(in crate::api) async fn remove(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
) -> Result<StatusCode, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    if !crm::remove(&mut tx, tenant).await? {
        return Err(no_crm());
    }
    let actor = principal.actor();
    audit::add(&mut tx, tenant.into(), &actor, "crm_removed", None).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
