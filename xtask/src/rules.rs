//! Prometheus' settings, rules and the rules' own tests, as Prometheus itself sees them.

use std::{
    ffi::OsString,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use private_servers::workspace_root;

use crate::interrupt::Interrupt;

/// The settings name the rules beside them; each rule has tests in which it fires and does not.
pub(crate) fn check(_: &Interrupt) -> Result<()> {
    let folder = folder();
    let rules = files(&folder.join("rules"))?;
    let tests = files(&folder.join("tests"))?;
    promtool(&["check", "config", "prometheus.yml"], &[], &folder)?;
    promtool(&["check", "rules"], &rules, &folder)?;
    promtool(&["test", "rules"], &tests, &folder)
}

fn promtool(verb: &[&str], files: &[PathBuf], folder: &Path) -> Result<()> {
    let files = files.iter().map(|file| file.clone().into_os_string());
    let arguments: Vec<OsString> = verb.iter().map(OsString::from).chain(files).collect();
    let answer = Command::new("promtool")
        .args(&arguments)
        .current_dir(folder)
        .output();
    let output = match answer {
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "promtool is missing; `apt-get install prometheus` installs it. Only the tool is needed, no daemon"
        ),
        answer => answer.context("start promtool")?,
    };
    // What is right is not worth a screen.
    ensure!(
        output.status.success(),
        "promtool {} found something:\n{}{}",
        verb.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    Ok(())
}

fn folder() -> PathBuf {
    workspace_root().join("infra/prometheus")
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        files.push(entry?.path());
    }
    files.sort();
    ensure!(!files.is_empty(), "{} is empty", folder.display());
    Ok(files)
}
