//! What is measured, and how each is started.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use private_servers::{NatsServer, PidRegistry, Process, Signal, wait_for, workspace_root};

use crate::{cargo, http};

/// As in `bench/src/main.rs`.
pub(super) const MASTER_SECRET: &str = "peyk-bench-master-secret-for-webhook-keys";
const START_PATIENCE: Duration = Duration::from_secs(30);

/// One of those that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum Case {
    /// The HTTP stack alone: it reads the body and answers 202
    A,
    /// Ingress: on disk before the answer, in batches
    B,
    /// Ingress that publishes each webhook by itself
    C,
    /// JetStream alone, fed in batches by a bare client
    DBatch,
    /// JetStream alone, fed message by message
    DSingle,
    /// A handler in Python that answers first and works in the background
    ESeed,
    /// A handler in Python that publishes to JetStream before it answers
    EJetstream,
}

/// What cases are made of.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) ingress: PathBuf,
    pub(super) bench: PathBuf,
    pub(super) python: Option<PathBuf>,
    /// Where logs go.
    pub(super) folder: PathBuf,
    pub(super) pids: PidRegistry,
}

impl Case {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::DBatch => "d_batch",
            Self::DSingle => "d_single",
            Self::ESeed => "e_seed",
            Self::EJetstream => "e_jetstream",
        }
    }

    pub(super) fn needs_nats(self) -> bool {
        !matches!(self, Self::A | Self::ESeed)
    }

    pub(super) fn needs_python(self) -> bool {
        matches!(self, Self::ESeed | Self::EJetstream)
    }

    /// Whether it is fed over HTTP.
    pub(super) fn listens(self) -> bool {
        !matches!(self, Self::DBatch | Self::DSingle)
    }

    /// The arguments of the bare client: as many messages wait for their acknowledgement as there are connections in
    /// the other cases; in batches, four batches of as many.
    pub(super) fn feed(self, connections: u64) -> [String; 2] {
        match self {
            Self::DBatch => [
                format!("--batch={}", connections.min(1000)),
                "--in-flight=4".to_owned(),
            ],
            _ => ["--batch=1".to_owned(), format!("--in-flight={connections}")],
        }
    }
}

impl Programs {
    /// Starts the server of a case, and waits until it takes requests on `port`.
    pub(super) fn serve(
        &self,
        case: Case,
        nats: Option<&NatsServer>,
        port: u16,
    ) -> Result<Process> {
        let mut command = match case {
            Case::A => {
                let mut command = Command::new(&self.bench);
                command.args(["transport", "--port", &port.to_string()]);
                command
            }
            Case::B | Case::C => {
                let mut command = Command::new(&self.ingress);
                command
                    .env("PEYK__HTTP__LISTEN", format!("127.0.0.1:{port}"))
                    .env("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET)
                    .env("PEYK__NATS__URL", nats.context("a NATS")?.url());
                if case == Case::C {
                    command.env("PEYK__WEBHOOK__BATCH_MESSAGES", "1");
                }
                command
            }
            Case::ESeed | Case::EJetstream => self.uvicorn(case, nats, port)?,
            Case::DBatch | Case::DSingle => bail!("{} does not listen", case.name()),
        };
        let log = self.folder.join(format!("{}.log", case.name()));
        let name = case.name();
        let mut process = Process::spawn(name, &mut command, Signal::TERM, &log, Some(&self.pids))?;
        let ours = matches!(case, Case::B | Case::C);
        await_ready(&mut process, port, ours)?;
        Ok(process)
    }

    fn uvicorn(&self, case: Case, nats: Option<&NatsServer>, port: u16) -> Result<Command> {
        let app = if case == Case::ESeed {
            "seed:app"
        } else {
            "jetstream:app"
        };
        let mut command = Command::new(self.python.as_ref().context("a Python")?);
        command
            .args([
                "-m",
                "uvicorn",
                app,
                "--log-level=warning",
                "--no-access-log",
            ])
            .arg(format!("--port={port}"))
            .arg("--app-dir")
            .arg(workspace_root().join("bench/python"));
        if let Some(nats) = nats {
            command.env("PEYK_BENCH_NATS_URL", nats.url());
        }
        Ok(command)
    }

    /// Runs a part of `peyk-bench` against a NATS, and answers what it printed.
    pub(super) fn bench(&self, nats: &NatsServer, arguments: &[String]) -> Result<String> {
        said_by(&self.bench, &nats.url(), arguments)
    }
}

/// Runs a part of `peyk-bench`, which is `program`, against the NATS at a URL, and answers what it printed.
pub(super) fn said_by(program: &Path, nats_url: &str, arguments: &[String]) -> Result<String> {
    let mut command = Command::new(program);
    cargo::without_peyk(&mut command);
    command.args(arguments).env("PEYK_BENCH_NATS_URL", nats_url);
    let output = command.output().context("start peyk-bench")?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "peyk-bench {} failed: {error}",
        arguments.join(" ")
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Waits until a process takes requests on `port`; one of `ours`, until it says that it is ready.
pub(super) fn await_ready(process: &mut Process, port: u16, ours: bool) -> Result<()> {
    let ready = wait_for(START_PATIENCE, || {
        if let Some(status) = process.exited()? {
            bail!("it ended at its start ({status})");
        }
        // Others than ours know no such path, and say so once they listen.
        let answers = |status| status == 200 || !ours;
        let answer = http::get(port, "/readyz");
        Ok(answer.is_ok_and(|it| answers(it.status)).then_some(()))
    });
    let ready = ready.and_then(|ready| ready.context("it does not become ready"));
    ready.with_context(|| {
        format!(
            "start {}. Its log:\n{}",
            process.name(),
            process.log_tail(20)
        )
    })
}

/// Where the release build puts its programs.
pub(super) fn programs_folder() -> Result<PathBuf> {
    let folder: &Path = &cargo::target_directory()?;
    Ok(folder.join("release"))
}
