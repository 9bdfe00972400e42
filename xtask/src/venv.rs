//! A virtual environment for the handlers in Python.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use private_servers::workspace_root;

/// Its Python, with what `bench/python/requirements.txt` names. Made once, and kept below `target`.
pub(super) fn python() -> Result<PathBuf> {
    let folder = workspace_root().join("target/peyk/bench/venv");
    let python = folder.join("bin/python");
    let has_all = Command::new(&python)
        .args([
            "-c",
            "import asyncpg, fastapi, greenlet, httpx, httptools, nats, sqlalchemy, uvicorn, uvloop",
        ])
        .output()
        .is_ok_and(|output| output.status.success());
    if has_all {
        return Ok(python);
    }
    println!("installing what the handlers in Python need …");
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let requirements = workspace_root().join("bench/python/requirements.txt");
    run(Command::new(&python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
        ])
        .arg(requirements))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("start {program}"))?;
    ensure!(status.success(), "{command:?} failed ({status})");
    Ok(())
}
