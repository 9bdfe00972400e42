//! What WAHA tells of sessions, noted in Postgres.

use std::time::Duration;

use bus::{Changes, Decision, Delivery, Durable, Handler};
use domain::{Phone, SessionStatus};
use events::WahaEvent;
use service_runtime::clock;
use service_runtime::telemetry::{self, semconv};
use storage::{Database, StorageError, tenants};
use tracing::Instrument;
use waha::webhook::{BodyError, Envelope, Event};

use crate::reconcile::{self, Seen};
use crate::wake::Wake;

/// Deliveries handled at once. They are rare, and each is a small transaction.
pub(crate) const BATCH: usize = 16;

/// The longest wait before a delivery is tried again.
const LONGEST_RETRY: Duration = Duration::from_mins(1);

/// Notes `session.status` events.
pub(crate) struct StatusEvents {
    pub(crate) database: Database,
    /// Asks the reconciler to look.
    pub(crate) wake: Wake,
    /// Tells who watches.
    pub(crate) changes: Changes,
}

/// The news in one event.
#[derive(Debug, PartialEq, Eq)]
struct News {
    status: SessionStatus,
    /// The linked number, where the session is linked.
    phone: Option<Phone>,
}

impl Handler for StatusEvents {
    async fn handle(&self, deliveries: &[Delivery]) -> Vec<Decision> {
        let mut decisions = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            // The database is away: waiting for it once for each would outlast the deliveries.
            if let Some(later @ Decision::Retry(_)) = decisions.last() {
                decisions.push(later.clone());
                continue;
            }
            let span = tracing::info_span!(
                parent: None,
                "process waha.events",
                { semconv::OTEL_KIND } = "consumer",
                { semconv::MESSAGING_SYSTEM } = "nats",
                { semconv::MESSAGING_OPERATION_TYPE } = "process",
                { semconv::MESSAGING_OPERATION_NAME } = "process",
                { semconv::MESSAGING_DESTINATION_NAME } = "waha.events",
                { semconv::MESSAGING_CONSUMER_GROUP_NAME } = Durable::SessionManager.name(),
            );
            telemetry::add_link(&span, delivery.traceparent.as_deref());
            decisions.push(self.decide(delivery).instrument(span).await);
        }
        decisions
    }
}

impl StatusEvents {
    async fn decide(&self, delivery: &Delivery) -> Decision {
        let event = match &delivery.event {
            Ok(event) => event,
            Err(error) => return Decision::Dead(error.to_string()),
        };
        let news = match read(event) {
            Ok(Some(news)) => news,
            Ok(None) => return Decision::Ack,
            Err(error) => return Decision::Dead(error.to_string()),
        };
        match self.note(event, &news).await {
            Ok(()) => Decision::Ack,
            Err(error) if error.is_transient() => {
                tracing::warn!(%error, tenant = %event.tenant, "session status not noted yet");
                Decision::Retry(wait(delivery.deliveries))
            }
            Err(error) => Decision::Dead(telemetry::chain(&error).to_string()),
        }
    }

    async fn note(&self, event: &WahaEvent, news: &News) -> Result<(), StorageError> {
        let mut tx = self.database.begin(event.tenant).await?;
        let tenant = tenants::lookup(&mut tx, event.tenant).await?;
        // The last words of a session that was disconnected, or renamed, are not the tenant's state.
        if tenant.and_then(|tenant| tenant.session).as_ref() != Some(&event.session) {
            return Ok(());
        }
        let at = event.occurred_at.unwrap_or(event.received_at);
        let News { status, phone } = news;
        let seen = Seen {
            status,
            at,
            phone: phone.as_ref(),
        };
        let noted = reconcile::seen(&mut tx, event.tenant, &seen, clock::now()).await?;
        tx.commit().await?;
        let is_code = *status == SessionStatus::ScanQrCode;
        // WAHA says so again with each new code.
        if noted || !is_code {
            self.changes.session(event.tenant).await;
        }
        if is_code {
            self.changes.qr(event.tenant).await;
        }
        // The others need nobody, or a person.
        if noted && matches!(status, SessionStatus::Failed | SessionStatus::Stopped) {
            self.wake.all();
        }
        tracing::info!(tenant = %event.tenant, session = %event.session, %status, noted, "session status");
        Ok(())
    }
}

