//! `POST /api/webhook-keys/rotate`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use storage::{Realm, audit};
use utoipa::ToSchema;

use crate::api::Shared;
use crate::api::whatsapp::by;
use crate::auth::Principal;
use crate::problem::Problem;

/// A rotation that has begun.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeysRotated)]
pub(in crate::api) struct RotationBody {
    /// How many sessions are being given another key. Those that still waited for one keep waiting.
    sessions: usize,
}

/// Gives every session another webhook key, one session after another.
#[utoipa::path(
    post,
    path = "/api/webhook-keys/rotate",
    tag = "fleet",
    responses(
        (status = 202, description = "It has begun.", body = RotationBody),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn rotate(
    State(api): Shared,
    principal: Principal,
) -> Result<(StatusCode, Json<RotationBody>), Problem> {
    let realm = Realm::Operators;
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "webhook_keys_rotated", None).await?;
    tx.commit().await?;
    let sessions = api.whatsapp.rotate_all_keys(&by(&principal)).await?;
    Ok((StatusCode::ACCEPTED, Json(RotationBody { sessions })))
}
