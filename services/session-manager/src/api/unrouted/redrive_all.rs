//! `POST /api/unrouted/redrive`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::{Realm, audit};
use utoipa::ToSchema;

use crate::api::Shared;
use crate::auth::Principal;
use crate::problem::Problem;

/// What was sent on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AllRedriven)]
pub(in crate::api) struct RedrivenBody {
    /// How many have been sent on.
    redriven: u64,
    /// How many are left: their reason is not gone.
    remaining: u64,
}

/// Sends on everything that has a tenant by now, which also happens by itself.
#[utoipa::path(
    post,
    path = "/api/unrouted/redrive",
    tag = "undelivered",
    responses(
        (status = 200, description = "Sent on.", body = RedrivenBody),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn redrive_all(
    State(api): Shared,
    principal: Principal,
) -> Result<Json<RedrivenBody>, Problem> {
    let realm = Realm::Operators;
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "unrouted_redriven", Some("all")).await?;
    tx.commit().await?;
    let (redriven, remaining) = api.redriver.redrive_all().await?;
    Ok(Json(RedrivenBody {
        redriven,
        remaining,
    }))
}
