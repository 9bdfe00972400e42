//! `GET /api/webhook-keys`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::tenants;
use utoipa::ToSchema;

use crate::api::Shared;
use crate::problem::Problem;

/// How far the present webhook keys have got.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookKeys)]
pub(in crate::api) struct KeysBody {
    /// How many sessions there are.
    sessions: i64,
    /// How many of them have the key that they are to have.
    rolled_out: i64,
    /// How many still wait for it.
    pending: i64,
}

/// Tells how far a rotation of the webhook keys has got.
#[utoipa::path(
    get,
    path = "/api/webhook-keys",
    tag = "fleet",
    responses((status = 200, description = "How far they have got.", body = KeysBody))
)]
pub(in crate::api) async fn show(State(api): Shared) -> Result<Json<KeysBody>, Problem> {
    let mut tx = api.whatsapp.database.begin_for(&[]).await?;
    let (sessions, pending) = tenants::count_keys(&mut tx).await?;
    Ok(Json(KeysBody {
        sessions,
        rolled_out: sessions - pending,
        pending,
    }))
}
