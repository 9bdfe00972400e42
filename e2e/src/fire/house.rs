//! The whole pipe, all of it as processes: WAHA, webhook-ingress, NATS, two workers, Postgres, session-manager.

mod start;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use domain::TenantId;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use private_servers::{NatsServer, PostgresServer};
use serde_json::Value;
use storage::testing::TestDatabase;
use tempfile::TempDir;

use super::{PATIENCE, Service, Wire, agency, session};
use crate::{Manager, Simulator, eventually};

/// How many tenants are connected at once.
const AT_ONCE: usize = 8;

/// What can be killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    /// A bot-worker, by its number from 0.
    Worker(usize),
    /// The stream.
    Nats,
    /// The database.
    Postgres,
    /// The door.
    Ingress,
    /// session-manager.
    Manager,
    /// WAHA, which keeps what it has on disk.
    Waha,
}

/// A way between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// From the first bot-worker alone to NATS.
    WorkerNats,
    /// From the first bot-worker alone to Postgres.
    WorkerPostgres,
    /// From everybody else to NATS.
    OthersNats,
    /// From everybody else to Postgres.
    OthersPostgres,
    /// From workers and session-manager to WAHA's API.
    Api,
    /// From WAHA to webhook-ingress.
    Webhooks,
}

/// How a house is built.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder of the programs.
    pub programs: PathBuf,
    /// What workers wait for what was overtaken.
    pub settle: Duration,
    /// Whether there are wires between the parts, which can be cut.
    pub wired: bool,
    /// NATS's store; a temporary folder when absent.
    pub nats_store: Option<PathBuf>,
    /// The port of webhook-ingress; any when absent.
    pub door: Option<u16>,
    /// Where WAHA posts webhooks in place of webhook-ingress: a port.
    pub before_door: Option<u16>,
    /// Settings of webhook-ingress in place of, or beside, what it has here.
    pub of_door: Vec<(String, String)>,
    /// The same of session-manager.
    pub of_manager: Vec<(String, String)>,
    /// The environment of the first bot-worker beside its settings.
    pub of_first_worker: Vec<(String, String)>,
}

impl Plan {
    /// Nothing special.
    pub fn new(programs: impl Into<PathBuf>, settle: Duration) -> Self {
        Self {
            programs: programs.into(),
            settle,
            wired: false,
            nats_store: None,
            door: None,
            before_door: None,
            of_door: Vec::new(),
            of_manager: Vec::new(),
            of_first_worker: Vec::new(),
        }
    }
}

/// All of it. It ends with the value.
#[derive(Debug)]
pub struct House {
    /// The network behind WAHA.
    pub simulator: Simulator,
    /// session-manager's API.
    pub manager: Manager,
    /// The database, for who is above its rules.
    pub database: TestDatabase,
    nats: NatsServer,
    postgres: PostgresServer,
    waha: Service,
    ingress: Service,
    session_manager: Service,
    workers: Vec<Service>,
    wires: Vec<(Link, Wire)>,
    // Last: what the processes have open is removed after them.
    _disk: TempDir,
}

