//! `GET /api/tenants/{tenant_id}/leads/stages?score&language&assigned_to&unassigned&conversation_id&search`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use storage::leads::{self, Stage};
use storage::tenants;
use utoipa::{IntoParams, ToSchema};

use super::filter::Asked;
use crate::api::Shared;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// Which leads are counted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct StagesQuery {
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
}

/// How many leads are in each stage.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadStages)]
pub(in crate::api) struct StagesBody {
    /// All stages, in the order in which they follow each other.
    stages: Vec<StageBody>,
}

/// How many leads are in a stage.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadStage)]
pub(in crate::api) struct StageBody {
    stage: &'static str,
    leads: i64,
}

impl From<(Stage, i64)> for StageBody {
    fn from((stage, leads): (Stage, i64)) -> Self {
        Self {
            stage: stage.as_str(),
            leads,
        }
    }
}

/// Counts the tenant's leads by stage.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/leads/stages",
    tag = "leads",
    params(StagesQuery),
    responses((status = 200, description = "All stages, also those without leads.", body = StagesBody))
)]
pub(in crate::api) async fn stages(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<StagesQuery>,
) -> Result<Json<StagesBody>, Problem> {
    let asked = Asked {
        stage: None,
        score: query.score.as_deref(),
        language: query.language.as_deref(),
        assigned_to: query.assigned_to,
        unassigned: query.unassigned,
        conversation_id: query.conversation_id,
        search: query.search.as_deref(),
    };
    let filter = asked.filter()?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let counted = leads::count_by_stage(&mut tx, tenant, &filter).await?;
    Ok(Json(StagesBody {
        stages: counted.map(StageBody::from).into(),
    }))
}
