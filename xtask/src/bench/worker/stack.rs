//! What a measurement needs: a Postgres for all of them, and for each a NATS, a WAHA and the programs that are measured.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use private_servers::{
    NatsOptions, NatsServer, PostgresBinaries, PostgresOptions, PostgresServer, Process, Signal,
    free_port, nats, tools_dir, workspace_root,
};

use super::{measure::Measurement, statements::Statements, world::World};
use crate::{
    bench::{
        case::{self, MASTER_SECRET},
        python,
    },
    cargo,
    interrupt::Interrupt,
    room::Room,
};

/// As in `bench/src/world.rs`. None of these is a secret.
const MASTER_KEY: &str = "peyk-bench-master-key-for-sealed-secrets";
const OWNER_PASSWORD: &str = "peyk-bench-owner";
const APP_PASSWORD: &str = "peyk-bench-app";
/// Each message is a turn of its own, answered at once by a text that repeats it.
const WORKER_SETTINGS: [(&str, &str); 2] = [
    ("PEYK__BOT__FLOW", "echo"),
    ("PEYK__PACING__PROFILE", "fast"),
];
/// How long a worker waits for what was written before a message and comes after it.
const SETTLE: &str = "PEYK__PACING__SETTLE";
/// As the earlier figures of that design were taken.
const PYTHON_WORKERS: &str = "--workers=2";

/// What all measurements share.
pub(super) struct Ground<'a> {
    pub(super) interrupt: &'a Interrupt,
    pub(super) postgres: PostgresServer,
    pub(super) binaries: PostgresBinaries,
    pub(super) room: Room,
    /// Where the time of statements is written, if it is asked for.
    pub(super) statements: Option<Statements>,
    nats: PathBuf,
    programs: PathBuf,
    python: Option<PathBuf>,
    /// Where the WAHA of all sessions is: databases know it.
    waha_port: u16,
}

/// Who answers the customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answering {
    /// So many bot-workers.
    Workers(u16),
    /// So many bot-workers behind an ingress.
    Door(u16),
    /// The design that Peyk replaces.
    Python,
}

/// What runs during a measurement. What needs others goes first when it is dropped.
pub(super) struct Stack {
    pub(super) waha: Process,
    pub(super) door: Option<Process>,
    pub(super) answering: Vec<Process>,
    pub(super) nats: NatsServer,
    pub(super) waha_port: u16,
}

impl<'a> Ground<'a> {
    /// Builds the programs and starts Postgres, with a database for each world.
    pub(super) fn prepare(
        worlds: &[World],
        with_python: bool,
        interrupt: &'a Interrupt,
    ) -> Result<Self> {
        let room = Room::open("bench-worker")?;
        let python = with_python.then(python::find).transpose()?;
        println!("building with optimisations …");
        let mut build = cargo::command(&["build", "--release", "--locked"]);
        for package in ["webhook-ingress", "bot-worker", "bench"] {
            build.args(["-p", package]);
        }
        cargo::run(&mut build, interrupt, Some(&room.pids))?;
        let say = |message: &str| println!("{message}");
        let nats = interrupt.blocking(|| nats::find(&tools_dir(), &say))?;
        let binaries = interrupt.blocking(|| PostgresBinaries::find(&tools_dir(), &say))?;
        let options = PostgresOptions {
            binaries: Some(binaries.clone()),
            data_dir: Some(room.postgres()),
            durable: true,
            bootstrap: bootstrap(worlds),
            log: Some(room.folder.join("postgres.log")),
            pids: Some(room.pids.clone()),
            ..PostgresOptions::default()
        };
        let prepared = interrupt.blocking(|| PostgresServer::prepare(options))?;
        let ground = Self {
            interrupt,
            postgres: prepared.start()?,
            binaries,
            room,
            statements: None,
            nats,
            programs: case::programs_folder()?,
            python,
            waha_port: free_port()?,
        };
        for world in worlds {
            ground.fill(world)?;
        }
        Ok(ground)
    }

