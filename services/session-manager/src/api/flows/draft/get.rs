//! `GET /api/tenants/{tenant_id}/flows/{flow}/draft`

use axum::Json;
use axum::extract::State;
use storage::{flows, tenants};

use super::DraftBody;
use crate::api::Shared;
use crate::api::flows::flow_not_found;
use crate::extract::{FlowPath, TenantPath};
use crate::problem::Problem;

/// Shows a flow as it is being written, with what is wrong with it.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/flows/{flow}/draft",
    tag = "flows",
    responses(
        (status = 200, description = "The draft.", body = DraftBody),
        (status = 404, description = "`flow_not_found`: the tenant has no flow of this name."),
    )
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    FlowPath(flow): FlowPath,
) -> Result<Json<DraftBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let draft = flows::lookup_draft(&mut tx, tenant, &flow).await?;
    let draft = draft.ok_or_else(flow_not_found)?;
    Ok(Json(DraftBody::new(flow, draft)))
}
