//! `POST /api/tenants/{tenant_id}/flows/{flow}/publish`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use storage::{audit, flows, tenants};
use utoipa::ToSchema;

use super::{FindingBody, PublishedBody, by, draft_changed, flow_not_found, note};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, FlowPath, TenantPath};
use crate::flows::{Wish, publish as publish_document};
use crate::problem::Problem;

/// What is to be published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FlowToPublish)]
pub(in crate::api) struct PublishBody {
    /// The draft's revision, so that what is published is what was read.
    revision: i64,
    /// What is different, for colleagues: at most 500 characters.
    note: Option<String>,
}

/// Publishes the draft as a new version: conversations that begin from now on begin with it.
///
/// Those that are under way keep the version that they began with. A flow with errors is not published; `errors` names the
/// step and the field of each, and says what to do.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/flows/{flow}/publish",
    tag = "flows",
    request_body = PublishBody,
    responses(
        (status = 200, description = "It is published; what was published already is not published again.", body = PublishedBody),
        (status = 404, description = "`flow_not_found`: the tenant has no flow of this name."),
        (status = 409, description = "`draft_changed`: somebody else has changed the draft since."),
        (status = 422, description = "`flow_has_errors`: the linter found errors; `errors` names each. `flow_unreadable`: the draft cannot be read any more."),
    )
)]
pub(in crate::api) async fn publish(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    FlowPath(name): FlowPath,
    extract::Json(body): extract::Json<PublishBody>,
) -> Result<Json<PublishedBody>, Problem> {
    let note = note(body.note.as_deref())?;
    let actor = principal.actor();
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    // Two who publish at once do so one after the other.
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let draft = flows::lookup_draft(&mut tx, tenant, &name).await?;
    let draft = draft.ok_or_else(flow_not_found)?;
    if draft.revision != body.revision {
        return Err(draft_changed());
    }
    let wish = Wish {
        document: draft.document,
        before: draft.version,
        note,
        restores: None,
        by: by(&actor),
    };
    let (version, findings) = publish_document(&mut tx, tenant, &name, wish).await?;
    if Some(version.version) != draft.version {
        let detail = format!("flow:{name} version:{}", version.version);
        let action = "flow_published";
        audit::add(&mut tx, tenant.into(), &actor, action, Some(&detail)).await?;
    }
    tx.commit().await?;
    Ok(Json(PublishedBody {
        version: version.into(),
        findings: FindingBody::all(findings),
    }))
}
