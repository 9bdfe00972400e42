//! One stack: the servers, the services and the demo, in the order in which they need each other.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use private_servers::{
    NatsOptions, NatsServer, PostgresBinaries, PostgresOptions, PostgresServer, Process, Signal,
    nats, tools_dir, wait_for,
};

use super::{
    Home, banner,
    children::{Children, require_running},
    collector,
    logs::LogFollower,
    ports::{Place, Ports},
    restarts::Restarts,
    settings,
};
use crate::{
    cargo, http,
    interrupt::{Interrupt, exit_code},
};

/// How often a running stack is looked after.
const PERIOD: Duration = Duration::from_millis(500);
/// How long a server may take to be ready, or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What has been started so far. [`Stack::stop`] ends it in good order; dropping it ends it as well.
pub(crate) struct Stack<'a> {
    // The order is that of their end when this is dropped: who needs others goes first.
    follower: Option<LogFollower>,
    children: Children,
    second_waha: Option<Process>,
    collector: Option<Process>,
    nats: Option<NatsServer>,
    postgres: Option<PostgresServer>,
    ports: Ports,
    home: &'a Home,
    programs: PathBuf,
    restarts: Restarts,
}

impl<'a> Stack<'a> {
    /// Nothing runs yet; `programs` is the folder of the built ones.
    pub(super) fn new(ports: Ports, home: &'a Home, programs: PathBuf) -> Self {
        Self {
            follower: None,
            children: Children::none(ports),
            second_waha: None,
            collector: None,
            nats: None,
            postgres: None,
            ports,
            home,
            programs,
            restarts: Restarts::default(),
        }
    }

    /// Starts everything, and the demo's tenants in it.
    pub(super) fn bring_up(&mut self, interrupt: &Interrupt, show_logs: bool) -> Result<()> {
        if show_logs {
            let names = Place::SERVICES.iter().map(|service| service.name());
            let logs = [
                "postgres",
                "nats",
                "migrate",
                "create-operator",
                settings::DEMO,
            ]
            .into_iter()
            .chain(names);
            let logs = logs.map(|name| (name, self.home.log_of(name)));
            self.follower = Some(LogFollower::start(logs.collect()));
        }
        self.start_servers(interrupt)?;
        println!("migrating …");
        self.run_logged("migrate", interrupt, |programs| {
            let mut command = Command::new(programs.join(Place::SessionManager.name()));
            cargo::without_peyk(&mut command);
            command
                .arg("migrate")
                .envs(settings::of(Place::SessionManager, self.ports));
            command.envs([settings::for_migrations(self.ports)]);
            command
        })?;
        self.add_operator(interrupt)?;
        println!("starting the services …");
        for service in Place::SERVICES {
            self.children.start(service, &self.programs, self.home)?;
        }
        self.children.wait_until_ready(interrupt)?;
        println!("connecting the demo tenants …");
        self.run_logged(settings::DEMO, interrupt, |programs| {
            let mut command = Command::new(programs.join(settings::DEMO));
            cargo::without_peyk(&mut command);
            command.arg("setup").envs(settings::of_demo(self.ports));
            command
        })
    }

    /// Starts a collector, to which all services that are started later send their traces.
    pub(super) fn collect_traces(&mut self, program: PathBuf, interrupt: &Interrupt) -> Result<()> {
        let process = collector::start(program, self.ports, self.home, interrupt)?;
        self.collector = Some(process);
        self.children.tell(collector::endpoint(self.ports));
        Ok(())
    }

    /// Starts one more simulated WAHA, which the stack does not know yet.
    pub(super) fn add_second_waha(&mut self, interrupt: &Interrupt) -> Result<()> {
        let name = "second-waha";
        let mut command = Command::new(self.programs.join(Place::WahaSimulator.name()));
        cargo::without_peyk(&mut command);
        command.envs(settings::of_second_waha(self.ports));
        let log = self.home.log_of(name);
        let mut process = Process::spawn(
            name,
            &mut command,
            Signal::TERM,
            &log,
            Some(&self.home.pids),
        )?;
        let ready = wait_for(PATIENCE, || {
            interrupt.check()?;
            require_running(&mut process)?;
            let answer = http::get(self.ports.beyond(), "/readyz");
            Ok(answer
                .is_ok_and(|answer| answer.status == 200)
                .then_some(()))
        })?;
        ready.with_context(|| format!("{name} is not ready after {PATIENCE:?}"))?;
        self.second_waha = Some(process);
        Ok(())
    }

