//! The bus against a real NATS; run by `cargo xtask test`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod changes;
mod consuming;
mod floods;
mod groups;
mod lookups;
mod overview;
mod probing;
mod publishing;
mod routes;
mod shelves;

use std::time::Duration;

use bus::{Bus, Settings};
use bytes::Bytes;
use domain::{MessageKey, SessionName, TenantId};
use events::{Origin, Routing, WahaEvent};
use private_servers::{NatsOptions, NatsServer};
use time::macros::datetime;

const PATIENCE: Duration = Duration::from_secs(30);

async fn server() -> (NatsServer, Bus) {
    let start = tokio::task::spawn_blocking(|| NatsServer::start(NatsOptions::default()));
    let server = start.await.unwrap().unwrap();
    let bus = connect(&server).await;
    bus.declare_topology(|_| {}).await;
    (server, bus)
}

async fn connect(server: &NatsServer) -> Bus {
    let settings: Settings = config_from(&format!("{{\"url\": \"{}\"}}", server.url()));
    Bus::connect(&settings, "test").await.unwrap()
}

fn config_from(json: &str) -> Settings {
    serde_json::from_str(json).unwrap()
}

fn tenant(id: i64) -> TenantId {
    id.try_into().unwrap()
}

fn event(tenant: TenantId, event: &str, stanza: &str, body: &[u8]) -> WahaEvent {
    WahaEvent {
        tenant,
        session: SessionName::of_tenant(tenant),
        event: event.parse().unwrap(),
        waha_event_id: None,
        key: MessageKey::from_stored(format!("{tenant}:{event}:{stanza}")),
        occurred_at: None,
        received_at: datetime!(2026-11-22 08:00 UTC),
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: Bytes::copy_from_slice(body),
    }
}
