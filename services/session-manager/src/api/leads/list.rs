//! `GET /api/tenants/{tenant_id}/leads?stage&score&language&assigned_to&unassigned&conversation_id&search&before&limit`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use storage::leads::{self, LeadId, Place};
use storage::tenants;
use utoipa::{IntoParams, ToSchema};

use super::LeadBody;
use super::filter::Asked;
use crate::api::Shared;
use crate::api::page::{Limit, place, written};
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// Which leads are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct LeadsQuery {
    /// One stage, or several with commas between.
    stage: Option<String>,
    /// How good: `hot`, `warm` or `cold`.
    score: Option<String>,
    /// In which language: `fa`, `ar`, `en` or `ru`.
    language: Option<String>,
    /// The id of the user who works on them.
    assigned_to: Option<i64>,
    /// `true`: only those on which nobody works. Not together with `assigned_to`.
    #[serde(default)]
    unassigned: bool,
    /// The id of a conversation: the lead of its customer.
    conversation_id: Option<i64>,
    /// Only those whose name, number or wish contains this.
    search: Option<String>,
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// A page's `next_before`: what follows it.
    before: Option<String>,
}

/// A page of leads.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadPage)]
pub(in crate::api) struct LeadsBody {
    leads: Vec<LeadBody>,
    /// What to ask for as `before` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<String>,
}

/// Lists the tenant's leads, the last changed first.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/leads",
    tag = "leads",
    params(LeadsQuery),
    responses((status = 200, description = "The leads.", body = LeadsBody))
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<LeadsQuery>,
) -> Result<Json<LeadsBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let asked = Asked {
        stage: query.stage.as_deref(),
        score: query.score.as_deref(),
        language: query.language.as_deref(),
        assigned_to: query.assigned_to,
        unassigned: query.unassigned,
        conversation_id: query.conversation_id,
        search: query.search.as_deref(),
    };
    let filter = asked.filter()?;
    let before = query.before.as_deref();
    let before = before.map(|text| place("before", text)).transpose()?;
    let before = before.map(|(updated_at, id)| Place {
        updated_at,
        id: LeadId::new(id),
    });
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let mut found = leads::list(&mut tx, tenant, &filter, before, limit.to_read()).await?;
    let has_more = found.len() > limit.get();
    found.truncate(limit.get());
    let next = found.last().filter(|_| has_more);
    let next_before = next.map(|last| written(last.updated_at, last.id.get()));
    Ok(Json(LeadsBody {
        leads: found.into_iter().map(LeadBody::from).collect(),
        next_before,
    }))
}
