//! The tests, with private servers around them. Several runs, and a running `dev`, do not notice each other.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail};
use private_servers::{
    PidRegistry, PostgresOptions, PostgresServer, Process, Signal, nats, postgres, tools_dir,
    workspace_root,
};

use crate::{cargo, interrupt::Interrupt};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// For cargo-nextest, or `cargo test` where that is not installed: a filter, `-p storage`, `--no-capture`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the tests; the exit code is theirs.
pub(crate) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<ExitCode> {
    let room = Room::open()?;
    let options = PostgresOptions {
        data_dir: Some(room.postgres()),
        pids: Some(room.pids.clone()),
        ..PostgresOptions::default()
    };
    let (nats_server, prepared) = interrupt.blocking(|| {
        let nats_server = nats::find(&tools_dir(), &|message| println!("{message}"))?;
        Ok((nats_server, PostgresServer::prepare(options)?))
    })?;
    let postgres = prepared.start()?;
    let mut command = test_command(&arguments.arguments);
    command
        .env("PEYK_TEST_POSTGRES_URL", postgres.url("postgres"))
        .env("PEYK_NATS_SERVER", nats_server)
        .env(PidRegistry::VARIABLE, room.pids.folder());
    let mut tests = Process::spawn_attached("tests", &mut command, Signal::TERM, Some(&room.pids))?;
    let status = interrupt.finish(&mut tests)?;
    // What ended by a signal has no code.
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(code.into())
}

/// All tests, as a step of something larger.
pub(crate) fn run_all(interrupt: &Interrupt) -> Result<()> {
    if run(
        &Arguments {
            arguments: Vec::new(),
        },
        interrupt,
    )? != ExitCode::SUCCESS
    {
        bail!("tests failed");
    }
    Ok(())
}

fn test_command(arguments: &[String]) -> Command {
    let runner: &[&str] = if has_nextest() {
        &["nextest", "run"]
    } else {
        &["test"]
    };
    let mut command = cargo::command(runner);
    if !names_packages(arguments) {
        command.arg("--workspace");
    }
    command.args(arguments);
    command
}

fn names_packages(arguments: &[String]) -> bool {
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| {
            argument.starts_with("-p")
                || ["--package", "--workspace", "--all"]
                    .iter()
                    .any(|name| argument.split('=').next() == Some(name))
        })
}

fn has_nextest() -> bool {
    let mut command = cargo::command(&["nextest", "--version"]);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A folder for the servers of one run. Dropping it ends what tests that were killed have left running, and removes it;
/// one whose run was killed is tidied by the next.
struct Room {
    folder: PathBuf,
    pids: PidRegistry,
    // Held as long as the run lives: the system lets go of it even when nobody can say good-bye.
    _lock: File,
}

impl Room {
    fn open() -> Result<Self> {
        let parent = workspace_root().join("target/peyk");
        Self::open_in(&parent, &format!("test-{}", std::process::id()))
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

    fn postgres(&self) -> PathBuf {
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
    fn all_packages_are_tested_unless_some_are_named() {
        for (arguments, named) in [
            (&["-p", "bus"][..], true),
            (&["-pbus"], true),
            (&["--package=bus"], true),
            (&["a_filter"], false),
            (&["--no-capture", "--", "--package"], false),
        ] {
            let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(names_packages(&arguments), named, "{arguments:?}");
        }
    }

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
