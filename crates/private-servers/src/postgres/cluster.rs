//! A cluster on disk: making one, and what its `postmaster.pid` says.

use std::{
    fs,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use super::{PostgresBinaries, SUPERUSER, SUPERUSER_PASSWORD};
use crate::{
    account::{Account, As},
    tools::run,
    wait::wait_for,
};

/// C.UTF-8 sorts and folds every alphabet by code point, alike on every machine with glibc. Others have no such locale.
const LOCALE: &str = if cfg!(target_os = "linux") {
    "C.UTF-8"
} else {
    "C"
};

/// Statements that run as superuser in one database of a new cluster: all of them, or none.
#[derive(Debug, Clone)]
pub struct Script {
    /// What it is called when it fails: the name of its file.
    pub name: String,
    /// Where it runs; the statements before have made it.
    pub database: String,
    /// The statements.
    pub text: String,
}

impl Script {
    /// What does not end before the text does, see [`run_alone`]: an empty line that holds a blank is an empty line to
    /// everybody else. Statements which arrive together are one transaction.
    fn as_one_statement(&self) -> String {
        self.text.replace("\r\n", "\n").replace(";\n\n", ";\n \n")
    }
}

/// How long what a killed server left is given to end, each time it is told to.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes a cluster in `data` unless there is one. It is made aside and then renamed: whoever is killed in the middle
/// finds no half a cluster afterwards.
pub(super) fn make_unless_there(
    binaries: &PostgresBinaries,
    account: Option<Account>,
    data: &Path,
    bootstrap: &str,
    scripts: &[Script],
    durable: bool,
) -> Result<()> {
    if data.join("PG_VERSION").is_file() {
        return Ok(());
    }
    forget_unfinished(data)?;
    // Of a name of its own: an initdb whose starter was killed may still be writing into the one before.
    let unfinished = data.with_extension(format!("new-{}", std::process::id()));
    fs::create_dir(&unfinished).with_context(|| format!("create {}", unfinished.display()))?;
    fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o700))?;
    account.own(&unfinished)?;
    init(binaries, account, &unfinished, durable).context("make a new Postgres cluster")?;
    if !bootstrap.trim().is_empty() {
        run_alone(binaries, account, &unfinished, "postgres", bootstrap)
            .context("the first statements of a new cluster failed")?;
    }
    for script in scripts {
        let text = script.as_one_statement();
        run_alone(binaries, account, &unfinished, &script.database, &text)
            .with_context(|| format!("{} failed", script.name))?;
    }
    fs::rename(&unfinished, data).with_context(|| format!("put {}", data.display()))
}

/// Removes what starts that were killed have left beside `data`.
fn forget_unfinished(data: &Path) -> Result<()> {
    let home = data.parent().context("a cluster is in a folder")?;
    for entry in fs::read_dir(home).with_context(|| format!("read {}", home.display()))? {
        let path = entry?.path();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if path.file_stem() == data.file_stem() && extension.starts_with("new-") && path.is_dir() {
            fs::remove_dir_all(&path).with_context(|| format!("remove {}", path.display()))?;
        }
    }
    Ok(())
}

fn init(
    binaries: &PostgresBinaries,
    account: Option<Account>,
    data: &Path,
    durable: bool,
) -> Result<()> {
    let password = data.with_extension("password");
    let _ = fs::remove_file(&password); // one whose writer was killed
    fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&password)
        .and_then(|mut file| file.write_all(SUPERUSER_PASSWORD.as_bytes()))
        .with_context(|| format!("write {}", password.display()))?;
    account.own(&password)?;
    let mut command = account.command(&binaries.program("initdb"));
    command
        .arg("--pgdata")
        .arg(data)
        .args([
            "--username",
            SUPERUSER,
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
        ])
        .args(["--locale", LOCALE])
        .arg("--pwfile")
        .arg(&password);
    if !durable {
        command.arg("--no-sync");
    }
    let made = run(&mut command);
    fs::remove_file(&password).with_context(|| format!("remove {}", password.display()))?;
    made.map(drop)
}

/// Runs statements with no server around them: it needs no client program, no port and no password.
fn run_alone(
    binaries: &PostgresBinaries,
    account: Option<Account>,
    data: &Path,
    database: &str,
    statements: &str,
) -> Result<()> {
    let mut child = account
        .command(&binaries.program("postgres"))
        .args(["--single", "-j", "-c", "exit_on_error=on", "-D"])
        .arg(data)
        .arg(database)
        .stdin(Stdio::piped())
        .stdout(Stdio::null()) // its prompts
        .stderr(Stdio::piped())
        .spawn()
        .context("start Postgres in single-user mode")?;
    // With -j a statement ends at `;` and an empty line. When it ends early, the status tells more than the pipe.
    let written = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(format!("{statements}\n\n").as_bytes()));
    let output = child
        .wait_with_output()
        .context("wait for Postgres in single-user mode")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "Postgres in single-user mode ended with {}:\n{}",
            output.status,
            said.trim()
        );
    }
    written
        .transpose()
        .context("hand statements to Postgres")
        .map(drop)
}

