//! Children remembered on disk. A developer's stack that is killed with -9 cannot end its children; the next start
//! does, and it must never end anybody else's process, although pids are used again.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::{tools::from_environment, wait::wait_for};

const PATIENCE: Duration = Duration::from_secs(5);

/// A folder with one small file per living child: its name, the signal that asks it to stop, and what tells it from a
/// later process that happens to get the same pid.
#[derive(Debug, Clone)]
pub struct PidRegistry {
    folder: PathBuf,
}

/// One child's file. It is removed by [`PidRecord::forget`], not by dropping: a record has to outlive its writer's
/// sudden death, and a child that could not be ended has to stay recorded.
#[derive(Debug)]
#[must_use]
pub struct PidRecord {
    file: PathBuf,
}

struct Leftover {
    file: PathBuf,
    name: String,
    pid: Pid,
    identity: String,
    stop_with: Signal,
}

impl PidRegistry {
    /// The environment variable that names the registry of servers which were given none.
    pub const VARIABLE: &'static str = "PEYK_PID_REGISTRY";

    /// Opens, and where needed creates, the registry in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// The one that was asked for, or else the one that `PEYK_PID_REGISTRY` names: so `cargo xtask test` learns of the
    /// servers that single tests start.
    pub(crate) fn or_from_environment(asked: Option<Self>) -> Result<Option<Self>> {
        match asked {
            Some(registry) => Ok(Some(registry)),
            None => from_environment(Self::VARIABLE).map(Self::open).transpose(),
        }
    }

    /// The folder, for handing it to another process.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Remembers a living child, which leads a process group of its own.
    ///
    /// # Errors
    /// When the child is already gone or the file cannot be written.
    pub fn record(&self, name: &str, pid: Pid, stop_with: Signal) -> Result<PidRecord> {
        let raw = pid.as_raw_nonzero();
        let identity = identity(pid).with_context(|| format!("{name} (pid {raw}) is gone"))?;
        let file = self.folder.join(raw.to_string());
        let unfinished = self.folder.join(format!("{raw}.new"));
        // Written aside and renamed: whoever is killed in between leaves no half a record.
        fs::write(
            &unfinished,
            format!("{name}\n{identity}\n{}\n", stop_with.as_raw()),
        )
        .and_then(|()| fs::rename(&unfinished, &file))
        .with_context(|| format!("record {name} in {}", self.folder.display()))?;
        Ok(PidRecord { file })
    }

    /// Ends every recorded process that still lives, first politely, and forgets all. Answers with the names of those
    /// it had to end.
    ///
    /// # Errors
    /// When the folder cannot be read or a record cannot be removed.
    pub fn end_leftovers(&self) -> Result<Vec<String>> {
        let leftovers = self.leftovers()?;
        for leftover in leftovers.iter().filter(|leftover| leftover.lives()) {
            // Whoever is gone between the look and the signal needs none.
            let _ = kill_process_group(leftover.pid, leftover.stop_with);
        }
        let mut ended = Vec::new();
        for leftover in leftovers {
            let gone = wait_for(PATIENCE, || Ok((!leftover.lives()).then_some(())))?;
            if gone.is_none() {
                let _ = kill_process_group(leftover.pid, Signal::KILL);
                wait_for(PATIENCE, || Ok((!leftover.lives()).then_some(())))?;
            }
            PidRecord {
                file: leftover.file,
            }
            .forget()?;
            ended.push(leftover.name);
        }
        Ok(ended)
    }

    /// The recorded processes that still live; records of others are removed.
    fn leftovers(&self) -> Result<Vec<Leftover>> {
        let mut leftovers = Vec::new();
        let entries = fs::read_dir(&self.folder)
            .with_context(|| format!("read {}", self.folder.display()))?;
        for entry in entries {
            let file = entry?.path();
            match Leftover::read(&file) {
                Some(leftover) if leftover.lives() => leftovers.push(leftover),
                _ => PidRecord { file }.forget()?,
            }
        }
        Ok(leftovers)
    }
}

impl PidRecord {
    /// Removes the record: the child is gone.
    ///
    /// # Errors
    /// When the file is there and cannot be removed.
    pub fn forget(self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("remove {}", self.file.display()))
            }
            _ => Ok(()),
        }
    }
}

impl Leftover {
    fn read(file: &Path) -> Option<Self> {
        let pid = Pid::from_raw(file.file_name()?.to_str()?.parse().ok()?)?;
        let text = fs::read_to_string(file).ok()?;
        let mut lines = text.lines();
        Some(Self {
            file: file.to_owned(),
            name: lines.next()?.to_owned(),
            pid,
            identity: lines.next()?.to_owned(),
            stop_with: Signal::from_named_raw(lines.next()?.parse().ok()?)?,
        })
    }

    fn lives(&self) -> bool {
        identity(self.pid).is_some_and(|identity| identity == self.identity)
    }
}

/// What no other process with this pid shares: this boot of the machine and the moment of it in which the process was
/// started. `None` when there is no such process, or only what is left of it until its parent looks.
#[cfg(target_os = "linux")]
fn identity(pid: Pid) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // `pid (name) state ppid … starttime …`, and a name may hold blanks and brackets: see proc_pid_stat(5).
    let mut fields = stat.get(stat.rfind(')')? + 1..)?.split_ascii_whitespace();
    let state = fields.next()?;
    let started = fields.nth(18)?; // field 22 of the file; `state` was field 3
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    (state != "Z" && state != "X").then(|| format!("{started} {}", boot.trim()))
}

/// Elsewhere `ps` tells the same, to the second.
#[cfg(not(target_os = "linux"))]
fn identity(pid: Pid) -> Option<String> {
    let pid = pid.as_raw_nonzero().to_string();
    let output = std::process::Command::new("ps")
        .args(["-o", "stat=,lstart=", "-p", &pid])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (state, started) = text.trim().split_once(' ')?;
    (!state.starts_with('Z')).then(|| started.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::CommandExt, process::Command};

    use super::*;

    #[test]
    fn what_was_left_running_is_ended_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let registry = PidRegistry::open(folder.path()).unwrap();
        let mut child = Command::new("sleep")
            .arg("600")
            .process_group(0)
            .spawn()
            .unwrap();
        let _left_on_disk = registry
            .record("sleeper", Pid::from_child(&child), Signal::TERM)
            .unwrap();

        assert_eq!(registry.end_leftovers().unwrap(), ["sleeper"]);

        assert!(!child.wait().unwrap().success(), "it was ended by a signal");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn another_process_with_the_same_pid_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let registry = PidRegistry::open(folder.path()).unwrap();
        let mut child = Command::new("sleep")
            .arg("600")
            .process_group(0)
            .spawn()
            .unwrap();
        fs::write(
            folder.path().join(child.id().to_string()),
            "postgres\n1 another-boot\n15\n",
        )
        .unwrap();

        assert!(registry.end_leftovers().unwrap().is_empty());

        assert!(child.try_wait().unwrap().is_none(), "it still runs");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "the stale record is gone"
        );
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn a_broken_record_is_no_reason_to_fail() {
        let folder = tempfile::tempdir().unwrap();
        let registry = PidRegistry::open(folder.path()).unwrap();
        for (name, text) in [
            ("1", ""),
            ("0", "a\nb\n15\n"),
            ("x", "y"),
            ("77.new", "half"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        assert!(registry.end_leftovers().unwrap().is_empty());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
