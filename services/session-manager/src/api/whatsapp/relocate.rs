//! `POST /api/tenants/{tenant_id}/whatsapp/move`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use storage::nodes::NodeId;
use utoipa::ToSchema;

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// Where to move the session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Relocation {
    /// The node; left out: the one with the most room.
    node_id: Option<i64>,
    /// Say that the node that holds it is down for certain, where both share their storage.
    #[serde(default)]
    force: bool,
}

/// Where the session is now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Relocated)]
pub(in crate::api) struct RelocationBody {
    /// Always true.
    success: bool,
    node_id: i64,
    /// Whether the phone has to be linked again.
    needs_scan: bool,
}

/// Moves the session to another WAHA node.
///
/// The phone has to be linked again, unless the nodes share their storage.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/whatsapp/move",
    tag = "whatsapp",
    request_body = Relocation,
    responses(
        (status = 200, description = "It has moved.", body = RelocationBody),
        (status = 404, description = "`session_not_found`: the tenant has no session.\n`node_not_found`: there is no such node, or it is being drained."),
        (status = 409, description = "`same_node`: it is there already.\n`no_capacity`: no node has room.\n`node_unreachable`: the node that holds it does not answer, and shares its storage."),
    )
)]
pub(in crate::api) async fn relocate(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(relocation): extract::Json<Relocation>,
) -> Result<Json<RelocationBody>, Problem> {
    super::note(&api, tenant, &principal, "whatsapp_moved").await?;
    let to = relocation.node_id.map(NodeId::new);
    let by = super::by(&principal);
    let moved = api
        .whatsapp
        .relocate(tenant, to, relocation.force, &by)
        .await?;
    Ok(Json(RelocationBody {
        success: true,
        node_id: moved.node.get(),
        needs_scan: moved.needs_scan,
    }))
}