    /// Migrates and fills a database.
    fn fill(&self, world: &World) -> Result<()> {
        println!("filling a database: {world} …");
        let mut command = self.bench(&["world"]);
        command
            .args(world.arguments())
            .arg(format!("--waha={}", self.waha_url()))
            .env("PEYK_BENCH_OWNER_URL", self.owner_url(world));
        self.finish("world", &mut command)
    }

    /// Starts what answers the customers of a world, and the WAHA that they write to.
    pub(super) fn start(&self, what: &Measurement<'_>) -> Result<Stack> {
        let Measurement {
            world,
            answering,
            echoes,
            settle,
            ..
        } = *what;
        let nats = self.start_nats()?;
        let with_nats = |command: &mut Command| {
            command.env("PEYK_BENCH_NATS_URL", nats.url());
        };
        if matches!(answering, Answering::Door(_)) {
            let mut command = self.bench(&["tenants"]);
            command.arg(format!("--count={}", world.tenants));
            with_nats(&mut command);
            self.finish("tenants", &mut command)?;
        }
        let (processes, door) = match answering {
            Answering::Workers(count) => (self.start_workers(world, &nats, count, settle)?, None),
            Answering::Door(count) => {
                let workers = self.start_workers(world, &nats, count, settle)?;
                (workers, Some(self.start_door(&nats)?))
            }
            Answering::Python => {
                let (python, port) = self.start_python(world)?;
                (vec![python], Some((None, port)))
            }
        };
        let mut command = self.bench(&["waha", &format!("--port={}", self.waha_port)]);
        command.args(world.crowd());
        if let Some((_, port)) = door {
            command.arg(format!("--door={port}"));
        }
        if answering != Answering::Python {
            with_nats(&mut command);
            if echoes {
                command.arg("--echoes");
            }
        }
        Ok(Stack {
            waha: self.spawn("waha", &mut command, self.waha_port, false)?,
            door: door.and_then(|(process, _)| process),
            answering: processes,
            nats,
            waha_port: self.waha_port,
        })
    }

    fn start_nats(&self) -> Result<NatsServer> {
        let store = self.room.folder.join("nats");
        if store.exists() {
            fs::remove_dir_all(&store).context("remove the last store")?;
        }
        fs::create_dir_all(&store).context("make a store")?;
        NatsServer::start(NatsOptions {
            binary: Some(self.nats.clone()),
            store_dir: Some(store),
            log: Some(self.room.folder.join("nats.log")),
            pids: Some(self.room.pids.clone()),
            ..NatsOptions::default()
        })
    }

    fn start_workers(
        &self,
        world: &World,
        nats: &NatsServer,
        count: u16,
        settle: &str,
    ) -> Result<Vec<Process>> {
        let start = |number: u16| {
            let port = free_port()?;
            let mut command = Command::new(self.programs.join("bot-worker"));
            cargo::without_peyk(&mut command);
            command
                .env("PEYK__HTTP__LISTEN", format!("127.0.0.1:{port}"))
                .env("PEYK__NATS__URL", nats.url())
                .env("PEYK__DATABASE__URL", self.app_url(world))
                .env("PEYK__SECRETS__MASTER_KEY", MASTER_KEY)
                .envs(WORKER_SETTINGS)
                .env(SETTLE, settle);
            self.spawn(&format!("bot-worker-{number}"), &mut command, port, true)
        };
        (1..=count).map(start).collect()
    }

