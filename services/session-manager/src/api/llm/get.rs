//! `GET /api/tenants/{tenant_id}/llm`

use axum::Json;
use axum::extract::State;
use service_runtime::clock;
use storage::{llm, tenants};

use super::{LlmBody, no_llm};
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Shows the tenant's language model, how it is with it, and what it was asked today.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/llm",
    tag = "conversations",
    responses(
        (status = 200, description = "The model.", body = LlmBody),
        (status = 404, description = "`llm_not_found`: the tenant has none."),
    )
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<LlmBody>, Problem> {
    let now = clock::now();
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let settings = llm::lookup_settings(&mut tx, tenant).await?;
    let settings = settings.ok_or_else(no_llm)?;
    let meter = llm::lookup_meter(&mut tx, tenant, now).await?;
    let cost = api.advisor.usual_cost(tenant, &settings);
    Ok(Json(LlmBody::new(settings, meter, cost, now)))
}
