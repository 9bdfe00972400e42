//! The whole pipe, all of it as processes: WAHA, webhook-ingress, NATS, two workers, Postgres, session-manager.

use std::{path::Path, time::Duration};

use domain::TenantId;
use e2e::{Manager, Simulator};
use futures::{StreamExt as _, stream};
use private_servers::{NatsOptions, NatsServer, PostgresOptions, PostgresServer, free_port};
use serde_json::Value;
use storage::testing::TestDatabase;
use tempfile::TempDir;

use crate::{
    fire::Service,
    harness::{AGENCY, MASTER_KEY, MASTER_SECRET, OPERATOR_TOKEN, PATIENCE, WAHA_KEY, session},
    states::state,
};

/// Passwords of roles that only this test's Postgres has.
const APP_PASSWORD: &str = "app";
const OWNER_PASSWORD: &str = "owner";
/// How many tenants are connected at once.
const AT_ONCE: usize = 8;

/// What can be killed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Victim {
    Worker(usize),
    Nats,
    Postgres,
    Ingress,
    Waha,
}

/// All of it. It ends with the value.
pub(crate) struct House {
    pub(crate) simulator: Simulator,
    pub(crate) manager: Manager,
    pub(crate) database: TestDatabase,
    nats: NatsServer,
    postgres: PostgresServer,
    waha: Service,
    ingress: Service,
    session_manager: Service,
    workers: Vec<Service>,
    // Last: what the processes have open is removed after them.
    _disk: TempDir,
}

