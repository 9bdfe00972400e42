//! `POST /api/tenants/{tenant_id}/whatsapp/rotate-key`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// A rotation that has begun.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeyRotated)]
pub(in crate::api) struct RotationBody {
    /// The version that the session is being given.
    key_version: u32,
}

/// Gives the session another webhook key.
///
/// The former one is accepted until the session has had the new one for three hours.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/whatsapp/rotate-key",
    tag = "whatsapp",
    responses(
        (status = 202, description = "It has begun.", body = RotationBody),
        (status = 404, description = "`session_not_found`: the tenant has no session."),
        (status = 409, description = "`rotation_pending`: the session still waits for its present key."),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn rotate_key(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
) -> Result<(StatusCode, Json<RotationBody>), Problem> {
    super::note(&api, tenant, &principal, "webhook_key_rotated").await?;
    let by = super::by(&principal);
    let key_version = api.whatsapp.rotate_key(tenant, &by).await?;
    Ok((StatusCode::ACCEPTED, Json(RotationBody { key_version })))
}
