//! Virtual environments for programs in Python, or that come by Python's pip.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use private_servers::workspace_root;

/// The folder of an environment's programs, with what a file of requirements names; `imports` tell whether it is all
/// there. Made once, and kept below `target`.
pub(crate) fn programs(name: &str, requirements: &str, imports: &str) -> Result<PathBuf> {
    let folder = workspace_root().join("target/peyk").join(name);
    let bin = folder.join("bin");
    let requirements = workspace_root().join(requirements);
    let wanted = std::fs::read_to_string(&requirements)
        .with_context(|| format!("read {}", requirements.display()))?;
    // Other versions are wanted now than those that were installed: then it is not all there.
    let installed = folder.join("requirements.txt");
    let same = std::fs::read_to_string(&installed).is_ok_and(|made_of| made_of == wanted);
    if same && has(&bin, imports) {
        return Ok(bin);
    }
    println!("installing what {} names …", requirements.display());
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(bin.join("python"))
        .args(["-m", "pip", "install", "--quiet"])
        .args(["--disable-pip-version-check", "-r"])
        .arg(&requirements))?;
    std::fs::write(&installed, wanted).with_context(|| format!("write {}", installed.display()))?;
    Ok(bin)
}

fn has(bin: &Path, imports: &str) -> bool {
    Command::new(bin.join("python"))
        .args(["-c", &format!("import {imports}")])
        .output()
        .is_ok_and(|output| output.status.success())
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("start {program}"))?;
    ensure!(status.success(), "{command:?} failed ({status})");
    Ok(())
}
