//! `DELETE /api/tenants/{tenant_id}`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{Shared, whatsapp};
use crate::auth::Principal;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// A deletion that has begun.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Deletion)]
pub(in crate::api) struct DeletionBody {
    /// Always true.
    deleting: bool,
}

/// Deletes a tenant with all that is theirs: users, conversations, leads.
///
/// It is served no longer from now on, and is gone once its phone is unlinked.
#[utoipa::path(
    delete,
    path = "/api/tenants/{tenant_id}",
    tag = "tenants",
    responses((status = 202, description = "It has begun.", body = DeletionBody))
)]
pub(in crate::api) async fn remove(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
) -> Result<(StatusCode, Json<DeletionBody>), Problem> {
    whatsapp::note(&api, tenant, &principal, "tenant_deleted").await?;
    api.whatsapp.begin_deletion(tenant).await?;
    let body = DeletionBody { deleting: true };
    Ok((StatusCode::ACCEPTED, Json(body)))
}