impl House {
    /// The services, and where the processes of each are.
    pub fn addresses(&self) -> [(&'static str, Vec<String>); 3] {
        let url = |service: &Service| service.url().to_owned();
        [
            ("webhook-ingress", vec![url(&self.ingress)]),
            ("session-manager", vec![url(&self.session_manager)]),
            ("bot-worker", self.workers.iter().map(url).collect()),
        ]
    }

    /// Where NATS is.
    pub fn nats_url(&self) -> String {
        self.nats.url()
    }

    /// Where NATS answers about itself.
    pub fn nats_monitor_url(&self) -> String {
        self.nats.monitor_url()
    }

    /// How many bot-workers there are.
    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    /// Adds tenants and links their numbers.
    pub async fn tenants(&self, count: usize) -> Result<Vec<TenantId>> {
        let linked = stream::iter(0..count).map(async |number| {
            let tenant = self.manager.add_tenant(&format!("Agency {number}")).await?;
            self.manager.connect(tenant).await?;
            self.link(tenant).await?;
            anyhow::Ok(tenant)
        });
        linked.buffer_unordered(AT_ONCE).try_collect().await
    }

    /// Scans the QR code of a tenant's session with the phone of its number, and waits until it is connected.
    pub async fn link(&self, tenant: TenantId) -> Result<()> {
        let phone = agency(tenant);
        self.simulator.scan(&session(tenant), &phone).await?;
        self.is_linked(tenant).await
    }

    /// Waits until a tenant's session is connected.
    pub async fn is_linked(&self, tenant: TenantId) -> Result<()> {
        self.manager.connected(tenant, PATIENCE).await?;
        // Its history counts from here on.
        let what = format!("the connection of tenant {tenant} in words");
        eventually(&what, PATIENCE, async || {
            let session = self.manager.session(tenant).await?;
            Ok((session["state"] == "connected").then_some(()))
        })
        .await
    }

    /// `kill -9`, and another in its place.
    pub fn kill(&mut self, victim: Victim) -> Result<()> {
        match victim {
            Victim::Nats => tokio::task::block_in_place(|| {
                self.nats.kill()?;
                self.nats.restart()
            }),
            Victim::Postgres => tokio::task::block_in_place(|| {
                self.postgres.kill()?;
                self.postgres.restart()
            }),
            service => self.service(service).context("a service")?.kill(),
        }
    }

    /// Stops Postgres in an orderly way, as at a failover. It is back with [`House::start_postgres`].
    pub fn stop_postgres(&mut self) -> Result<()> {
        tokio::task::block_in_place(|| self.postgres.stop())
    }

    /// Starts Postgres where it was.
    pub fn start_postgres(&mut self) -> Result<()> {
        tokio::task::block_in_place(|| self.postgres.restart())
    }

    /// Restarts NATS in an orderly way.
    pub fn restart_nats(&mut self) -> Result<()> {
        tokio::task::block_in_place(|| self.nats.restart())
    }

    /// Stands still from now on. Postgres cannot: its processes are many.
    pub fn freeze(&mut self, victim: Victim) -> Result<()> {
        match victim {
            Victim::Nats => self.nats.process().signal(private_servers::Signal::STOP),
            other => self.service(other).context("no service")?.freeze(),
        }
    }

    /// Goes on.
    pub fn thaw(&mut self, victim: Victim) -> Result<()> {
        match victim {
            Victim::Nats => self.nats.process().signal(private_servers::Signal::CONT),
            other => self.service(other).context("no service")?.thaw(),
        }
    }

    /// What these ways between parts do from now on; of a house with wires.
    pub fn set(&self, links: &[Link], weather: super::Weather) {
        for (_, wire) in self.wires.iter().filter(|(of, _)| links.contains(of)) {
            wire.set(weather);
        }
    }

    fn service(&mut self, victim: Victim) -> Option<&mut Service> {
        match victim {
            Victim::Worker(number) => self.workers.get_mut(number),
            Victim::Ingress => Some(&mut self.ingress),
            Victim::Manager => Some(&mut self.session_manager),
            Victim::Waha => Some(&mut self.waha),
            Victim::Nats | Victim::Postgres => None,
        }
    }

    /// Who was not killed still runs, and who was is back.
    pub async fn all_run(&mut self) -> Result<()> {
        let Self {
            waha,
            ingress,
            session_manager,
            workers,
            ..
        } = self;
        let others = [waha, ingress, session_manager];
        for service in others.into_iter().chain(workers) {
            service.still_runs()?;
            service.ready().await?;
        }
        Ok(())
    }

    /// Asks Postgres for one JSON value.
    pub async fn ask(&self, question: &'static str) -> Result<Value> {
        let answer = self.database.ask(question).await?;
        Ok(serde_json::from_str(&answer.context("null is no JSON")?)?)
    }
}