    /// The environment of tests against this stack.
    pub(crate) fn for_tests(&self) -> [(&'static str, String); 4] {
        settings::of_browser_tests(self.ports)
    }

    /// Where the services write.
    pub(crate) fn logs(&self) -> PathBuf {
        self.home.logs()
    }

    /// Adds the demo's operator, who may be there already.
    fn add_operator(&self, interrupt: &Interrupt) -> Result<()> {
        let name = "create-operator";
        let mut command = Command::new(self.programs.join(Place::SessionManager.name()));
        cargo::without_peyk(&mut command);
        command
            .args([name, "--email", settings::OPERATOR_EMAIL])
            .arg("--password-stdin")
            .envs(settings::of(Place::SessionManager, self.ports));
        let mut process = Process::spawn_fed(
            name,
            &mut command,
            Signal::TERM,
            &self.home.log_of(name),
            Some(&self.home.pids),
            settings::DEMO_PASSWORD,
        )?;
        finish(name, &mut process, interrupt)
    }

    /// Plays one conversation; its hops are the demo's output and the exit code is the demo's.
    pub(super) fn play(&mut self, interrupt: &Interrupt) -> Result<ExitCode> {
        let mut command = Command::new(self.programs.join(settings::DEMO));
        cargo::without_peyk(&mut command);
        command.arg("play").envs(settings::of_demo(self.ports));
        let mut demo = Process::spawn_attached(
            settings::DEMO,
            &mut command,
            Signal::TERM,
            Some(&self.home.pids),
        )?;
        let status = interrupt.finish(&mut demo)?;
        // A conversation that stopped because a service has ended is explained by that service's log.
        self.check()?;
        let code = exit_code(status);
        if code != ExitCode::SUCCESS {
            eprintln!(
                "the demo failed ({status}); logs are in {}",
                self.home.logs().display()
            );
        }
        Ok(code)
    }

    /// Keeps everything running until the user asks to stop. What ends by itself, or is killed, is started again, as an
    /// orchestrator would; fails when it does not stay up.
    pub(super) fn stay(&mut self, interrupt: &Interrupt) -> Result<ExitCode> {
        let dashboard = settings::dashboard().is_some();
        println!("{}", banner::text(self.ports, &self.home.logs(), dashboard));
        while !interrupt.requested() {
            self.mend()?;
            wait_for(PERIOD, || Ok(interrupt.requested().then_some(())))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Ends everything, the last started first.
    pub(super) fn stop(&mut self, interrupt: &Interrupt) -> Result<()> {
        let children = self.children.stop(interrupt);
        for server in [
            self.second_waha.as_mut(),
            self.collector.as_mut(),
            self.nats.as_mut().map(NatsServer::process),
            self.postgres.as_mut().map(PostgresServer::process),
        ]
        .into_iter()
        .flatten()
        {
            interrupt.stop(server, PATIENCE)?;
        }
        self.follower = None;
        children
    }

    fn start_servers(&mut self, interrupt: &Interrupt) -> Result<()> {
        let say = |message: &str| println!("{message}");
        let nats_server = interrupt.blocking(|| nats::find(&tools_dir(), &say))?;
        let binaries = interrupt.blocking(|| PostgresBinaries::find(&tools_dir(), &say))?;
        println!("starting Postgres and NATS …");
        let options = PostgresOptions {
            binaries: Some(binaries),
            port: Some(self.ports.of(Place::Postgres)),
            data_dir: Some(self.home.postgres_data()),
            durable: true,
            bootstrap: settings::roles(),
            scripts: Vec::new(),
            log: Some(self.home.log_of("postgres")),
            pids: Some(self.home.pids.clone()),
        };
        let prepared = interrupt.blocking(|| PostgresServer::prepare(options))?;
        self.postgres = Some(prepared.start()?);
        interrupt.check()?;
        self.nats = Some(NatsServer::start(NatsOptions {
            binary: Some(nats_server),
            port: Some(self.ports.of(Place::Nats)),
            monitor_port: Some(self.ports.of(Place::NatsMonitoring)),
            store_dir: Some(self.home.nats_store()),
            password: Some(settings::NATS_PASSWORD.to_owned()),
            log: Some(self.home.log_of("nats")),
            pids: Some(self.home.pids.clone()),
            ..NatsOptions::default()
        })?);
        interrupt.check()
    }

    /// Runs a step to its end with its output in a log, which is shown when it fails.
    fn run_logged(
        &self,
        name: &str,
        interrupt: &Interrupt,
        command: impl FnOnce(&Path) -> Command,
    ) -> Result<()> {
        let mut command = command(&self.programs);
        let log = self.home.log_of(name);
        let mut process = Process::spawn(
            name,
            &mut command,
            Signal::TERM,
            &log,
            Some(&self.home.pids),
        )?;
        finish(name, &mut process, interrupt)
    }

    fn mend(&mut self) -> Result<()> {
        let mut mended = self.children.mend(&self.programs, self.home)?;
        if let Some(nats) = &mut self.nats
            && let Err(ended) = require_running(nats.process())
        {
            nats.restart()?;
            mended.push(format!("{ended:#}"));
        }
        if let Some(postgres) = &mut self.postgres
            && let Err(ended) = require_running(postgres.process())
        {
            postgres.restart()?;
            mended.push(format!("{ended:#}"));
        }
        for ended in mended {
            let first_line = ended.lines().next().unwrap_or_default();
            println!(
                "{} It was started again.",
                first_line.trim_end_matches(" The end of its log:")
            );
            self.restarts.note(Instant::now()).with_context(|| ended)?;
        }
        Ok(())
    }

    fn check(&mut self) -> Result<()> {
        self.children.check()?;
        let nats = self.nats.as_mut().map(NatsServer::process);
        let postgres = self.postgres.as_mut().map(PostgresServer::process);
        for server in [nats, postgres].into_iter().flatten() {
            require_running(server).context("a server of the stack is gone")?;
        }
        Ok(())
    }
}

/// Waits for a step; when it fails, its log says why.
fn finish(name: &str, process: &mut Process, interrupt: &Interrupt) -> Result<()> {
    let status = interrupt.finish(process)?;
    if !status.success() {
        bail!("{name} failed ({status}):\n{}", process.log_tail(20));
    }
    Ok(())
}
