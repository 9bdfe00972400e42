//! The tests, with private servers around them. Several runs, and a running `dev`, do not notice each other.

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use private_servers::{
    PidRegistry, PostgresOptions, PostgresServer, Process, Signal, nats, tools_dir,
};

use crate::{
    browser, cargo, dashboard,
    interrupt::{Interrupt, exit_code},
    room::Room,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// For cargo-nextest, or `cargo test` where that is not installed: a filter, `-p storage`, `--no-capture`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the tests; the exit code is theirs. When nothing narrower is asked for, the dashboard's follow the Rust ones.
pub(crate) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<ExitCode> {
    let code = run_rust(arguments, interrupt)?;
    if code != ExitCode::SUCCESS || !arguments.arguments.is_empty() {
        return Ok(code);
    }
    if let Some(missing) = dashboard::missing() {
        println!("the dashboard is not tested: {missing}");
        return Ok(code);
    }
    dashboard::test(interrupt)?;
    if let Some(missing) = browser::missing() {
        println!("the dashboard is not tested in a browser: {missing}");
        return Ok(code);
    }
    let all = browser::Arguments::default();
    browser::run(&all, browser::Programs::OfTests, interrupt)
}

fn run_rust(arguments: &Arguments, interrupt: &Interrupt) -> Result<ExitCode> {
    let room = Room::open("rust")?;
    let options = PostgresOptions {
        data_dir: Some(room.postgres()),
        pids: Some(room.pids.clone()),
        ..PostgresOptions::default()
    };
    let (nats_server, prepared) = interrupt.blocking(|| {
        let nats_server = nats::find(&tools_dir(), &|message| println!("{message}"))?;
        Ok((nats_server, PostgresServer::prepare(options)?))
    })?;
    let postgres = prepared.start()?;
    let mut command = test_command(&arguments.arguments);
    command
        .env("PEYK_TEST_POSTGRES_URL", postgres.url("postgres"))
        .env("PEYK_NATS_SERVER", nats_server)
        .env(PidRegistry::VARIABLE, room.pids.folder());
    let mut tests = Process::spawn_attached("tests", &mut command, Signal::TERM, Some(&room.pids))?;
    let status = interrupt.finish(&mut tests)?;
    Ok(exit_code(status))
}

/// All Rust tests, as a step of something larger.
pub(crate) fn run_all(interrupt: &Interrupt) -> Result<()> {
    let all = Arguments {
        arguments: Vec::new(),
    };
    if run_rust(&all, interrupt)? != ExitCode::SUCCESS {
        bail!("tests failed");
    }
    Ok(())
}

fn test_command(arguments: &[String]) -> Command {
    let runner: &[&str] = if cargo::has("nextest") {
        &["nextest", "run"]
    } else {
        &["test"]
    };
    let mut command = cargo::command(runner);
    if !names_packages(arguments) {
        command.arg("--workspace");
    }
    command.args(arguments);
    command
}

fn names_packages(arguments: &[String]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| {
            argument.starts_with("-p")
                || ["--package", "--workspace", "--all"]
                    .iter()
                    .any(|name| argument.split('=').next() == Some(name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_packages_are_tested_unless_some_are_named() {
        for (arguments, named) in [
            (&["-p", "bus"][..], true),
            (&["-pbus"], true),
            (&["--package=bus"], true),
            (&["a_filter"], false),
            (&["--no-capture", "--", "--package"], false),
        ] {
            let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(names_packages(&arguments), named, "{arguments:?}");
        }
    }
}
