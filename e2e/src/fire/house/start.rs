//! How a house comes to be.

use std::path::Path;

use anyhow::{Context, Result};
use private_servers::{NatsOptions, NatsServer, PostgresOptions, PostgresServer, free_port};
use storage::testing::TestDatabase;

use super::{House, Link, Plan};
use crate::{
    Manager, Simulator,
    fire::{MASTER_KEY, MASTER_SECRET, OPERATOR_TOKEN, Service, WAHA_KEY, Wire},
};

/// Passwords of roles that only this house's Postgres has.
const APP_PASSWORD: &str = "app";
const OWNER_PASSWORD: &str = "owner";

/// The wires as they are laid.
struct Wires {
    wanted: bool,
    laid: Vec<(Link, Wire)>,
}

impl Wires {
    /// The port at which this one is reached over that link.
    async fn lay(&mut self, link: Link, port: u16) -> Result<u16> {
        if !self.wanted {
            return Ok(port);
        }
        let wire = Wire::to(port).await?;
        let near = wire.port();
        self.laid.push((link, wire));
        Ok(near)
    }
}

/// The same URL at another port.
fn at(url: &str, from: u16, to: u16) -> String {
    url.replacen(&format!(":{from}"), &format!(":{to}"), 1)
}

/// The port of a URL without a path.
fn port(url: &str) -> Result<u16> {
    let (_, port) = url.rsplit_once(':').context("a URL has a port")?;
    Ok(port.parse()?)
}

fn pairs(owned: &[(String, String)]) -> Vec<(&str, &str)> {
    owned
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect()
}

/// These, and the others unless they are named here.
fn over<'a>(
    others: &[(&'a str, &'a str)],
    these: &'a [(String, String)],
) -> Vec<(&'a str, &'a str)> {
    let mut all = others.to_vec();
    all.retain(|(name, _)| these.iter().all(|(mine, _)| mine != name));
    all.extend(pairs(these));
    all
}

impl House {
    /// Starts everything, with workers that repeat what they are told.
    pub async fn start(plan: &Plan) -> Result<Self> {
        let (nats, postgres) = servers(plan).await?;
        let database = TestDatabase {
            owner_url: postgres.url("peyk"),
            url: postgres.url_as("peyk_app", APP_PASSWORD, "peyk"),
        };
        let owner_url = postgres.url_as("peyk_owner", OWNER_PASSWORD, "peyk");
        storage::migrate(&owner_url).await?;
        let mut wires = Wires {
            wanted: plan.wired,
            laid: Vec::new(),
        };

        let disk = tempfile::tempdir()?;
        let program = |name: &str| plan.programs.join(name);
        let waha = waha(&program("e2e-waha-simulator"), disk.path()).await?;

        let near = wires.lay(Link::OthersNats, nats.port()).await?;
        let nats_url = at(&nats.url(), nats.port(), near);
        let ingress = [
            ("PEYK__NATS__URL", nats_url.as_str()),
            ("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET),
            ("PEYK__WEBHOOK__PUBLISH_DEADLINE", "1s"),
            ("PEYK__WEBHOOK__RETRY_AFTER", "1s"),
        ];
        let ingress = over(&ingress, &plan.of_door);
        // It is ready only when session-manager has told it who there is.
        let door = plan.door.map_or_else(free_port, Ok)?;
        let address = format!("127.0.0.1:{door}");
        let ingress_program = program("e2e-webhook-ingress");
        let ingress = Service::start_at(&address, "webhook-ingress", &ingress_program, &ingress);

        let near = wires
            .lay(Link::Webhooks, plan.before_door.unwrap_or(door))
            .await?;
        let webhook = format!("http://127.0.0.1:{near}/api/webhook/waha");
        let near = wires.lay(Link::Api, port(waha.url())?).await?;
        let api = format!("http://127.0.0.1:{near}/api");
        let near = wires.lay(Link::OthersPostgres, postgres.port()).await?;
        let database_url = at(&database.url, postgres.port(), near);
        let of_manager = [
            ("PEYK__NATS__URL", nats_url.as_str()),
            ("PEYK__DATABASE__URL", &database_url),
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
        let of_manager = over(&of_manager, &plan.of_manager);
        let manager_program = program("e2e-session-manager");
        let session_manager = Service::start("session-manager", &manager_program, &of_manager);
        let (ingress, session_manager) = tokio::try_join!(ingress, session_manager)?;

        // The first has wires of its own: it can be alone in the dark.
        let near = wires.lay(Link::WorkerNats, nats.port()).await?;
        let own_nats = at(&nats.url(), nats.port(), near);
        let near = wires.lay(Link::WorkerPostgres, postgres.port()).await?;
        let own_database = at(&database.url, postgres.port(), near);
        let worker_program = program("e2e-bot-worker");
        let first = of_worker(plan, &own_nats, &own_database);
        let first = over(&pairs(&first), &plan.of_first_worker);
        let second = of_worker(plan, &nats_url, &database_url);
        let second = pairs(&second);
        let (first, second) = tokio::try_join!(
            Service::start("bot-worker-0", &worker_program, &first),
            Service::start("bot-worker-1", &worker_program, &second),
        )?;

        let http = crate::http_client()?;
        Ok(Self {
            simulator: Simulator::new(http.clone(), waha.url()),
            manager: Manager::new(http, session_manager.url(), OPERATOR_TOKEN),
            database,
            nats,
            postgres,
            waha,
            ingress,
            session_manager,
            workers: vec![first, second],
            wires: wires.laid,
            _disk: disk,
        })
    }
}

/// A WAHA that goes on where it was when it is killed.
async fn waha(program: &Path, disk: &Path) -> Result<Service> {
    let journal = disk.join("waha");
    let settings = [
        ("PEYK__WAHA__API_KEY", WAHA_KEY),
        (
            "PEYK__NETWORK__JOURNAL",
            journal.to_str().context("a folder in Unicode")?,
        ),
        // What takes WAHA a second takes it 100 ms; above all, its retries.
        ("PEYK__CLOCK__SCALE", "10"),
        ("PEYK__LIMITS__CHATS_PER_ACCOUNT", "100000"),
        ("PEYK__LIMITS__MESSAGES_PER_CHAT", "100000"),
    ];
    Service::start("waha-simulator", program, &settings).await
}

fn of_worker(plan: &Plan, nats: &str, postgres: &str) -> Vec<(String, String)> {
    let settle = format!("{}ms", plan.settle.as_millis());
    [
        ("PEYK__NATS__URL", nats),
        ("PEYK__DATABASE__URL", postgres),
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
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

async fn servers(plan: &Plan) -> Result<(NatsServer, PostgresServer)> {
    let options = NatsOptions {
        store_dir: plan.nats_store.clone(),
        ..NatsOptions::default()
    };
    let nats = tokio::task::spawn_blocking(|| NatsServer::start(options));
    let postgres = tokio::task::spawn_blocking(postgres);
    Ok((nats.await??, postgres.await??))
}

/// One that keeps what it has acknowledged, also when it is killed.
fn postgres() -> Result<PostgresServer> {
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
    PostgresServer::start(options)
}
