//! `cargo xtask score`: how well labelled messages are understood.
//!
//! It runs an example of the crate in a process of its own: the statistics of letters are megabytes of data, and xtask is
//! compiled before anything else.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{cargo, interrupt::Interrupt};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Labelled messages, as JSON lines
    file: PathBuf,
    /// Where to write what was understood, as JSON lines
    #[arg(long)]
    predictions: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<()> {
    let mut command = example("score");
    command.arg(absolute(&arguments.file)?);
    if let Some(predictions) = &arguments.predictions {
        command.arg(absolute(predictions)?);
    }
    cargo::run(&mut command, interrupt, None)
}

/// An example of the understanding, compiled to be fast.
pub(crate) fn example(name: &str) -> std::process::Command {
    cargo::command(&[
        "run",
        "--quiet",
        "--release",
        "--package",
        "understanding",
        "--example",
        name,
        "--",
    ])
}

/// Cargo runs in the workspace's root, and the caller may be elsewhere.
fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("find {}", path.display()))
}
