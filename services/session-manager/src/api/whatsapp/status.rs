//! `GET /api/tenants/{tenant_id}/whatsapp/status`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use waha::SessionStatus;

use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;
use crate::whatsapp::Status;

/// Whether WhatsApp is connected. Absent fields have nothing to say in this state.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Status)]
pub(in crate::api) struct StatusBody {
    connected: bool,
    /// WAHA's word for it: an open set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<String>,
    /// Digits; absent for moments after the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<String>,
    /// Its name in WAHA.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    session: Option<String>,
    /// What the tenant's person can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    message: Option<&'static str>,
}

/// Asks WAHA how the tenant's session is at this moment.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/whatsapp/status",
    tag = "whatsapp",
    responses(
        (status = 200, description = "What WAHA says.", body = StatusBody),
        (status = 502, description = "`waha_refused`: WAHA refused; `detail` has its reason."),
        (status = 503, description = "`waha_unavailable`, `waha_busy`: WAHA does not answer, or is busy."),
    )
)]
pub(in crate::api) async fn status(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<StatusBody>, Problem> {
    let status = api.whatsapp.status(tenant).await?;
    Ok(Json(status.into()))
}

impl From<Status> for StatusBody {
    fn from(status: Status) -> Self {
        let not_connected = |message| Self {
            message: Some(message),
            ..Self::default()
        };
        match status {
            Status::NotConfigured => not_connected("WhatsApp not configured"),
            Status::NotFound => not_connected("Session not found"),
            Status::Working { session, phone } => Self {
                connected: true,
                status: Some(SessionStatus::Working.to_string()),
                phone,
                session: Some(session),
                message: None,
            },
            Status::Other(status) => Self {
                message: Some(advice(&status)),
                status: Some(status.to_string()),
                ..Self::default()
            },
        }
    }
}

/// What the tenant's person can do about it.
fn advice(status: &SessionStatus) -> &'static str {
    match status {
        SessionStatus::ScanQrCode => "Scan QR code to connect",
        SessionStatus::Starting => "Connecting to WhatsApp",
        SessionStatus::Stopped => "WhatsApp is stopped, connect again",
        SessionStatus::Failed => "The link to WhatsApp was lost, connect again",
        SessionStatus::PasskeyRequired | SessionStatus::PasskeyConfirmationRequired => {
            "WhatsApp asks for a passkey, remove it on the phone and connect again"
        }
        _ => "WhatsApp is not connected",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn body(status: Status) -> Value {
        serde_json::to_value(StatusBody::from(status)).unwrap()
    }

    #[test]
    fn the_bodies_are_those_of_the_contract() {
        assert_eq!(
            body(Status::NotConfigured),
            json!({"connected": false, "message": "WhatsApp not configured"})
        );
        assert_eq!(
            body(Status::NotFound),
            json!({"connected": false, "message": "Session not found"})
        );
        let working = Status::Working {
            session: "tenant_5".to_owned(),
            phone: Some("971501234567".to_owned()),
        };
        assert_eq!(
            body(working),
            json!({
                "connected": true,
                "status": "WORKING",
                "phone": "971501234567",
                "session": "tenant_5",
            })
        );
        assert_eq!(
            body(Status::Other(SessionStatus::ScanQrCode)),
            json!({
                "connected": false,
                "status": "SCAN_QR_CODE",
                "message": "Scan QR code to connect",
            })
        );
    }

    #[test]
    fn an_unknown_status_is_shown_as_it_is() {
        let body = body(Status::Other("NEW_IN_2027".into()));
        assert_eq!(body["status"], "NEW_IN_2027");
        assert_eq!(body["connected"], false);
    }
}
