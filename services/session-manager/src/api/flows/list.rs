//! `GET /api/tenants/{tenant_id}/flows`

use axum::Json;
use axum::extract::State;
use flow::templates;
use serde::Serialize;
use storage::flows::{self, Summary};
use storage::tenants;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// A flow of a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Flow)]
pub(in crate::api) struct FlowBody {
    /// What it is called by programs.
    flow: String,
    /// The draft's revision, higher with each change.
    revision: i64,
    /// Who changed the draft last.
    draft_by: String,
    #[serde(with = "time::serde::rfc3339")]
    draft_at: OffsetDateTime,
    /// The version that new conversations begin with; null while none is published.
    #[schema(required)]
    version: Option<i32>,
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    published_at: Option<OffsetDateTime>,
}

/// The flows of a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowList)]
pub(in crate::api) struct FlowsBody {
    flows: Vec<FlowBody>,
    /// The template that holds the conversations for which no flow is published.
    template: &'static str,
}

impl From<Summary> for FlowBody {
    fn from(flow: Summary) -> Self {
        Self {
            flow: flow.flow,
            revision: flow.revision,
            draft_by: flow.draft_by,
            draft_at: flow.draft_at,
            version: flow.version,
            published_at: flow.published_at,
        }
    }
}

/// Lists the tenant's flows.
///
/// A conversation begins with the published flow one of whose triggers the customer's first message has, else with the
/// one without triggers; of several the one that was published last.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/flows",
    tag = "flows",
    responses((status = 200, description = "The flows.", body = FlowsBody))
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<FlowsBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let found = flows::list(&mut tx, tenant).await?;
    Ok(Json(FlowsBody {
        flows: found.into_iter().map(FlowBody::from).collect(),
        template: templates::DEFAULT,
    }))
}
