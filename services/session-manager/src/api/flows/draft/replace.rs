//! `PUT /api/tenants/{tenant_id}/flows/{flow}/draft?revision`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use storage::flows::{self, Saved};
use storage::{audit, tenants};
use utoipa::IntoParams;

use super::DraftBody;
use crate::api::Shared;
use crate::api::flows::{by, draft_changed, flow_not_found};
use crate::auth::Principal;
use crate::extract::{FlowPath, Query, TenantPath};
use crate::flows::{Document, document_of};
use crate::problem::Problem;

/// The most flows that a tenant has.
const MOST_FLOWS: i64 = 20;

/// What is known of the draft that is replaced.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct DraftQuery {
    /// The revision that the new one was made from, 0 where there was none: nothing is saved when somebody else has
    /// changed it since. Left out: whatever is there is replaced.
    revision: Option<i64>,
}

/// Saves a flow as it is being written: a new one, another's export, or a change.
///
/// The body is the flow's document, of at most 128 KiB; what cannot be read is refused with its field and its line. What
/// can be read is saved, also with findings. Its `id` is the flow of the path; its `version` is given to it. Customers do
/// not meet it before it is published.
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/flows/{flow}/draft",
    tag = "flows",
    params(DraftQuery),
    request_body(content = Object, description = "A flow; its schema is `GET /api/flow-schema`."),
    responses(
        (status = 200, description = "The draft, as it is now.", body = DraftBody),
        (status = 409, description = "`draft_changed`: somebody else has changed the draft since. `too_many_flows`: the tenant has as many flows as it may have."),
    )
)]
pub(in crate::api) async fn replace(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    FlowPath(name): FlowPath,
    Query(query): Query<DraftQuery>,
    Document(mut flow): Document,
) -> Result<Json<DraftBody>, Problem> {
    if flow.id != name {
        let message = format!("must be `{name}`, as in the path");
        return Err(Problem::field("id", message));
    }
    let actor = principal.actor();
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    // Two who change it at once do so one after the other, and neither while the tenant goes.
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let before = flows::lookup_draft(&mut tx, tenant, &name).await?;
    let published = before.and_then(|draft| draft.version).unwrap_or(0);
    flow.version = published.unsigned_abs().saturating_add(1);
    let document = document_of(&flow);
    let (seen, by) = (query.revision, by(&actor));
    let saved = flows::save_draft(&mut tx, tenant, &name, &document, seen, by, MOST_FLOWS).await?;
    let revision = match saved {
        Saved::As(revision) => revision,
        Saved::Overtaken => return Err(draft_changed()),
        Saved::TooMany => {
            let detail = format!("A tenant has at most {MOST_FLOWS} flows.");
            return Err(Problem::new(StatusCode::CONFLICT, "too_many_flows", detail));
        }
    };
    let detail = format!("flow:{name} revision:{revision}");
    let action = "flow_draft_saved";
    audit::add(&mut tx, tenant.into(), &actor, action, Some(&detail)).await?;
    let draft = flows::lookup_draft(&mut tx, tenant, &name).await?;
    let draft = draft.ok_or_else(flow_not_found)?;
    tx.commit().await?;
    Ok(Json(DraftBody::new(name, draft)))
}
