//! `POST /api/tenants/{tenant_id}/llm/check`

use std::time::Instant;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::{llm, tenants};
use utoipa::ToSchema;

use super::no_llm;
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// What came of trying a language model out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LlmCheck)]
pub(in crate::api) struct CheckBody {
    /// Whether it can be worked with.
    works: bool,
    /// What is wrong, in words; null: nothing.
    #[schema(required)]
    reason: Option<String>,
    /// How long it took, in milliseconds. What takes longer than customers are waited for, some five seconds, helps nobody.
    took_ms: u64,
}

/// Tries the tenant's language model out with a message of our own.
///
/// It costs what any question costs, and counts towards the budget; one that is switched off or left alone is tried as well.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/llm/check",
    tag = "conversations",
    responses(
        (status = 200, description = "What came of it.", body = CheckBody),
        (status = 404, description = "`llm_not_found`: the tenant has none."),
    )
)]
pub(in crate::api) async fn check(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<CheckBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let settings = llm::lookup_settings(&mut tx, tenant).await?;
    tx.commit().await?;
    let settings = settings.ok_or_else(no_llm)?;
    let began = Instant::now();
    let answer = api.advisor.try_out(tenant, &settings).await?;
    Ok(Json(CheckBody {
        works: answer.is_ok(),
        reason: answer.err().map(|silence| silence.to_string()),
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    }))
}
