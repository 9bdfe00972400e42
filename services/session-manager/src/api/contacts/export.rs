//! `GET /api/tenants/{tenant_id}/contacts/{contact_id}/export`

use axum::extract::State;
use axum::response::IntoResponse;
use storage::{audit, privacy, tenants};

use super::contact_not_found;
use crate::api::Shared;
use crate::api::privacy::lines::{Lines, answer};
use crate::auth::Principal;
use crate::extract::{ContactPath, TenantPath};
use crate::problem::Problem;

/// Exports what is known of a person, one JSON object a line: `{"kind", "data"}`.
///
/// Kinds: `contact`, `address`, `merge` (another contact that turned out to be them), `lead`, `lead_change`, `crm_delivery`,
/// `conversation`, `message` (with its `changes` and its `media`, whose `path` answers the file), `said` (what was sent, or
/// was to be sent, through us). An open set, and so are the fields.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/contacts/{contact_id}/export",
    tag = "privacy",
    responses(
        (status = 200, description = "What is known, one object a line.", content(
            (String = "application/x-ndjson"),
        )),
        (status = 404, description = "`contact_not_found`: the tenant has no contact with this id."),
    )
)]
pub(in crate::api) async fn export(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ContactPath(contact): ContactPath,
) -> Result<impl IntoResponse, Problem> {
    let database = api.whatsapp.database.clone();
    let mut tx = database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    if !privacy::is_known(&mut tx, tenant, contact).await? {
        return Err(contact_not_found());
    }
    let detail = format!("contact:{}", contact.get());
    let actor = principal.actor();
    audit::add(
        &mut tx,
        tenant.into(),
        &actor,
        "contact_exported",
        Some(&detail),
    )
    .await?;
    tx.commit().await?;
    Ok(answer(Lines::of_contact(database, tenant, contact)))
}
