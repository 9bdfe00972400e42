//! `POST /api/tenants/{tenant_id}/flows/{flow}/lint`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::tenants;
use utoipa::ToSchema;

use super::FindingBody;
use crate::api::Shared;
use crate::extract::{FlowPath, TenantPath};
use crate::flows::Document;
use crate::problem::Problem;

/// What is wrong with a flow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowLint)]
pub(in crate::api) struct LintBody {
    /// Whether it could be published.
    usable: bool,
    /// Errors first, then in the order of the document.
    findings: Vec<FindingBody>,
}

/// Says what is wrong with a flow, and what could be better; nothing is saved.
///
/// The body is the flow's document. What stands in the way of publishing names the step and the field, and says what to do.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/flows/{flow}/lint",
    tag = "flows",
    request_body(content = Object, description = "A flow; its schema is `GET /api/flow-schema`."),
    responses((status = 200, description = "What was found.", body = LintBody))
)]
pub(in crate::api) async fn lint(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    FlowPath(_): FlowPath,
    Document(flow): Document,
) -> Result<Json<LintBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    Ok(Json(LintBody {
        usable: flow.is_usable(),
        findings: FindingBody::all(flow.lint()),
    }))
}