impl House {
    /// Starts everything, with workers that repeat what they are told and wait this long for what was overtaken.
    pub(crate) async fn start(settle: Duration) -> Self {
        let nats = tokio::task::spawn_blocking(|| NatsServer::start(NatsOptions::default()));
        let postgres = tokio::task::spawn_blocking(postgres);
        let (nats, postgres) = (nats.await.unwrap().unwrap(), postgres.await.unwrap());
        let database = TestDatabase {
            owner_url: postgres.url("peyk"),
            url: postgres.url_as("peyk_app", APP_PASSWORD, "peyk"),
        };
        let owner_url = postgres.url_as("peyk_owner", OWNER_PASSWORD, "peyk");
        storage::migrate(&owner_url).await.unwrap();

        let disk = tempfile::tempdir().unwrap();
        let journal = disk.path().join("waha");
        let waha = [
            ("PEYK__WAHA__API_KEY", WAHA_KEY),
            ("PEYK__NETWORK__JOURNAL", journal.to_str().unwrap()),
            // What takes WAHA a second takes it 100 ms; above all, its retries.
            ("PEYK__CLOCK__SCALE", "10"),
            ("PEYK__LIMITS__CHATS_PER_ACCOUNT", "100000"),
        ];
        let program = env!("CARGO_BIN_EXE_e2e-waha-simulator");
        let waha = Service::start("waha-simulator", program, &waha).await;

        let nats_url = nats.url();
        let ingress = [
            ("PEYK__NATS__URL", nats_url.as_str()),
            ("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET),
            ("PEYK__WEBHOOK__PUBLISH_DEADLINE", "1s"),
            ("PEYK__WEBHOOK__RETRY_AFTER", "1s"),
        ];
        // It is ready only when session-manager has told it who there is.
        let address = format!("127.0.0.1:{}", free_port().unwrap());
        let program = env!("CARGO_BIN_EXE_e2e-webhook-ingress");
        let ingress = Service::start_at(&address, "webhook-ingress", program, &ingress);
        let (webhook, api) = (
            format!("http://{address}/api/webhook/waha"),
            format!("{}/api", waha.url()),
        );
        let of_manager = [
            ("PEYK__NATS__URL", nats_url.as_str()),
            ("PEYK__DATABASE__URL", &database.url),
            ("PEYK__WAHA__API_URL", &api),
            ("PEYK__WAHA__API_KEY", WAHA_KEY),
            ("PEYK__SECRETS__MASTER_KEY", MASTER_KEY),
            ("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET),
            ("PEYK__WEBHOOK__PUBLIC_URL", &webhook),
            ("PEYK__API__OPERATOR_TOKEN", OPERATOR_TOKEN),
            ("PEYK__API__REQUESTS_PER_MINUTE", "1000000"),
            ("PEYK__API__REQUEST_BURST", "1000000"),
            ("PEYK__RECONCILE__PERIOD", "1s"),
            // What webhooks lose is fetched soon, from whenever it was written.
            ("PEYK__GAP_FILL__PERIOD", "1s"),
            ("PEYK__GAP_FILL__SETTLE", "1s"),
            ("PEYK__GAP_FILL__FIRST_LOOK_BACK", "10m"),
            ("PEYK__GAP_FILL__CALLS_PER_SECOND", "50"),
        ];
        let program = env!("CARGO_BIN_EXE_e2e-session-manager");
        let session_manager = Service::start("session-manager", program, &of_manager);
        let (ingress, session_manager) = tokio::join!(ingress, session_manager);

        let settle = format!("{}ms", settle.as_millis());
        let of_worker = [
            ("PEYK__NATS__URL", nats_url.as_str()),
            ("PEYK__DATABASE__URL", &database.url),
            ("PEYK__SECRETS__MASTER_KEY", MASTER_KEY),
            ("PEYK__BOT__FLOW", "echo"),
            ("PEYK__PACING__PROFILE", "fast"),
            ("PEYK__PACING__SETTLE", &settle),
            ("PEYK__INTAKE__STALE_AFTER", "1h"),
            ("PEYK__TURNS__LEASE", "2s"),
            ("PEYK__DELIVERY__LEASE", "2s"),
            ("PEYK__DELIVERY__POLL", "50ms"),
            // This WAHA waits at most 1.5s for a session.
            ("PEYK__DELIVERY__IN_DOUBT", "2s"),
        ];
        let program = env!("CARGO_BIN_EXE_e2e-bot-worker");
        let workers =
            ["bot-worker-0", "bot-worker-1"].map(|name| Service::start(name, program, &of_worker));
        let workers = futures::future::join_all(workers).await;

        let http = e2e::http_client().unwrap();
        Self {
            simulator: Simulator::new(http.clone(), waha.url()),
            manager: Manager::new(http, session_manager.url(), OPERATOR_TOKEN),
            database,
            nats,
            postgres,
            waha,
            ingress,
            session_manager,
            workers,
            _disk: disk,
        }
    }

    /// The services, and where the processes of each are.
    pub(crate) fn addresses(&self) -> [(&'static str, Vec<String>); 3] {
        let url = |service: &Service| service.url().to_owned();
        [
            ("webhook-ingress", vec![url(&self.ingress)]),
            ("session-manager", vec![url(&self.session_manager)]),
            ("bot-worker", self.workers.iter().map(url).collect()),
        ]
    }

    /// Where NATS is.
    pub(crate) fn nats_url(&self) -> String {
        self.nats.url()
    }

    /// Adds tenants and links their numbers.
    pub(crate) async fn tenants(&self, count: usize) -> Vec<TenantId> {
        let linked = stream::iter(0..count).map(async |number| {
            let name = format!("Agency {number}");
            let tenant = self.manager.add_tenant(&name).await.unwrap();
            self.manager.connect(tenant).await.unwrap();
            let phone = format!("{}{tenant}", &AGENCY[..11]);
            self.simulator.scan(&session(tenant), &phone).await.unwrap();
            self.manager.connected(tenant, PATIENCE).await.unwrap();
            // Its history counts from here on.
            state(&self.manager, tenant, "connected").await;
            tenant
        });
        linked.buffer_unordered(AT_ONCE).collect().await
    }

    /// `kill -9`, and another in its place.
    pub(crate) async fn kill(&mut self, victim: Victim) {
        match victim {
            Victim::Worker(number) => self.workers[number].kill().await,
            Victim::Ingress => self.ingress.kill().await,
            Victim::Waha => self.waha.kill().await,
            Victim::Nats => tokio::task::block_in_place(|| {
                self.nats.kill().unwrap();
                self.nats.restart().unwrap();
            }),
            Victim::Postgres => tokio::task::block_in_place(|| {
                self.postgres.kill().unwrap();
                self.postgres.restart().unwrap();
            }),
        }
    }

    /// Who was not killed still runs, and who was is back.
    pub(crate) async fn all_run(&mut self) {
        let Self {
            waha,
            ingress,
            session_manager,
            workers,
            ..
        } = self;
        let others = [waha, ingress, session_manager];
        for service in others.into_iter().chain(workers) {
            service.still_runs();
            service.ready().await;
        }
    }

    /// Asks Postgres for one JSON value.
    pub(crate) async fn ask(&self, question: &'static str) -> Value {
        let answer = self.database.ask(question).await.unwrap();
        serde_json::from_str(&answer.unwrap()).unwrap()
    }
}

/// One that keeps what it has acknowledged, also when it is killed.
fn postgres() -> PostgresServer {
    let roles = include_str!("../../../../infra/postgres/roles.sql")
        .replace(":'owner_password'", &format!("'{OWNER_PASSWORD}'"))
        .replace(":'app_password'", &format!("'{APP_PASSWORD}'"));
    let options = PostgresOptions {
        durable: true,
        bootstrap: roles,
        log: std::env::var("PEYK_TEST_LOGS")
            .ok()
            .map(|folder| Path::new(&folder).join("postgres.log")),
        ..PostgresOptions::default()
    };
    PostgresServer::start(options).unwrap()
}
