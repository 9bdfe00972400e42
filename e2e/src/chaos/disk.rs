//! A small disk for JetStream, which can be filled.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// The stream reserves what it may take in the end; nothing of it is really used before.
const SIZE: &str = "size=64g";
/// Somebody may write while it is being measured.
const TRIES: usize = 20;

/// A file system of its own, as long as the value lives.
#[derive(Debug)]
pub(super) struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts one. Fails where that is not allowed.
    pub(super) fn mount() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("peyk-chaos-").tempdir()?;
        said(
            Command::new("mount")
                .args(["-t", "tmpfs", "-o", SIZE, "peyk-chaos"])
                .arg(folder.path()),
        )?;
        Ok(Self { folder })
    }

    /// Where NATS may keep its files.
    pub(super) fn store(&self) -> PathBuf {
        self.folder.path().join("jetstream")
    }

    /// Takes all room that is left: it becomes as small as what is on it.
    pub(super) fn fill(&self) -> Result<()> {
        let mut outcome = Ok(());
        for _ in 0..TRIES {
            let used = said(
                Command::new("df")
                    .args(["--block-size=1", "--output=used"])
                    .arg(self.folder.path()),
            )?;
            let used = String::from_utf8_lossy(&used.stdout);
            let used: u64 = used
                .lines()
                .last()
                .context("df says nothing")?
                .trim()
                .parse()?;
            // No size at all would mean no limit.
            outcome = self.resize(&format!("size={}", used.max(4096)));
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// Gives it back.
    pub(super) fn clear(&self) -> Result<()> {
        self.resize(SIZE)
    }

    fn resize(&self, size: &str) -> Result<()> {
        let options = format!("remount,{size}");
        let mut command = Command::new("mount");
        command.args(["-o", &options]).arg(self.folder.path());
        said(&mut command).map(drop)
    }
}

/// What a command said that went well.
fn said(command: &mut Command) -> Result<Output> {
    let output = command
        .output()
        .with_context(|| format!("run {}", command.get_program().display()))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", complaint.trim());
    Ok(output)
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        if let Err(error) = unmount(self.folder.path()) {
            eprintln!("warning: {error:#}");
        }
    }
}

fn unmount(folder: &Path) -> Result<()> {
    // Lazily: whoever has a file open there is about to end.
    let done = Command::new("umount").arg("--lazy").arg(folder).status()?;
    ensure!(done.success(), "unmount {}", folder.display());
    Ok(())
}
