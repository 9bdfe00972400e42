//! `POST /api/tenants/{tenant_id}/whatsapp/connect`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use service_runtime::clock;
use utoipa::ToSchema;

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::TenantPath;
use crate::problem::Problem;
use crate::whatsapp::Connected;

/// A session that is there and runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Connected)]
pub(in crate::api) struct ConnectBody {
    /// Always true.
    success: bool,
    /// Where the QR code can be seen for a while, also by an `<img>`; null when no scan is needed.
    #[schema(required)]
    qr_url: Option<String>,
    /// Its name in WAHA.
    session: String,
    /// For people.
    message: &'static str,
}

/// Makes and starts the tenant's session, or adopts the one that is there.
///
/// It can be repeated without harm, and two at once make one session.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/whatsapp/connect",
    tag = "whatsapp",
    responses(
        (status = 200, description = "It runs.", body = ConnectBody),
        (status = 409, description = "`tenant_disabled`: the tenant is suspended.\n`tenant_deleting`: the tenant is being deleted.\n`no_capacity`: no WAHA node has room for another session.\n`session_taken`: the session's name belongs to another tenant."),
        (status = 502, description = "`waha_refused`: WAHA refused; `detail` has its reason."),
        (status = 503, description = "`waha_unavailable`, `waha_busy`: WAHA does not answer, or is busy.\n`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn connect(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
) -> Result<Json<ConnectBody>, Problem> {
    super::note(&api, tenant, &principal, "whatsapp_connect").await?;
    let connected = api.whatsapp.connect(tenant, &super::by(&principal)).await?;
    let qr_url = api.qr_links.url(tenant, clock::now());
    Ok(Json(ConnectBody::new(connected, qr_url)))
}

impl ConnectBody {
    fn new(connected: Connected, qr_url: String) -> Self {
        let (qr_url, message) = if connected.linked {
            (None, "WhatsApp is already connected")
        } else {
            (Some(qr_url), "Scan QR code with your WhatsApp to connect")
        };
        Self {
            success: true,
            qr_url,
            session: connected.session.into(),
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn body(linked: bool) -> Value {
        let session = "tenant_5".parse().unwrap();
        let connected = Connected { session, linked };
        serde_json::to_value(ConnectBody::new(connected, "/qr".to_owned())).unwrap()
    }

    #[test]
    fn the_bodies_are_those_of_the_contract() {
        assert_eq!(
            body(false),
            json!({
                "success": true,
                "qr_url": "/qr",
                "session": "tenant_5",
                "message": "Scan QR code with your WhatsApp to connect",
            })
        );
        assert_eq!(
            body(true),
            json!({
                "success": true,
                "qr_url": null,
                "session": "tenant_5",
                "message": "WhatsApp is already connected",
            })
        );
    }
}
