//! session-manager's handlers → `services/session-manager/openapi.json` → the dashboard's types.

use std::process::Stdio;

use anyhow::{Context, Result, bail};
use private_servers::workspace_root;

use super::{
    sync::{self, Mode},
    typescript,
};
use crate::{cargo, interrupt::Interrupt};

const DOCUMENT: &str = "services/session-manager/openapi.json";
const TYPES: &str = "services/dashboard/src/api/schema.ts";

pub(super) fn refresh(check: bool, interrupt: &Interrupt) -> Result<Vec<String>> {
    let (root, mode) = (workspace_root(), Mode::of(check));
    let document = document(interrupt)?;
    let types = typescript::types(&document)
        .with_context(|| format!("write the dashboard's types from {DOCUMENT}"))?;
    let files = [(DOCUMENT, &document), (TYPES, &types)];
    let differences = files.map(|(name, text)| sync::file(&root, name, text, mode));
    differences
        .into_iter()
        .filter_map(Result::transpose)
        .collect()
}

/// What the service says its API is. It is built first, with its messages to be seen.
fn document(interrupt: &Interrupt) -> Result<String> {
    let service = ["--quiet", "--package", "session-manager"];
    cargo::run(cargo::command(&["build"]).args(service), interrupt, None)?;
    let mut command = cargo::command(&["run"]);
    command.args(service).args(["--", "openapi"]);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("ask session-manager for its document")?;
    if !output.status.success() {
        bail!("`session-manager openapi` failed ({})", output.status);
    }
    String::from_utf8(output.stdout).context("the document is not Unicode")
}
