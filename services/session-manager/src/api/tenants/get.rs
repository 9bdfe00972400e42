//! `GET /api/tenants/{tenant_id}`

use axum::Json;
use axum::extract::State;
use storage::tenants;

use super::TenantBody;
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Shows one tenant.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}",
    tag = "tenants",
    responses((status = 200, description = "The tenant.", body = TenantBody))
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<TenantBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    let tenant = tenants::lookup(&mut tx, tenant).await?;
    tenant
        .map(|tenant| Json(tenant.into()))
        .ok_or_else(Problem::tenant_not_found)
}
