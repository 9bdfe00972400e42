//! The whole of Peyk on this machine, from one command to a clean end.

mod banner;
mod children;
mod collector;
mod logs;
mod ports;
mod restarts;
mod settings;
mod stack;

use std::{
    fs::{self, File, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use private_servers::{PidRegistry, postgres, workspace_root};

use crate::{cargo, dashboard, interrupt::Interrupt, room::Room};
use stack::Stack;

pub(crate) use ports::{Place, Ports};

#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags of a command line are independent of each other"
)]
pub(crate) struct Arguments {
    /// First of the seven ports in use; another one runs another stack beside
    #[arg(
        long,
        value_name = "N",
        env = "PEYK_PORT_BASE",
        default_value_t = Ports::DEFAULT_BASE,
        value_parser = clap::value_parser!(u16).range(1024..=i64::from(Ports::HIGHEST_BASE)),
    )]
    port_base: u16,
    /// Forget all data of this stack first
    #[arg(long)]
    fresh: bool,
    /// Bring it up, play one demo conversation, print each hop of it with its time, and stop
    #[arg(long)]
    once: bool,
    /// Show the services' logs here too; they are in target/peyk/<port base>/logs in any case
    #[arg(long)]
    logs: bool,
    /// Start an OpenTelemetry collector (otelcol or otelcol-contrib on PATH, or what `PEYK_OTELCOL` names), which prints the
    /// traces of all services into target/peyk/<port base>/logs/otelcol.log
    #[arg(long)]
    telemetry: bool,
    /// Build with optimisations
    #[arg(long)]
    release: bool,
}

/// Brings the stack up and keeps it until it is stopped, or plays the demo once; nothing is left running.
pub(crate) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<ExitCode> {
    let ports = Ports {
        base: arguments.port_base,
    };
    let collector = arguments.telemetry.then(collector::find).transpose()?;
    let home = Home::claim(ports)?;
    for name in home.pids.end_leftovers()? {
        println!("ended {name}, left running by a stack that was killed");
    }
    ports.require_free()?;
    if arguments.fresh {
        home.forget_data()?;
    }
    home.begin_logs()?;
    let programs = build(arguments.release, &home.pids, interrupt)?;
    dashboard::build(&home.pids, interrupt)?;
    let mut stack = Stack::new(ports, &home, programs);
    let traced = collector.map(|program| stack.collect_traces(program, interrupt));
    let brought_up = traced
        .unwrap_or(Ok(()))
        .and_then(|()| stack.bring_up(interrupt, arguments.logs));
    let outcome = brought_up.and_then(|()| {
        if arguments.once {
            stack.play(interrupt)
        } else {
            stack.stay(interrupt)
        }
    });
    if interrupt.requested() || !arguments.once {
        println!("stopping …");
    }
    let stopped = stack.stop(interrupt);
    let code = outcome?;
    stopped?;
    Ok(code)
}

