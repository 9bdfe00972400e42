//! The dashboard's tests in a browser, against a whole stack of their own: free ports, a room that is removed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Result, bail};
use private_servers::{Process, Signal, workspace_root};

use crate::{
    cargo, dashboard, dev,
    interrupt::{Interrupt, exit_code},
    room::Room,
};

/// Names a Chromium that is not on PATH.
const CHROMIUM: &str = "PEYK_CHROMIUM";
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// For Playwright: a filter such as `whatsapp`, `--headed`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Why they cannot be run here, and what to do about it.
pub(crate) fn missing() -> Option<String> {
    dashboard::missing().or_else(|| {
        chromium().is_none().then(|| {
            format!("there is no Chromium (`apt-get install chromium`, or name one by {CHROMIUM})")
        })
    })
}

/// Which programs are tested: all are the same, but cargo compiles them anew for another selection of packages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Programs {
    /// Those of `cargo xtask dev`.
    OfDev,
    /// Those that the Rust tests have just compiled.
    OfTests,
}

/// Runs the tests; the exit code is theirs.
pub(crate) fn run(
    arguments: &Arguments,
    programs: Programs,
    interrupt: &Interrupt,
) -> Result<ExitCode> {
    if let Some(missing) = missing() {
        bail!(missing);
    }
    let chromium = chromium().unwrap_or_default();
    let room = Room::open("browser")?;
    let programs = match programs {
        Programs::OfDev => dev::build(false, &room.pids, interrupt)?,
        Programs::OfTests => build_with_tests(&room, interrupt)?,
    };
    dashboard::require_built(&room.pids, interrupt)?;
    let folder = dashboard::folder();
    dev::within(&room, programs, interrupt, |stack| {
        let mut command = Command::new("npm");
        command
            .args(["--silent", "run", "browser", "--"])
            .args(&arguments.arguments)
            .current_dir(&folder)
            .env(CHROMIUM, &chromium)
            .envs(stack.for_tests());
        let mut tests = Process::spawn_attached(
            "tests in the browser",
            &mut command,
            Signal::TERM,
            Some(&room.pids),
        )?;
        let code = exit_code(interrupt.finish(&mut tests)?);
        if code != ExitCode::SUCCESS {
            keep_logs(&stack.logs());
        }
        Ok(code)
    })
}

/// All of them, as a step of something larger.
pub(crate) fn run_all(interrupt: &Interrupt) -> Result<()> {
    if let Some(missing) = missing() {
        bail!("the dashboard cannot be tested in a browser: {missing}");
    }
    let all = Arguments::default();
    if run(&all, Programs::OfTests, interrupt)? != ExitCode::SUCCESS {
        bail!("tests in the browser failed");
    }
    Ok(())
}

fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os(CHROMIUM) {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|folder| NAMES.iter().map(move |name| folder.join(name)))
        .find(|program| program.is_file())
}

fn build_with_tests(room: &Room, interrupt: &Interrupt) -> Result<PathBuf> {
    println!("building …");
    let arguments = ["build", "--locked", "--workspace", "--bins", "--tests"];
    cargo::run(&mut cargo::command(&arguments), interrupt, Some(&room.pids))?;
    Ok(cargo::target_directory()?.join("debug"))
}

/// The room goes; what the services said while tests failed is worth reading.
fn keep_logs(logs: &Path) {
    let kept = workspace_root().join("target/peyk/browser-logs");
    let _ = fs::remove_dir_all(&kept);
    match fs::rename(logs, &kept) {
        Ok(()) => eprintln!("the services' logs are in {}", kept.display()),
        Err(error) => eprintln!("warning: the services' logs are gone: {error}"),
    }
}
