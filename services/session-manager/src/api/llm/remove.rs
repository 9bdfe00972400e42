//! `DELETE /api/tenants/{tenant_id}/llm`

use axum::extract::State;
use axum::http::StatusCode;
use storage::{audit, llm, tenants};

use super::no_llm;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Forgets the tenant's language model, its key, and what it made of messages.
#[utoipa::path(
    delete,
    path = "/api/tenants/{tenant_id}/llm",
    tag = "conversations",
    responses(
        (status = 204, description = "It is asked nothing more."),
        (status = 404, description = "`llm_not_found`: the tenant has none."),
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
    if !llm::remove(&mut tx, tenant).await? {
        return Err(no_llm());
    }
    let actor = principal.actor();
    audit::add(&mut tx, tenant.into(), &actor, "llm_removed", None).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
