//! Rooms: folders of runs that leave nothing behind.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use private_servers::{PidRegistry, postgres, workspace_root};

/// A folder for the servers of one run. Dropping it ends what tests that were killed have left running, and removes it;
/// one whose run was killed is tidied by the next.
pub(crate) struct Room {
    pub(crate) folder: PathBuf,
    pub(crate) pids: PidRegistry,
    // Held as long as the run lives: the system lets go of it even when nobody can say good-bye.
    _lock: File,
}

impl Room {
    /// The room of this process for `what`.
    pub(crate) fn open(what: &str) -> Result<Self> {
        let parent = workspace_root().join("target/peyk");
        Self::open_in(&parent, &format!("test-{what}-{}", std::process::id()))
    }

    fn open_in(parent: &Path, name: &str) -> Result<Self> {
        let _door = door(parent)?;
        tidy_abandoned(parent);
        let folder = parent.join(name);
        fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
        let lock = lock_file(&folder)?;
        lock.try_lock()
            .with_context(|| format!("lock {}", folder.display()))?;
        Ok(Self {
            pids: PidRegistry::open(folder.join("pids"))?,
            folder,
            _lock: lock,
        })
    }

    pub(crate) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let parent = self.folder.parent().unwrap_or(&self.folder);
        let tidied = door(parent).and_then(|_door| tidy(&self.folder));
        if let Err(error) = tidied {
            eprintln!("warning: {error:#}");
        }
    }
}

/// Held by who opens a room or removes one: a room without its lock is either abandoned or only just being made.
fn door(parent: &Path) -> Result<File> {
    fs::create_dir_all(parent).with_context(|| format!("create {}", parent.display()))?;
    let path = parent.join("tests.lock");
    let file = File::create(&path).with_context(|| format!("create {}", path.display()))?;
    file.lock()
        .with_context(|| format!("lock {}", path.display()))?;
    Ok(file)
}

fn lock_file(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path);
    file.with_context(|| format!("open {}", path.display()))
}

/// Tidies the rooms below `parent` that nobody holds any more. Litter that stays is no reason not to run tests.
fn tidy_abandoned(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("test-")
            && let Err(error) = tidy_if_abandoned(&entry.path())
        {
            eprintln!("warning: {error:#}");
        }
    }
}

fn tidy_if_abandoned(folder: &Path) -> Result<()> {
    match lock_file(folder)?.try_lock() {
        Ok(()) => tidy(folder),
        Err(_) => Ok(()), // its run lives
    }
}

fn tidy(folder: &Path) -> Result<()> {
    PidRegistry::open(folder.join("pids"))?.end_leftovers()?;
    postgres::forget_data(&folder.join("postgres"))?;
    fs::remove_dir_all(folder).with_context(|| format!("remove {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_room_is_left_alone_while_its_run_lives_and_tidied_afterwards() {
        let parent = tempfile::tempdir().unwrap();
        let living = Room::open_in(parent.path(), "test-1").unwrap();
        for name in ["test-2", "8080"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        fs::write(
            parent.path().join("test-3"),
            "no room, and no reason to fail",
        )
        .unwrap();

        let next = Room::open_in(parent.path(), "test-4").unwrap();

        assert!(living.folder.exists() && next.folder.exists());
        assert!(!parent.path().join("test-2").exists(), "abandoned");
        assert!(parent.path().join("8080").exists(), "no test's");
        let folder = living.folder.clone();
        drop(living);
        assert!(!folder.exists());
    }

    #[test]
    fn runs_that_come_and_go_together_leave_each_other_alone() {
        let parent = tempfile::tempdir().unwrap();
        thread::scope(|runs| {
            for run in 0..8 {
                let parent = parent.path();
                runs.spawn(move || {
                    for _ in 0..20 {
                        let room = Room::open_in(parent, &format!("test-{run}")).unwrap();
                        assert!(room.pids.folder().is_dir());
                    }
                });
            }
        });
        let left = fs::read_dir(parent.path()).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["tests.lock"]);
    }
}
