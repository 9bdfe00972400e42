//! The service against a real Postgres and a real NATS, with WAHA away; run by `cargo xtask test`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod access;
mod audit;
mod bot_settings;
mod checkup;
mod conversations;
mod crm;
mod document;
mod flows;
mod home;
mod inbox;
mod leads;
mod llm;
mod messages;
mod operators;
mod people;
mod plans;
mod privacy;
mod rates;
mod readiness;
mod replays;
mod service;
mod sign_in;

use std::{sync::Arc, time::Duration};

use bus::{Bus, RouteTable};
use domain::TenantId;
use events::TenantRoute;
use private_servers::{NatsOptions, NatsServer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service_runtime::{Outcome, Runtime, config};
use session_manager::Settings;
use storage::testing::TestDatabase;
use storage::{Database, sessions};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

const TOKEN: &str = "an operator's token for tests, long enough";

/// A bound on what should take moments; a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_mins(1);

struct Service {
    runtime: Runtime,
    base: String,
    client: reqwest::Client,
    database: Database,
    test: TestDatabase,
    bus: Bus,
    routes: RouteTable,
    nats: NatsServer,
}

impl Service {
    async fn start() -> Self {
        Self::start_with(&[]).await
    }

    async fn start_with(extra: &[(&str, &str)]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let nats = NatsServer::start(NatsOptions::default()).unwrap();
        let test = TestDatabase::migrated().await.unwrap();
        let settings = settings(&nats, &test, extra);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let bus = Bus::connect(&settings.nats, "test").await.unwrap();
        let runtime = Runtime::new();
        let running = runtime.clone();
        runtime.shutdown.spawn("session-manager", async move {
            session_manager::run(settings, listener, running).await
        });
        let service = Self {
            runtime,
            base,
            client: reqwest::Client::builder()
                .timeout(PATIENCE)
                .build()
                .unwrap(),
            database: test.connect().unwrap(),
            test,
            bus,
            routes: RouteTable::default(),
            nats,
        };
        let ready = async || service.runtime.readiness.is_ready().then_some(());
        eventually("ready", ready).await;
        let bucket = service.bus.tenant_routes().await.unwrap();
        let table = service.routes.clone();
        tokio::spawn(async move { bucket.follow(&table, &watch::Sender::default()).await });
        service
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.base))
            .bearer_auth(TOKEN);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, body) = (response.status(), response.json().await.unwrap());
        document::check(&method, path, status, &body);
        (status, body)
    }

    async fn add_tenant(&self, name: &str) -> TenantId {
        let body = json!({ "name": name });
        let (status, tenant) = self.ask(Method::POST, "/api/tenants", Some(body)).await;
        assert_eq!(status, StatusCode::CREATED, "{tenant}");
        tenant["id"].as_i64().unwrap().try_into().unwrap()
    }

    /// As webhook-ingress knows it.
    fn route(&self, tenant: TenantId) -> Option<TenantRoute> {
        self.routes.get(tenant).map(Arc::unwrap_or_clone)
    }

    async fn session(&self, tenant: TenantId) -> sessions::Session {
        let mut tx = self.database.begin(tenant).await.unwrap();
        sessions::lookup(&mut tx, tenant).await.unwrap().unwrap()
    }

    async fn stop(self) {
        let outcome = self.runtime.shutdown.finish(PATIENCE).await;
        assert_eq!(outcome, Outcome::Clean);
    }
}

fn settings(nats: &NatsServer, database: &TestDatabase, extra: &[(&str, &str)]) -> Settings {
    let extra = extra
        .iter()
        .map(|(key, value)| (config::env_name(key), (*value).to_owned()));
    config::load(
        None,
        environment(&nats.url(), database).into_iter().chain(extra),
    )
    .unwrap()
}

fn environment(nats_url: &str, database: &TestDatabase) -> Vec<(String, String)> {
    let settings = [
        ("api.operator_token", TOKEN),
        ("webhook.public_url", "http://127.0.0.1:1/api/webhook/waha"),
        (
            "webhook.master_secret",
            "an installation's master secret, for tests",
        ),
        ("waha.api_url", "http://127.0.0.1:1/api"),
        ("waha.api_key", "key"),
        (
            "secrets.master_key",
            "a master key that is long enough, for tests",
        ),
        ("nats.url", nats_url),
        ("database.url", &database.url),
        ("database.owner_url", &database.owner_url),
        ("routes.repair_period", "1s"),
        ("metrics.sample_period", "1s"),
        // A test asks more often than anybody else.
        ("api.requests_per_minute", "1000000"),
        ("api.request_burst", "1000000"),
    ];
    let variable = |(key, value): (&str, &str)| (config::env_name(key), value.to_owned());
    settings.into_iter().map(variable).collect()
}

async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    let seen = timeout(PATIENCE, waiting).await;
    seen.unwrap_or_else(|_| panic!("{what}: not seen"))
}
