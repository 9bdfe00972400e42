//! Everything is broken in turn under load; the part that speaks Peyk's languages is `peyk-chaos` in `e2e`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use private_servers::{PidRegistry, Process, Signal, nats, tools_dir, workspace_root};

use crate::{
    cargo,
    interrupt::{Interrupt, exit_code},
    room::Room,
};

const PROGRAM: &str = "peyk-chaos";
/// Where `peyk-chaos` and the services write their logs, and what a failure leaves.
const LOGS: &str = "PEYK_TEST_LOGS";
/// What CI has the time for: one of each kind.
const SHORT: [&str; 6] = [
    "--minutes=1.2",
    "--rate=15",
    "--tenants=4",
    "--seed=8",
    "--only",
    "kill-worker,freeze-worker,kill-nats,stop-postgres,cut-worker,kill-ingress,kill-waha,fill-disk",
];

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Build optimised, for a high rate
    #[arg(long)]
    release: bool,
    /// For peyk-chaos: `--minutes 15`, `--rate 200`, `--seed 7`, `--only kill-nats,fill-disk`, `--without reply-id`,
    /// `--json FILE`; `-- --help` explains them. `--release` comes first
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds and runs it; the exit code is its own.
pub(crate) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<ExitCode> {
    let programs = build(arguments.release, interrupt)?;
    perform(&programs, &arguments.arguments, interrupt)
}

/// A short run as a step of something larger, with the programs that the tests have compiled.
pub(crate) fn short(interrupt: &Interrupt) -> Result<()> {
    let programs = cargo::target_directory()?.join("debug");
    ensure!(
        programs.join(PROGRAM).is_file(),
        "there is no {PROGRAM}: the tests have not been compiled"
    );
    let arguments = SHORT.map(str::to_owned);
    if perform(&programs, &arguments, interrupt)? != ExitCode::SUCCESS {
        bail!("something was lost, doubled or out of order");
    }
    Ok(())
}

fn build(release: bool, interrupt: &Interrupt) -> Result<PathBuf> {
    let mut arguments = vec!["build", "--locked", "--package", "e2e", "--bins"];
    arguments.extend(release.then_some("--release"));
    cargo::run(&mut cargo::command(&arguments), interrupt, None)?;
    let profile = if release { "release" } else { "debug" };
    Ok(cargo::target_directory()?.join(profile))
}

fn perform(programs: &Path, arguments: &[String], interrupt: &Interrupt) -> Result<ExitCode> {
    let nats_server =
        interrupt.blocking(|| nats::find(&tools_dir(), &|message| println!("{message}")))?;
    let room = Room::open("chaos")?;
    let logs = logs_folder()?;
    let mut command = command(programs);
    command
        .args(arguments)
        .env("PEYK_NATS_SERVER", nats_server)
        .env(PidRegistry::VARIABLE, room.pids.folder())
        .env(LOGS, &logs);
    let mut chaos = Process::spawn_attached("chaos", &mut command, Signal::TERM, Some(&room.pids))?;
    let code = exit_code(interrupt.finish(&mut chaos)?);
    if code == ExitCode::SUCCESS {
        fs::remove_dir_all(&logs).with_context(|| format!("remove {}", logs.display()))?;
    } else {
        eprintln!("what was found, and the logs: {}", logs.display());
    }
    Ok(code)
}

/// In a world of mounts of its own, where that is allowed: its small disk goes away with it, however it ends.
fn command(programs: &Path) -> Command {
    let program = programs.join(PROGRAM);
    let allowed = Command::new("unshare")
        .args(["--mount", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let mut command = if allowed.is_ok_and(|status| status.success()) {
        let mut command = Command::new("unshare");
        command.arg("--mount").arg(program);
        command
    } else {
        Command::new(program)
    };
    cargo::without_peyk(&mut command);
    command
}

fn logs_folder() -> Result<PathBuf> {
    let run = std::process::id();
    let folder = workspace_root().join(format!("target/peyk/chaos/{run}"));
    fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    Ok(folder)
}
