//! `POST /api/tenants/{tenant_id}/whatsapp/disconnect`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::TenantPath;
use crate::problem::Problem;
use crate::whatsapp::Disconnected;

/// There is no session, or none any more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Disconnected)]
pub(in crate::api) struct DisconnectBody {
    /// Always true.
    success: bool,
    /// For people.
    message: &'static str,
}

/// Unlinks the phone and removes the session.
///
/// Conversations and leads stay. What is interrupted is finished by the service.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/whatsapp/disconnect",
    tag = "whatsapp",
    responses(
        (status = 200, description = "There is no session.", body = DisconnectBody),
        (status = 409, description = "`tenant_disabled`: the tenant is suspended, and its session stays linked."),
        (status = 502, description = "`waha_refused`: WAHA refused; `detail` has its reason."),
        (status = 503, description = "`waha_unavailable`, `waha_busy`: WAHA does not answer, or is busy."),
    )
)]
pub(in crate::api) async fn disconnect(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
) -> Result<Json<DisconnectBody>, Problem> {
    super::note(&api, tenant, &principal, "whatsapp_disconnect").await?;
    let disconnected = api
        .whatsapp
        .disconnect(tenant, &super::by(&principal))
        .await?;
    Ok(Json(disconnected.into()))
}

impl From<Disconnected> for DisconnectBody {
    fn from(disconnected: Disconnected) -> Self {
        Self {
            success: true,
            message: match disconnected {
                Disconnected::Now => "WhatsApp disconnected",
                Disconnected::Already => "Already disconnected",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_bodies_are_those_of_the_contract() {
        let body = |disconnected| serde_json::to_value(DisconnectBody::from(disconnected)).unwrap();
        assert_eq!(
            body(Disconnected::Now),
            json!({"success": true, "message": "WhatsApp disconnected"})
        );
        assert_eq!(
            body(Disconnected::Already),
            json!({"success": true, "message": "Already disconnected"})
        );
    }
}
