//! A NATS of its own, which is killed and comes back over the same store.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use bus::{Bus, Decision, Delivery, Durable, Handler};
use domain::{SessionName, webhook_key::FIRST_VERSION};
use e2e::eventually;
use events::{TenantRoute, WahaEvent};
use private_servers::{NatsCluster, NatsServer};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::harness::PATIENCE;

/// How long the whole stream may take to be read; it may hold 200,000 events.
const READING: Duration = Duration::from_mins(10);
/// For how long one server of a cluster is away: longer than it takes to elect another leader.
const ONE_AWAY: Duration = Duration::from_secs(6);

/// One server, or a cluster that keeps each stream on all its servers.
pub(super) struct Nats {
    cluster: NatsCluster,
    servers: usize,
    /// Which server is killed next.
    next: usize,
}

impl Nats {
    /// With the streams, and with tenants from 1 on.
    pub(super) async fn start(servers: usize, tenants: i64) -> Self {
        let cluster = tokio::task::spawn_blocking(move || NatsCluster::start(servers, None));
        let nats = Self {
            cluster: cluster.await.unwrap().unwrap(),
            servers,
            next: 0,
        };
        let bus = nats.bus().await;
        bus.declare_topology(|_| {}).await;
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
        self.cluster.url()
    }

    /// What a service is told, so that it declares the streams as they are.
    pub(super) fn replicas(&self) -> usize {
        self.servers
    }

    /// A connection, once there is a server to connect to.
    pub(super) async fn bus(&self) -> Bus {
        self.bus_wanting(self.replicas()).await
    }

    /// On how many servers the stream of events is, after somebody has declared it on one alone.
    pub(super) async fn copies_after_one_was_declared(&self) -> usize {
        let bus = self.bus_wanting(1).await;
        bus.declare_topology(|_| {}).await;
        bus.close().await;
        let others = self.stream().await["cluster"]["replicas"].clone();
        1 + others.as_array().unwrap().len()
    }

    async fn bus_wanting(&self, replicas: usize) -> Bus {
        let settings = serde_json::json!({ "url": self.url(), "replicas": replicas });
        let settings: bus::Settings = serde_json::from_value(settings).unwrap();
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
            for server in self.cluster.servers() {
                server.kill().unwrap();
                server.restart().unwrap();
            }
        });
    }

    /// `kill -9` of one server of a cluster, each time another. It comes back over its store some time later, and has
    /// what the others have stored meanwhile when this returns.
    pub(super) async fn kill_one(&mut self) {
        let number = self.next % self.servers;
        self.next += 1;
        let server = &mut self.cluster.servers()[number];
        tokio::task::block_in_place(|| server.kill().unwrap());
        tokio::time::sleep(ONE_AWAY).await;
        tokio::task::block_in_place(|| server.restart().unwrap());
        // Not `/healthz`: a server that has not heard yet which streams it shall keep calls itself healthy.
        let wanted = self.last_sequences().await.into_iter().flatten().max();
        eventually("what a server has missed", READING, async || {
            Ok((self.last_sequences().await[number] >= wanted).then_some(()))
        })
        .await
        .unwrap();
    }

    /// The last sequence of the stream of events, as each server has it.
    async fn last_sequences(&mut self) -> Vec<Option<u64>> {
        let servers = self.cluster.servers().iter();
        let urls: Vec<String> = servers.map(NatsServer::monitor_url).collect();
        let mut sequences = Vec::new();
        for url in urls {
            let stream = events(&url).await;
            sequences.push(stream.and_then(|stream| stream["state"]["last_seq"].as_u64()));
        }
        sequences
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

        let bus = self.bus().await;
        let (reader, stop) = (Reader::default(), CancellationToken::new());
        let reading = bus.consume(Durable::BotWorker, 512, &reader, stop.clone());
        let until = eventually("the end of the stream", READING, async || {
            // What is read leaves it, the door's probes too, which nobody is given.
            let empty = self.stream().await["state"]["messages"] == 0;
            Ok(empty.then(|| stop.cancel()))
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
        events(&self.cluster.monitor_url()).await.unwrap()
    }
}

/// What the server that is monitored here says of the stream of events, if it has it.
async fn events(monitor_url: &str) -> Option<Value> {
    let url = format!("{monitor_url}/jsz?consumers=true");
    let http = e2e::http_client().unwrap();
    let answer = http.get(url).send().await.unwrap().text().await.unwrap();
    let account: Value = serde_json::from_str(&answer).unwrap();
    let streams = account["account_details"][0]["stream_detail"].as_array()?;
    let mut streams = streams.iter();
    streams
        .find(|stream| stream["name"] == "WAHA_EVENTS")
        .cloned()
}

/// Takes everything.
#[derive(Default)]
struct Reader(Mutex<Vec<WahaEvent>>);

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
