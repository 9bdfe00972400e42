//! `proto/` → `crates/events/src/gen/`.

use anyhow::{Context, Result};
use private_servers::workspace_root;

use super::sync::{self, Mode};
use crate::{cargo, interrupt::Interrupt};

pub(super) fn refresh(check: bool, interrupt: &Interrupt) -> Result<Vec<String>> {
    let root = workspace_root();
    let fresh = tempfile::tempdir().context("make a folder to generate in")?;
    let mut command = cargo::command(&["run", "--quiet", "--package", "proto-gen", "--"]);
    command.arg(root.join("proto")).arg(fresh.path());
    cargo::run(&mut command, interrupt, None)?;
    sync::folder(
        &root,
        "crates/events/src/gen",
        fresh.path(),
        Mode::of(check),
    )
}
