//! Tenants, their sessions and routes.

use std::process::Command;
use std::time::Duration;

use bus::PublishOutcome;
use domain::{Direction, MessageKey, MessageKeyParts, SessionStatus, TenantId};
use events::{Origin, Routing, TenantRoute, WahaEvent};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use storage::sessions::Wanted;
use storage::tenants;
use storage::testing::TestDatabase;
use time::{OffsetDateTime, macros::datetime};
use tokio::time::sleep;

use crate::{PATIENCE, Service, TOKEN, environment, eventually};

const NOON: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

fn status_event(tenant: TenantId, status: &str, at: OffsetDateTime) -> WahaEvent {
    let session = domain::SessionName::of_tenant(tenant);
    let body = json!({
        "event": "session.status",
        "session": session.as_str(),
        "me": {"id": "971501234567@c.us"},
        "payload": {"status": status},
    });
    let parts = MessageKeyParts {
        kind: "session.status",
        direction: Direction::In,
        stanza: &format!("{status}-{at}"),
        extra: None,
    };
    WahaEvent {
        tenant,
        key: MessageKey::new(tenant, &session, parts),
        session,
        event: "session.status".parse().unwrap(),
        waha_event_id: None,
        occurred_at: Some(at),
        received_at: at,
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: body.to_string().into(),
    }
}

#[tokio::test]
async fn tenants_are_added_listed_and_known_to_ingress() {
    let service = Service::start().await;
    let response = service
        .client
        .post(format!("{}/api/tenants", service.base))
        .bearer_auth(TOKEN)
        .json(&json!({"name": " Marina Homes "}))
        .send()
        .await
        .unwrap();
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let tenant: Value = response.json().await.unwrap();
    assert_eq!(tenant["name"], "Marina Homes");
    assert_eq!(tenant["session"], Value::Null);
    assert_eq!(location, format!("/api/tenants/{}", tenant["id"]));
    assert_eq!(
        service.ask(Method::GET, &location, None).await,
        (StatusCode::OK, tenant.clone())
    );

    let second = service.add_tenant("املاک خلیج").await;
    let (_, page) = service.ask(Method::GET, "/api/tenants?limit=1", None).await;
    assert_eq!(page["tenants"], json!([tenant]));
    let next = format!("/api/tenants?limit=1&after={}", page["next_after"]);
    let (_, page) = service.ask(Method::GET, &next, None).await;
    assert_eq!(page["tenants"][0]["id"], second.get());
    assert_eq!(page.get("next_after"), None);

    let route = eventually("the route", async || service.route(second)).await;
    assert!(route.enabled && route.sessions.is_empty());
    let (status, _) = service.ask(Method::GET, "/api/tenants/999999", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    service.stop().await;
}

#[tokio::test]
async fn connect_says_what_is_wanted_before_waha_is_asked() {
    let service = Service::start().await;
    let tenant = service.add_tenant("one").await;
    let path = |action: &str| format!("/api/tenants/{tenant}/whatsapp/{action}");
    let (_, status) = service.ask(Method::GET, &path("status"), None).await;
    assert_eq!(
        status,
        json!({"connected": false, "message": "WhatsApp not configured"})
    );
    let (_, answer) = service.ask(Method::POST, &path("disconnect"), None).await;
    assert_eq!(
        answer,
        json!({"success": true, "message": "Already disconnected"})
    );

    let (status, problem) = service.ask(Method::POST, &path("connect"), None).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(problem["code"], "waha_unavailable");
    // The next attempt goes on from here, and ingress takes the first webhook already.
    assert_eq!(service.session(tenant).await.wanted, Wanted::Running);
    let route = async || {
        service
            .route(tenant)
            .filter(|route| !route.sessions.is_empty())
    };
    let name = domain::SessionName::of_tenant(tenant);
    assert_eq!(eventually("the route", route).await.sessions, [name]);

    let (status, _) = service.ask(Method::POST, &path("disconnect"), None).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(service.session(tenant).await.wanted, Wanted::Absent);
    let (status, _) = service
        .ask(Method::POST, "/api/tenants/999999/whatsapp/connect", None)
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    service.stop().await;
}

#[tokio::test]
async fn statuses_are_noted_in_the_order_they_happened() {
    let service = Service::start().await;
    let tenant = service.add_tenant("one").await;
    let connect = format!("/api/tenants/{tenant}/whatsapp/connect");
    service.ask(Method::POST, &connect, None).await;
    let publisher = service.bus.publisher(PATIENCE);
    let later = NOON + Duration::from_secs(5);
    let earlier = status_event(tenant, "SCAN_QR_CODE", NOON);
    let last = status_event(tenant, "FAILED", later + Duration::from_secs(1));
    for event in [status_event(tenant, "WORKING", later), earlier] {
        assert_eq!(
            publisher.publish(&event).await.unwrap(),
            PublishOutcome::Stored
        );
    }
    let working = async || {
        let session = service.session(tenant).await;
        (session.status == Some(SessionStatus::Working)).then_some(session)
    };
    let session = eventually("WORKING", working).await;
    assert_eq!(session.phone.unwrap().as_str(), "971501234567");

    // What follows is seen; what came late and was from before has changed nothing.
    publisher.publish(&last).await.unwrap();
    let news = async || {
        let session = service.session(tenant).await;
        assert_ne!(session.status, Some(SessionStatus::ScanQrCode));
        (session.status == Some(SessionStatus::Failed)).then_some(())
    };
    eventually("FAILED", news).await;
    service.stop().await;
}

#[tokio::test]
async fn the_table_of_routes_is_repaired() {
    let service = Service::start().await;
    let tenant = service.add_tenant("one").await;
    let unknown = TenantId::try_from(999_999).unwrap();
    let routes = service.bus.tenant_routes().await.unwrap();
    let right = eventually("the route", async || service.route(tenant)).await;
    let wrong = TenantRoute {
        enabled: false,
        ..right.clone()
    };
    let orphan = TenantRoute {
        tenant: unknown,
        ..right.clone()
    };
    routes.put(&wrong).await.unwrap();
    routes.put(&orphan).await.unwrap();
    let repaired = async || {
        // Each look is a consumer of NATS for a while.
        sleep(Duration::from_millis(200)).await;
        (routes.list().await.unwrap() == [right.clone()]).then_some(())
    };
    eventually("the repair", repaired).await;

    let mut tx = service.database.begin_for(&[]).await.unwrap();
    let late = tenants::add(&mut tx, "added beside the API").await.unwrap();
    tx.commit().await.unwrap();
    eventually("the new tenant", async || service.route(late.id)).await;
    service.stop().await;
}

#[tokio::test]
async fn migrate_makes_an_empty_database_usable_and_can_be_repeated() {
    let empty = TestDatabase::empty().await.unwrap();
    for _ in 0..2 {
        let output = Command::new(env!("CARGO_BIN_EXE_session-manager"))
            .arg("migrate")
            .env_clear()
            .envs(environment("nats://127.0.0.1:1", &empty))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
    let tenants = empty
        .ask("select count(*)::text from tenants")
        .await
        .unwrap();
    assert_eq!(tenants.as_deref(), Some("0"));
}
