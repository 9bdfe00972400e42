//! `GET /api/tenants/{tenant_id}/leads/{lead_id}`

use axum::Json;
use axum::extract::State;
use storage::{leads, tenants};

use super::{LeadBody, lead_not_found};
use crate::api::Shared;
use crate::extract::{LeadPath, TenantPath};
use crate::problem::Problem;

/// Shows a lead: what is known of it, and which message said it.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/leads/{lead_id}",
    tag = "leads",
    responses(
        (status = 200, description = "The lead.", body = LeadBody),
        (status = 404, description = "`lead_not_found`: the tenant has no lead with this id."),
    )
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    LeadPath(id): LeadPath,
) -> Result<Json<LeadBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let lead = leads::lookup(&mut tx, tenant, id).await?;
    Ok(Json(lead.ok_or_else(lead_not_found)?.into()))
}