/// `None` for an event of another kind.
fn read(event: &WahaEvent) -> Result<Option<News>, BodyError> {
    let envelope = Envelope::parse(&event.body)?;
    let Event::SessionStatus(state) = Event::parse(&envelope)? else {
        return Ok(None);
    };
    let status = SessionStatus::from(state.status.as_str().to_owned());
    // `me` alone proves nothing: old WAHA sends it before anybody is logged in.
    let phone = match status {
        SessionStatus::Working => envelope.me.and_then(|me| me.phone()),
        _ => None,
    };
    Ok(Some(News {
        status,
        phone: phone.and_then(|phone| phone.parse().ok()),
    }))
}

fn wait(deliveries: u64) -> Duration {
    let exponent = u32::try_from(deliveries.clamp(1, 6)).unwrap_or(6);
    Duration::from_secs(2_u64.pow(exponent)).min(LONGEST_RETRY)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use domain::MessageKey;
    use events::{Origin, Routing};
    use serde_json::{Value, json};
    use time::OffsetDateTime;

    use super::*;

    fn event(body: &Value) -> WahaEvent {
        WahaEvent {
            tenant: 5.try_into().unwrap(),
            session: "tenant_5".parse().unwrap(),
            event: "session.status".parse().unwrap(),
            waha_event_id: None,
            key: MessageKey::from_stored("5:tenant_5:session.status".to_owned()),
            occurred_at: None,
            received_at: OffsetDateTime::UNIX_EPOCH,
            routing: Routing::Url,
            origin: Origin::Webhook,
            body: Bytes::from(body.to_string()),
        }
    }

    fn body(status: &str) -> Value {
        json!({
            "event": "session.status",
            "session": "tenant_5",
            "me": {"id": "971501234567@c.us"},
            "payload": {"status": status},
        })
    }

    #[test]
    fn a_linked_session_has_a_phone() {
        let news = read(&event(&body("WORKING"))).unwrap().unwrap();
        assert_eq!(news.status, SessionStatus::Working);
        assert_eq!(news.phone.unwrap().as_str(), "971501234567");
    }

    #[test]
    fn any_other_status_is_kept_as_it_is_and_tells_no_phone() {
        for status in ["SCAN_QR_CODE", "FAILED", "PASSKEY_REQUIRED", "NEW_IN_2027"] {
            let news = read(&event(&body(status))).unwrap().unwrap();
            assert_eq!((news.status.as_str(), news.phone), (status, None));
        }
    }

    #[tokio::test]
    async fn what_is_not_wahas_is_given_up_with_a_reason() {
        let settings = storage::Settings {
            url: "postgres://127.0.0.1:1/none"
                .parse::<url::Url>()
                .unwrap()
                .into(),
            owner_url: String::new().into(),
            max_connections: 2,
            acquire_timeout: Duration::from_millis(50),
            statement_timeout: Duration::from_secs(1),
        };
        let database = Database::connect(&settings, "test").unwrap();
        let nats = crate::testing::settings(&[]).nats;
        let bus = bus::Bus::connect(&nats, "test").await.unwrap();
        let events = StatusEvents {
            database,
            wake: Wake::default(),
            changes: bus.changes(),
        };
        let delivery = |body: &Value| Delivery {
            event: Ok(event(body)),
            deliveries: 3,
            traceparent: None,
        };
        let broken = json!({"event": "session.status", "session": "tenant_5", "payload": {}});
        let other = json!({"event": "other.event", "session": "tenant_5", "payload": {}});
        let deliveries = [
            delivery(&broken),
            delivery(&other),
            delivery(&body("WORKING")),
        ];
        let decisions = events.handle(&deliveries).await;
        assert!(
            matches!(&decisions[0], Decision::Dead(why) if why.contains("status")),
            "{decisions:?}"
        );
        assert_eq!(decisions[1], Decision::Ack);
        // No database, so not yet.
        assert_eq!(decisions[2], Decision::Retry(Duration::from_secs(8)));
    }
}
