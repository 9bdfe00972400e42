//! `DELETE /api/tenants/{tenant_id}/contacts/{contact_id}`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use service_runtime::clock;
use storage::{audit, privacy, tenants};
use utoipa::ToSchema;

use super::contact_not_found;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{ContactPath, TenantPath};
use crate::problem::Problem;

/// An erasure that has begun.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Erasing)]
pub(in crate::api) struct ErasingBody {
    /// Always true.
    erasing: bool,
}

/// Erases a person: everything that is known of them. It cannot be undone.
///
/// Their addresses, conversation, messages, lead and replies are gone with the answer; files and what was on its way follow
/// within minutes, and their addresses are forgotten last. It can be asked again. What stays: the audit log's entry, with the
/// contact's id, and counts. What they write later makes a new contact. Their chat on the phone and in WAHA is the tenant's
/// to delete.
#[utoipa::path(
    delete,
    path = "/api/tenants/{tenant_id}/contacts/{contact_id}",
    tag = "privacy",
    responses(
        (status = 202, description = "It has begun.", body = ErasingBody),
        (status = 404, description = "`contact_not_found`: the tenant has no contact with this id, or has it no longer."),
    )
)]
pub(in crate::api) async fn erase(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ContactPath(contact): ContactPath,
) -> Result<(StatusCode, Json<ErasingBody>), Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let now = clock::now();
    let settled_at = now + api.privacy.settle;
    if !privacy::erase(&mut tx, tenant, contact, now, settled_at).await? {
        return Err(contact_not_found());
    }
    let detail = format!("contact:{}", contact.get());
    let actor = principal.actor();
    audit::add(
        &mut tx,
        tenant.into(),
        &actor,
        "contact_erased",
        Some(&detail),
    )
    .await?;
    tx.commit().await?;
    api.cleaner.wake();
    Ok((StatusCode::ACCEPTED, Json(ErasingBody { erasing: true })))
}
