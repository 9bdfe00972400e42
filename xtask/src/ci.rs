//! What has to pass before a change is merged. The same everywhere: `.ci/run` installs what is missing and calls this.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{
    arch, browser, cargo, chaos, dashboard, fuzz, generate,
    interrupt::{Interrupt, Interrupted},
    manifests, rules, supply_chain, test,
};

type Step = (&'static str, fn(&Interrupt) -> Result<()>);

/// Quick ones first: who forgot to format shall not wait for the tests to learn it.
const STEPS: &[Step] = &[
    ("format", |interrupt| {
        cargo::run(
            &mut cargo::command(&["fmt", "--all", "--check"]),
            interrupt,
            None,
        )
    }),
    ("architecture", |_| arch::run()),
    ("alert rules", rules::check),
    ("manifests", manifests::check),
    ("supply chain", supply_chain::check),
    ("generated files", |interrupt| {
        generate::run(&generate::Arguments { check: true }, interrupt)
    }),
    ("lints", |interrupt| {
        let arguments = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "--deny",
            "warnings",
        ];
        cargo::run(&mut cargo::command(&arguments), interrupt, None)
    }),
    ("dashboard", dashboard::check),
    ("fuzz", fuzz::smoke),
    ("tests", test::run_all),
    ("chaos", chaos::short),
    ("browser", browser::run_all),
];

pub(crate) fn run(interrupt: &Interrupt) -> Result<ExitCode> {
    let mut report = Vec::new();
    for (number, (name, step)) in (1..).zip(STEPS) {
        println!("── {number}/{} {name} ──", STEPS.len());
        let started = Instant::now();
        let outcome = step(interrupt);
        let passed = outcome.is_ok();
        report.push(line(name, passed, started.elapsed()));
        match outcome {
            Ok(()) => {}
            Err(error) if error.is::<Interrupted>() => return Err(error),
            Err(error) => {
                eprintln!("error: {error:#}");
                break;
            }
        }
    }
    let passed = report.iter().all(|line| line.starts_with('✓')) && report.len() == STEPS.len();
    println!("\n{}", report.join("\n"));
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn line(name: &str, passed: bool, took: Duration) -> String {
    let (mark, word) = if passed {
        ('✓', "")
    } else {
        ('✗', "  failed")
    };
    format!("{mark} {name:<16} {:>7.1} s{word}", took.as_secs_f64())
}
