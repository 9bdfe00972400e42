//! session-manager's handlers → `services/session-manager/openapi.json` → the dashboard's types.

use std::{fs, process::Stdio};

use anyhow::{Context, Result, bail};
use private_servers::workspace_root;

use super::sync::{self, Mode};
use crate::{
    cargo, dashboard,
    interrupt::{Interrupt, Interrupted},
};

const DOCUMENT: &str = "services/session-manager/openapi.json";
const TYPES: &str = "services/dashboard/src/api/schema.ts";

pub(super) fn refresh(check: bool, interrupt: &Interrupt) -> Result<Vec<String>> {
    let document = document(interrupt)?;
    let change = sync::file(&workspace_root(), DOCUMENT, &document, Mode::of(check))?;
    // Types of a document that is stale say nothing.
    if check && change.is_some() {
        return Ok(change.into_iter().collect());
    }
    if let Some(missing) = dashboard::missing() {
        println!("the dashboard's types are left as they are: {missing}");
        return Ok(change.into_iter().collect());
    }
    Ok(change.into_iter().chain(types(check, interrupt)?).collect())
}

/// `openapi-typescript` writes them, from the document as it is checked in.
fn types(check: bool, interrupt: &Interrupt) -> Result<Option<String>> {
    let changed = format!("{TYPES}: changed");
    if check {
        return match dashboard::types(true, interrupt) {
            Ok(()) => Ok(None),
            Err(error) if error.is::<Interrupted>() => Err(error),
            // It has said itself what is wrong, if it is anything else.
            Err(_) => Ok(Some(changed)),
        };
    }
    let path = workspace_root().join(TYPES);
    let before = fs::read(&path).ok();
    dashboard::types(false, interrupt)?;
    let after = fs::read(&path).with_context(|| format!("read {}", path.display()))?;
    Ok((before.as_deref() != Some(&after)).then_some(changed))
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