    fn start_door(&self, nats: &NatsServer) -> Result<(Option<Process>, u16)> {
        let port = free_port()?;
        let mut command = Command::new(self.programs.join("webhook-ingress"));
        cargo::without_peyk(&mut command);
        command
            .env("PEYK__HTTP__LISTEN", format!("127.0.0.1:{port}"))
            .env("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET)
            .env("PEYK__NATS__URL", nats.url());
        let door = self.spawn("webhook-ingress", &mut command, port, true)?;
        Ok((Some(door), port))
    }

    /// Starts the handler in Python, with tables of its own in the world's database.
    fn start_python(&self, world: &World) -> Result<(Process, u16)> {
        let port = free_port()?;
        let python = self.python.as_ref().context("a Python")?;
        let folder = workspace_root().join("bench/python");
        let url = self
            .owner_url(world)
            .replacen("postgres://", "postgresql+asyncpg://", 1);
        let with_settings = |command: &mut Command| {
            command
                .env("PEYK_BENCH_SEED_DATABASE", &url)
                .env("PEYK_BENCH_SEED_WAHA", self.waha_url())
                .env("PEYK_BENCH_SEED_TENANTS", world.tenants.to_string())
                .env("PEYK_BENCH_SEED_CHATS", world.chats.to_string());
        };
        let mut command = Command::new(python);
        command.arg(folder.join("seed_worker.py"));
        with_settings(&mut command);
        self.finish("python-tables", &mut command)?;
        let mut command = Command::new(python);
        command
            .args(["-m", "uvicorn", "seed_worker:app", PYTHON_WORKERS])
            .args(["--log-level=warning", "--no-access-log"])
            .arg(format!("--port={port}"))
            .arg("--app-dir")
            .arg(folder);
        with_settings(&mut command);
        Ok((self.spawn("python", &mut command, port, false)?, port))
    }

    /// A part of `peyk-bench`.
    fn bench(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join("peyk-bench"));
        cargo::without_peyk(&mut command);
        command.args(arguments);
        command
    }

    fn spawn(&self, name: &str, command: &mut Command, port: u16, ours: bool) -> Result<Process> {
        self.interrupt.check()?;
        let log = self.room.folder.join(format!("{name}.log"));
        let mut process = Process::spawn(name, command, Signal::TERM, &log, Some(&self.room.pids))?;
        case::await_ready(&mut process, port, ours)?;
        Ok(process)
    }

    /// Runs a step to its end; when it fails, its log says why.
    pub(super) fn finish(&self, name: &str, command: &mut Command) -> Result<()> {
        let log = self.room.folder.join(format!("{name}.log"));
        let mut process = Process::spawn(name, command, Signal::TERM, &log, Some(&self.room.pids))?;
        let status = self.interrupt.finish(&mut process)?;
        let said = || format!("{name} failed ({status}):\n{}", process.log_tail(20));
        ensure!(status.success(), said());
        Ok(())
    }

    fn waha_url(&self) -> String {
        format!("http://127.0.0.1:{}/api", self.waha_port)
    }

    fn owner_url(&self, world: &World) -> String {
        self.postgres
            .url_as("peyk_owner", OWNER_PASSWORD, world.database)
    }

    pub(super) fn app_url(&self, world: &World) -> String {
        self.postgres
            .url_as("peyk_app", APP_PASSWORD, world.database)
    }
}

impl Stack {
    /// Fails when one of those that answer has ended.
    pub(super) fn check(&mut self) -> Result<()> {
        for process in &mut self.answering {
            let status = process.exited()?;
            let log = || {
                format!(
                    "{} ended. Its log:\n{}",
                    process.name(),
                    process.log_tail(20)
                )
            };
            ensure!(status.is_none(), log());
        }
        Ok(())
    }
}

/// The roles of production, and the databases.
fn bootstrap(worlds: &[World]) -> String {
    let roles = include_str!("../../../../infra/postgres/roles.sql")
        .replace(":'owner_password'", &format!("'{OWNER_PASSWORD}'"))
        .replace(":'app_password'", &format!("'{APP_PASSWORD}'"));
    let databases = worlds.iter().map(|world| {
        let World { database, .. } = world;
        format!("\n\nCREATE DATABASE {database} OWNER peyk_owner;\n")
    });
    std::iter::once(roles).chain(databases).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{defaults, dev::Place};

    #[test]
    fn every_setting_is_one_that_a_worker_has() {
        for name in WORKER_SETTINGS
            .map(|(name, _)| name)
            .into_iter()
            .chain([SETTLE])
        {
            assert!(defaults::has(Place::BotWorker, name), "{name}");
        }
    }

    #[test]
    fn each_world_has_a_database_and_every_role_its_password() {
        let world = World {
            database: "usual",
            tenants: 1,
            chats: 1,
            history: 0,
        };
        let statements = bootstrap(&[world]);
        assert!(!statements.contains(":'"), "{statements}");
        assert!(statements.ends_with("\n\nCREATE DATABASE usual OWNER peyk_owner;\n"));
    }
}
