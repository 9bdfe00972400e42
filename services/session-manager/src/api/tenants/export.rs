//! `GET /api/tenants/{tenant_id}/export`

use axum::extract::State;
use axum::response::IntoResponse;

use crate::api::privacy::lines::{Lines, answer};
use crate::api::{Shared, whatsapp};
use crate::auth::Principal;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Exports all that is a tenant's, one JSON object a line: `{"kind", "data"}`.
///
/// First what it has set and who its people are: `tenant`, `user`, `privacy_settings`, `bot_settings`, `faq`, `crm`, `llm`,
/// `flow`, `flow_version`. Then everybody it has written with, as in the export of one contact. Secrets are not among it, and
/// the audit log is read by itself.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/export",
    tag = "privacy",
    responses((status = 200, description = "All that is the tenant's, one object a line.", content(
        (String = "application/x-ndjson"),
    )))
)]
pub(in crate::api) async fn export(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
) -> Result<impl IntoResponse, Problem> {
    whatsapp::note(&api, tenant, &principal, "tenant_exported").await?;
    let database = api.whatsapp.database.clone();
    Ok(answer(Lines::of_tenant(database, tenant)))
}
