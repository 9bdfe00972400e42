//! `GET /api/tenants/{tenant_id}/flows/{flow}/versions/{version}`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use storage::{flows, tenants};
use utoipa::ToSchema;

use crate::api::Shared;
use crate::api::flows::{VersionBody, version_not_found};
use crate::extract::{FlowPath, TenantPath, VersionPath};
use crate::problem::Problem;

/// A version with its document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowVersionWithDocument)]
pub(in crate::api) struct VersionWithDocument {
    version: VersionBody,
    /// The flow, as its export: it can be saved as a draft elsewhere. Its schema is `GET /api/flow-schema`.
    #[schema(value_type = Object)]
    document: Value,
}

/// Shows a version with its document, which is its export.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/flows/{flow}/versions/{version}",
    tag = "flows",
    responses(
        (status = 200, description = "The version.", body = VersionWithDocument),
        (status = 404, description = "`version_not_found`: the tenant has no such flow, or the flow no version of this number."),
    )
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    FlowPath(flow): FlowPath,
    VersionPath(version): VersionPath,
) -> Result<Json<VersionWithDocument>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let found = flows::lookup_version(&mut tx, tenant, &flow, version).await?;
    let (version, document) = found.ok_or_else(version_not_found)?;
    Ok(Json(VersionWithDocument {
        version: version.into(),
        document,
    }))
}
