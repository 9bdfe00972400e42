//! `GET /api/tenants/{tenant_id}/privacy`

use axum::Json;
use axum::extract::State;
use storage::{privacy, tenants};

use super::PrivacyBody;
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Shows how long the tenant keeps what customers wrote and sent.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/privacy",
    tag = "privacy",
    responses((status = 200, description = "How long.", body = PrivacyBody))
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<PrivacyBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let set = privacy::lookup(&mut tx, tenant).await?;
    Ok(Json(PrivacyBody::new(&api.privacy, set)))
}
