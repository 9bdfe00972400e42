//! `cargo xtask bench understanding`.

use std::fs;

use anyhow::{Context, Result};
use private_servers::workspace_root;

use crate::{cargo, interrupt::Interrupt, score};

const SAMPLE: &str = "crates/understanding/corpus/sample.jsonl";

/// Measures the understanding of the sample; the figures are in `target/peyk/bench/understanding.json`.
pub(super) fn run(interrupt: &Interrupt) -> Result<()> {
    let folder = workspace_root().join("target/peyk/bench");
    fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    let mut command = score::example("speed");
    command
        .arg(workspace_root().join(SAMPLE))
        .arg(folder.join("understanding.json"));
    cargo::run(&mut command, interrupt, None)
}