/// A stack on free ports in somebody else's room, with a second WAHA beside it, for as long as `work` takes.
pub(crate) fn within<T>(
    room: &Room,
    programs: PathBuf,
    interrupt: &Interrupt,
    work: impl FnOnce(&Stack<'_>) -> Result<T>,
) -> Result<T> {
    let home = Home::within(room);
    home.begin_logs()?;
    let mut stack = Stack::new(Ports::free()?, &home, programs);
    let outcome = stack
        .bring_up(interrupt, false)
        .and_then(|()| stack.add_second_waha(interrupt))
        .and_then(|()| work(&stack));
    let stopped = stack.stop(interrupt);
    let outcome = outcome?;
    stopped?;
    Ok(outcome)
}

/// The services and the demo, compiled; answers with the folder of the programs.
pub(crate) fn build(release: bool, pids: &PidRegistry, interrupt: &Interrupt) -> Result<PathBuf> {
    println!("building (the first time takes some minutes) …");
    let mut command = cargo::command(&["build", "--locked"]);
    for package in Place::SERVICES {
        command.args(["--package", package.name()]);
    }
    command.args(["--package", "e2e"]);
    for binary in Place::SERVICES {
        command.args(["--bin", binary.name()]);
    }
    command.args(["--bin", settings::DEMO]);
    if release {
        command.arg("--release");
    }
    cargo::run(&mut command, interrupt, Some(pids))?;
    let profile = if release { "release" } else { "debug" };
    Ok(cargo::target_directory()?.join(profile))
}

/// The folder of one stack, `target/peyk/<port base>`, held by one `dev` at a time.
struct Home {
    folder: PathBuf,
    pids: PidRegistry,
    // Held as long as the process lives: the system lets go of it even after a `kill -9`. A room has its own.
    _lock: Option<File>,
}

impl Home {
    fn claim(ports: Ports) -> Result<Self> {
        let folder = workspace_root()
            .join("target/peyk")
            .join(ports.base.to_string());
        Self::claim_in(folder, ports.base)
    }

    /// Its files are where the room looks for them when it is tidied.
    fn within(room: &Room) -> Self {
        Self {
            folder: room.folder.clone(),
            pids: room.pids.clone(),
            _lock: None,
        }
    }

    fn claim_in(folder: PathBuf, base: u16) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
        let path = folder.join("lock");
        let opened = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path);
        let mut lock = opened.with_context(|| format!("open {}", path.display()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = lock.read_to_string(&mut holder);
                let holder = holder.trim();
                bail!(
                    "`cargo xtask dev` already runs on port base {base} (pid {holder}): stop it, or take another \
                     range with --port-base {}",
                    Ports { base }.another().base,
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("lock {}", path.display()));
            }
        }
        lock.set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| writeln!(lock, "{}", std::process::id()))
            .with_context(|| format!("write {}", path.display()))?;
        Ok(Self {
            pids: PidRegistry::open(folder.join("pids"))?,
            folder,
            _lock: Some(lock),
        })
    }

    fn nats_store(&self) -> PathBuf {
        self.folder.join("nats")
    }

    fn postgres_data(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    fn log_of(&self, name: &str) -> PathBuf {
        self.logs().join(format!("{name}.log"))
    }

    fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    fn forget_data(&self) -> Result<()> {
        postgres::forget_data(&self.postgres_data())?;
        remove(&self.nats_store())
    }

    /// Each run has its own logs; those of the run before are kept once.
    fn begin_logs(&self) -> Result<()> {
        let (logs, before) = (self.logs(), self.folder.join("logs.before"));
        if logs.exists() {
            remove(&before)?;
            fs::rename(&logs, &before).with_context(|| format!("move {}", logs.display()))?;
        }
        fs::create_dir_all(&logs).with_context(|| format!("create {}", logs.display()))
    }
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_stack_holds_its_folder_alone_and_the_other_is_told_what_to_do() {
        let parent = tempfile::tempdir().unwrap();
        let claim = || Home::claim_in(parent.path().join("8080"), 8080);
        let first = claim().unwrap();
        let error = claim().err().expect("the folder is held").to_string();
        assert!(error.contains("port base 8080"), "{error}");
        assert!(error.contains(&std::process::id().to_string()), "{error}");
        assert!(error.contains("--port-base 8090"), "{error}");
        drop(first);
        claim().unwrap();
    }

    #[test]
    fn the_logs_of_the_run_before_are_kept() {
        let parent = tempfile::tempdir().unwrap();
        let home = Home::claim_in(parent.path().join("8080"), 8080).unwrap();
        home.begin_logs().unwrap();
        for run in ["first", "second"] {
            fs::write(home.log_of("nats"), run).unwrap();
            home.begin_logs().unwrap();
            assert!(!home.log_of("nats").exists());
            let kept = fs::read_to_string(home.folder.join("logs.before/nats.log")).unwrap();
            assert_eq!(kept, run);
        }
    }
}
