//! `GET /api/tenants/{tenant_id}/crm`

use axum::Json;
use axum::extract::State;
use service_runtime::clock;
use storage::{crm, tenants};

use super::{CrmBody, no_crm};
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Shows where the tenant's CRM is told what happens to leads.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/crm",
    tag = "leads",
    responses(
        (status = 200, description = "The CRM.", body = CrmBody),
        (status = 404, description = "`crm_not_found`: the tenant has none."),
    )
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<CrmBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let hook = crm::lookup_hook(&mut tx, tenant).await?;
    let hook = hook.ok_or_else(no_crm)?;
    Ok(Json(CrmBody::new(hook, clock::now())))
}
