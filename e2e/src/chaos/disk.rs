//! A small disk for JetStream, which can be filled.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// Room for the stream of a run, and filled in a moment.
const SIZE: &str = "size=512m";
const BALLAST: &str = "ballast";

/// A file system of its own, as long as the value lives.
#[derive(Debug)]
pub(super) struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts one. Fails where that is not allowed.
    pub(super) fn mount() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("peyk-chaos-").tempdir()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "peyk-chaos"])
            .arg(folder.path())
            .output()
            .context("run mount")?;
        let said = String::from_utf8_lossy(&mounted.stderr);
        ensure!(mounted.status.success(), "{}", said.trim());
        Ok(Self { folder })
    }

    /// Where NATS may keep its files.
    pub(super) fn store(&self) -> PathBuf {
        self.folder.path().join("jetstream")
    }

    /// Takes all room that is left.
    pub(super) fn fill(&self) -> Result<()> {
        let mut ballast = fs::File::create(self.ballast())?;
        let block = vec![0; 1 << 20];
        // Ever smaller pieces, until there is no room for one page.
        for size in [1 << 20, 64 << 10, 4 << 10] {
            while ballast.write_all(&block[..size]).is_ok() {}
        }
        Ok(())
    }

    /// Gives it back.
    pub(super) fn clear(&self) -> Result<()> {
        match fs::remove_file(self.ballast()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn ballast(&self) -> PathBuf {
        self.folder.path().join(BALLAST)
    }
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