/// Whether the server with this pid takes connections: it writes so into the eighth line of its `postmaster.pid`.
pub(super) fn is_ready(data: &Path, pid: u32) -> bool {
    let Ok(text) = fs::read_to_string(data.join("postmaster.pid")) else {
        return false;
    };
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some(&pid.to_string()) && lines.nth(6) == Some("ready")
}

/// Prepares data whose server was killed. Its backends may outlive it, and while one lives Postgres refuses to start
/// ("pre-existing shared memory block"); nobody else knows of this folder, so whatever Postgres works in it is ended.
/// Postgres also refuses while the pid in `postmaster.pid` is anybody's, and pids are used again; by then the file has
/// no owner any more and is removed.
pub(super) fn forget_dead_owner(data: &Path) -> Result<()> {
    for signal in [Signal::QUIT, Signal::KILL] {
        for leftover in at_work_in(data) {
            // It may be gone by now.
            let _ = kill_process(leftover, signal);
        }
        wait_for(PATIENCE, || Ok(at_work_in(data).is_empty().then_some(())))?;
    }
    if let Some(leftover) = at_work_in(data).first() {
        bail!(
            "a Postgres (pid {}) is running over {} and does not stop",
            leftover.as_raw_nonzero(),
            data.display()
        );
    }
    let file = data.join("postmaster.pid");
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

/// The living Postgres processes over some data: a server and its backends make the folder their current one. Where
/// there is no /proc nobody is found, and the data is protected by Postgres' own check of its shared memory.
fn at_work_in(data: &Path) -> Vec<Pid> {
    let Ok(data) = fs::canonicalize(data) else {
        return Vec::new();
    };
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let process = entry.ok()?;
            let pid = Pid::from_raw(process.file_name().to_str()?.parse().ok()?)?;
            // Of what has ended there is no current folder. A developer's shell may be here as well, and stays.
            let here = fs::read_link(process.path().join("cwd")).ok()? == data;
            let name = fs::read_to_string(process.path().join("comm")).ok()?;
            (here && name.trim_end() == "postgres").then_some(pid)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt;

    use super::*;

    #[test]
    fn a_server_is_ready_when_its_own_pid_file_says_so() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("postmaster.pid");
        assert!(!is_ready(data.path(), 42));
        let text = |status| format!("42\n/data\n1700000000\n20000\n\n127.0.0.1\n  1 2\n{status}\n");
        fs::write(&file, text("starting")).unwrap();
        assert!(!is_ready(data.path(), 42));
        fs::write(&file, text("ready   ")).unwrap();
        assert!(is_ready(data.path(), 42));
        assert!(!is_ready(data.path(), 43), "another server's file");
    }

    #[test]
    fn half_a_cluster_is_removed_and_a_whole_one_kept() {
        let home = tempfile::tempdir().unwrap();
        for name in ["data", "data.new-42", "logs.new-42"] {
            fs::create_dir(home.path().join(name)).unwrap();
        }
        forget_unfinished(&home.path().join("data")).unwrap();
        assert!(home.path().join("data").exists());
        assert!(!home.path().join("data.new-42").exists());
        assert!(home.path().join("logs.new-42").exists());
    }

    #[test]
    fn a_pid_file_whose_pid_went_to_another_process_is_removed_and_the_process_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("postmaster.pid");
        let mut other = std::process::Command::new("sleep")
            .arg("600")
            .spawn()
            .unwrap();
        fs::write(&file, format!("{}\n", other.id())).unwrap();

        forget_dead_owner(data.path()).unwrap();

        assert!(!file.exists());
        assert!(other.try_wait().unwrap().is_none(), "it still runs");
        other.kill().unwrap();
        other.wait().unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn backends_that_outlive_their_server_are_ended_and_a_shell_in_the_folder_is_not() {
        let data = tempfile::tempdir().unwrap();
        let programs = tempfile::tempdir().unwrap();
        let start = |name: &str| {
            // A shell of any name that waits for what nobody says.
            let program = programs.path().join(name);
            fs::copy("/bin/sh", &program).unwrap();
            std::process::Command::new(&program)
                .arg0("sh")
                .args(["-c", "read answer"])
                .current_dir(data.path())
                .stdin(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let mut backend = start("postgres");
        let mut shell = start("sh");
        assert_eq!(at_work_in(data.path()), [Pid::from_child(&backend)]);

        forget_dead_owner(data.path()).unwrap();

        assert!(!backend.wait().unwrap().success(), "it was ended");
        assert!(shell.try_wait().unwrap().is_none(), "it still runs");
        shell.kill().unwrap();
        shell.wait().unwrap();
    }
}
