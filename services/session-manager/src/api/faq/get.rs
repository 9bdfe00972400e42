//! `GET /api/tenants/{tenant_id}/faq`

use axum::Json;
use axum::extract::State;
use storage::{llm, tenants};

use super::FaqBody;
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Shows what the tenant answers to what customers often ask.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/faq",
    tag = "conversations",
    responses((status = 200, description = "The FAQ; empty where nobody has written one.", body = FaqBody))
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<FaqBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let entries = llm::lookup_faq(&mut tx, tenant).await?;
    Ok(Json(FaqBody::new(entries)))
}
