//! A NATS of its own, which is killed and comes back over the same store.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use bus::{Bus, Decision, Delivery, Durable, Handler};
use domain::{SessionName, webhook_key::FIRST_VERSION};
use e2e::eventually;
use events::{TenantRoute, WahaEvent};
use private_servers::{NatsOptions, NatsServer};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::harness::PATIENCE;

/// How long the whole stream may take to be read; it may hold 200,000 events.
const READING: Duration = Duration::from_mins(10);

pub(super) struct Nats(NatsServer);

impl Nats {
    /// With the streams, and with tenants from 1 on.
    pub(super) async fn start(tenants: i64) -> Self {
        let server = tokio::task::spawn_blocking(|| NatsServer::start(NatsOptions::default()));
        let nats = Self(server.await.unwrap().unwrap());
        let bus = nats.bus().await;
        bus.declare_topology().await.unwrap();
        let routes = bus.tenant_routes().await.unwrap();
        for id in 1..=tenants {
            let tenant = id.try_into().unwrap();
            let route = TenantRoute {
                tenant,
                sessions: vec![SessionName::of_tenant(tenant)],
                enabled: true,
                key_versions: vec![FIRST_VERSION],
            };
            routes.put(&route).await.unwrap();
        }
        bus.close().await;
        nats
    }

    pub(super) fn url(&self) -> String {
        self.0.url()
    }

    /// A connection, once there is a server to connect to.
    pub(super) async fn bus(&self) -> Bus {
        let url = serde_json::json!({ "url": self.0.url() });
        let settings: bus::Settings = serde_json::from_value(url).unwrap();
        let bus = Bus::connect(&settings, "test").await.unwrap();
        eventually("NATS", PATIENCE, async || {
            Ok(bus.is_connected().then_some(()))
        })
        .await
        .unwrap();
        bus
    }

    /// `kill -9`, and a new process on the same port over the same store.
    pub(super) fn kill(&mut self) {
        tokio::task::block_in_place(|| {
            self.0.kill().unwrap();
            self.0.restart().unwrap();
        });
    }

    /// All that is stored. Nobody has consumed any of it, so that is all that ever was.
    pub(super) async fn stored(&self) -> Vec<WahaEvent> {
        let stream = self.stream().await;
        let consumers = stream["consumer_detail"].as_array().unwrap();
        let none = |consumer: &Value| consumer["delivered"]["consumer_seq"] == 0;
        assert!(
            consumers.len() == 2 && consumers.iter().all(none),
            "{stream}"
        );
        let messages = stream["state"]["messages"].as_u64().unwrap();

        let bus = self.bus().await;
        let (reader, stop) = (Reader::default(), CancellationToken::new());
        let reading = bus.consume(Durable::BotWorker, 512, &reader, stop.clone());
        let until = eventually("the end of the stream", READING, async || {
            let done = reader.read() == usize::try_from(messages)?;
            Ok(done.then(|| stop.cancel()))
        });
        let (read, until) = tokio::join!(reading, until);
        read.unwrap();
        until.unwrap();
        bus.close().await;
        reader
            .0
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// NATS's own account of the stream and its consumers.
    async fn stream(&self) -> Value {
        let url = format!("{}/jsz?consumers=true", self.0.monitor_url());
        let http = e2e::http_client().unwrap();
        let answer = http.get(url).send().await.unwrap().text().await.unwrap();
        let account: Value = serde_json::from_str(&answer).unwrap();
        let streams = account["account_details"][0]["stream_detail"].as_array();
        let mut streams = streams.unwrap().iter();
        let events = streams.find(|stream| stream["name"] == "WAHA_EVENTS");
        events.unwrap().clone()
    }
}

/// Takes everything.
#[derive(Default)]
struct Reader(Mutex<Vec<WahaEvent>>);

impl Reader {
    fn read(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Handler for Reader {
    async fn handle(&self, deliveries: &[Delivery]) -> Vec<Decision> {
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for delivery in deliveries {
            // Nothing is killed any more: each is read once.
            assert_eq!(delivery.deliveries, 1);
            read.push(delivery.event.as_ref().unwrap().clone());
        }
        vec![Decision::Ack; deliveries.len()]
    }
}
