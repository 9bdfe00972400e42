//! `GET /api/tenants/{tenant_id}/whatsapp/session`

use axum::Json;
use axum::extract::State;
use domain::{SessionStatus, TenantId};
use serde::Serialize;
use storage::sessions::{self, Session, Wanted};
use storage::{messages, session_watches, tenants};
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::api::{Api, Shared};
use crate::extract::TenantPath;
use crate::problem::Problem;
use crate::reconcile;

/// How the tenant's session is, in words for people. What is not known is null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(in crate::api) struct SessionBody {
    /// One word for programs: an open set. `connecting`, `waiting_for_scan`, `connected`, …
    state: &'static str,
    /// Why it is so.
    #[schema(required)]
    reason: Option<String>,
    /// What the tenant's person does next.
    next_step: &'static str,
    /// What WAHA said last.
    #[schema(required)]
    status: Option<String>,
    /// The number that was linked last.
    #[schema(required)]
    phone: Option<String>,
    /// Since when it is in this state.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    since: Option<OffsetDateTime>,
    /// How often the platform has tried to make it well since it last was.
    attempts: i32,
    /// When it will try next, at the earliest.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    next_try_at: Option<OffsetDateTime>,
    /// Whether messages whose webhooks are lost are fetched from WAHA's history: `supported`, `unsupported`
    /// by the node's engine, or `unknown`.
    gap_fill: &'static str,
    /// When a webhook last brought a message.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    last_event_at: Option<OffsetDateTime>,
}

/// What is known of what reaches us from the session.
#[derive(Debug, Clone, Copy, Default)]
struct Hearing {
    /// Whether its engine has a history.
    history: Option<bool>,
    last_event_at: Option<OffsetDateTime>,
}

/// Tells how the tenant's session is, in words for people; WAHA is not asked.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/whatsapp/session",
    tag = "whatsapp",
    responses((status = 200, description = "How it is.", body = SessionBody))
)]
pub(in crate::api) async fn session(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<SessionBody>, Problem> {
    Ok(Json(read_session(&api, tenant).await?))
}

/// How the tenant's session is at this moment.
pub(in crate::api) async fn read_session(
    api: &Api,
    tenant: TenantId,
) -> Result<SessionBody, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    let known = tenants::lookup(&mut tx, tenant)
        .await?
        .ok_or_else(Problem::tenant_not_found)?;
    let session = match known.session {
        Some(_) => sessions::lookup(&mut tx, tenant).await?,
        None => None,
    };
    let watch = session_watches::lookup(&mut tx, tenant).await?;
    let hearing = Hearing {
        history: watch.and_then(|watch| watch.supported),
        last_event_at: messages::last_heard(&mut tx, tenant).await?,
    };
    Ok(SessionBody::new(session, hearing))
}

impl SessionBody {
    /// Whether there is a QR code to scan.
    pub(in crate::api) fn has_code(&self) -> bool {
        self.status.as_deref() == Some(SessionStatus::ScanQrCode.as_str())
    }

    fn new(session: Option<Session>, hearing: Hearing) -> Self {
        let gap_fill = match hearing.history {
            Some(true) => "supported",
            Some(false) => "unsupported",
            None => "unknown",
        };
        let nothing = |state, next_step| Self {
            state,
            reason: None,
            next_step,
            status: None,
            phone: None,
            since: None,
            attempts: 0,
            next_try_at: None,
            gap_fill,
            last_event_at: hearing.last_event_at,
        };
        let session = match session {
            None => return nothing("not_connected", "Connect WhatsApp."),
            Some(session) if session.wanted == Wanted::Absent => {
                return nothing(
                    "disconnecting",
                    "Wait a moment: it is tried until the session is gone.",
                );
            }
            Some(session) => session,
        };
        let health = session.health;
        let state = reconcile::State::of(&health);
        Self {
            state: state.as_str(),
            next_step: state.next_step(session.status.as_ref()),
            reason: health.reason,
            status: session.status.map(|status| status.as_str().to_owned()),
            phone: session.phone.map(|phone| phone.to_string()),
            since: Some(health.since),
            attempts: health.attempts,
            next_try_at: health.next_try_at,
            gap_fill,
            last_event_at: hearing.last_event_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use storage::sessions::Health;
    use time::macros::datetime;

    use super::*;

    fn session(wanted: Wanted) -> Session {
        Session {
            wanted,
            status: Some(SessionStatus::ScanQrCode),
            status_at: None,
            phone: Some("971501234567".parse().unwrap()),
            node: None,
            may_leave: false,
            health: Health {
                state: "logged_out".to_owned(),
                since: datetime!(2026-11-22 12:00 UTC),
                reason: Some("The phone logged out.".to_owned()),
                linked: true,
                attempts: 1,
                next_try_at: Some(datetime!(2026-11-22 12:03 UTC)),
            },
        }
    }

    fn body(session: Option<Session>) -> Value {
        let hearing = Hearing {
            history: Some(true),
            last_event_at: Some(datetime!(2026-11-22 11:59 UTC)),
        };
        serde_json::to_value(SessionBody::new(session, hearing)).unwrap()
    }

    #[test]
    fn everything_that_is_known_is_told() {
        assert_eq!(
            body(Some(session(Wanted::Running))),
            json!({
                "state": "logged_out",
                "reason": "The phone logged out.",
                "next_step": "Scan the QR code: on the phone, WhatsApp, Linked devices, Link a device.",
                "status": "SCAN_QR_CODE",
                "phone": "971501234567",
                "since": "2026-11-22T12:00:00Z",
                "attempts": 1,
                "next_try_at": "2026-11-22T12:03:00Z",
                "gap_fill": "supported",
                "last_event_at": "2026-11-22T11:59:00Z",
            })
        );
    }

    #[test]
    fn what_is_not_wanted_has_a_state_and_nothing_else() {
        assert_eq!(body(None)["state"], "not_connected");
        let going = body(Some(session(Wanted::Absent)));
        assert_eq!(going["state"], "disconnecting");
        assert_eq!(going["phone"], Value::Null);
    }
}
