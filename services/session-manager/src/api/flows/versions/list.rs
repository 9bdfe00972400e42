//! `GET /api/tenants/{tenant_id}/flows/{flow}/versions?before&limit`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use storage::{flows, tenants};
use utoipa::{IntoParams, ToSchema};

use crate::api::Shared;
use crate::api::flows::{VersionBody, flow_not_found};
use crate::api::page::Limit;
use crate::extract::{FlowPath, Query, TenantPath};
use crate::problem::Problem;

/// Which versions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct VersionsQuery {
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// A page's `next_before`: what follows it.
    before: Option<i32>,
}

/// A page of versions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowVersionPage)]
pub(in crate::api) struct VersionsBody {
    versions: Vec<VersionBody>,
    /// What to ask for as `before` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<i64>,
}

/// Lists what was published of a flow, newest first.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/flows/{flow}/versions",
    tag = "flows",
    params(VersionsQuery),
    responses(
        (status = 200, description = "The versions.", body = VersionsBody),
        (status = 404, description = "`flow_not_found`: the tenant has no flow of this name."),
    )
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    FlowPath(flow): FlowPath,
    Query(query): Query<VersionsQuery>,
) -> Result<Json<VersionsBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    if flows::lookup_draft(&mut tx, tenant, &flow).await?.is_none() {
        return Err(flow_not_found());
    }
    let (before, to_read) = (query.before, limit.to_read());
    let mut found = flows::list_versions(&mut tx, tenant, &flow, before, to_read).await?;
    let next_before = limit.cut(&mut found, |version| version.version.into());
    Ok(Json(VersionsBody {
        versions: found.into_iter().map(VersionBody::from).collect(),
        next_before,
    }))
}
