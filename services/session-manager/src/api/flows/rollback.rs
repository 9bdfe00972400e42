//! `POST /api/tenants/{tenant_id}/flows/{flow}/rollback`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use storage::{audit, flows, tenants};
use utoipa::ToSchema;

use super::{FindingBody, PublishedBody, by, flow_not_found, note, version_not_found};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, FlowPath, TenantPath};
use crate::flows::{Wish, publish as publish_document};
use crate::problem::Problem;

/// What is to be brought back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FlowRollback)]
pub(in crate::api) struct RollbackBody {
    /// The version.
    version: i32,
    /// Why, for colleagues: at most 500 characters.
    note: Option<String>,
}

/// Publishes an earlier version again, under a new number. The draft stays as it is.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/flows/{flow}/rollback",
    tag = "flows",
    request_body = RollbackBody,
    responses(
        (status = 200, description = "It is published; the version that is in use already is not published again.", body = PublishedBody),
        (status = 404, description = "`flow_not_found`: the tenant has no flow of this name. `version_not_found`: the flow has no version of this number."),
        (status = 422, description = "`flow_has_errors`: by what is known today the version has errors; `errors` names each. `flow_unreadable`: it cannot be read any more."),
    )
)]
pub(in crate::api) async fn rollback(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    FlowPath(name): FlowPath,
    extract::Json(body): extract::Json<RollbackBody>,
) -> Result<Json<PublishedBody>, Problem> {
    let note = note(body.note.as_deref())?;
    let actor = principal.actor();
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let draft = flows::lookup_draft(&mut tx, tenant, &name).await?;
    let draft = draft.ok_or_else(flow_not_found)?;
    let earlier = flows::lookup_version(&mut tx, tenant, &name, body.version).await?;
    let (_, document) = earlier.ok_or_else(version_not_found)?;
    let wish = Wish {
        document,
        before: draft.version,
        note,
        restores: Some(body.version),
        by: by(&actor),
    };
    let (version, findings) = publish_document(&mut tx, tenant, &name, wish).await?;
    if Some(version.version) != draft.version {
        let detail = format!(
            "flow:{name} version:{} restores:{}",
            version.version, body.version
        );
        let action = "flow_rolled_back";
        audit::add(&mut tx, tenant.into(), &actor, action, Some(&detail)).await?;
    }
    tx.commit().await?;
    Ok(Json(PublishedBody {
        version: version.into(),
        findings: FindingBody::all(findings),
    }))
}
