//! A child process with a log file, ended politely where possible and surely in any case.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::{
    pids::{PidRecord, PidRegistry},
    wait::wait_for,
};

/// How long a dropped process is given before it is killed.
const PATIENCE_ON_DROP: Duration = Duration::from_secs(5);

/// A running child. Dropping it asks it to stop, and kills it when it does not.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    pid: Pid,
    stop_with: Signal,
    log: Option<PathBuf>,
    record: Option<PidRecord>,
}

impl Process {
    /// Starts `command` with both outputs appended to the file `log`, in a process group of its own: Ctrl-C in a
    /// terminal reaches only the foreground group, so the one who started the child decides when it stops.
    ///
    /// # Errors
    /// When the program cannot be started or the log not opened.
    pub fn spawn(
        name: &str,
        command: &mut Command,
        stop_with: Signal,
        log: &Path,
        registry: Option<&PidRegistry>,
    ) -> Result<Self> {
        let output = open_log(log)?;
        let errors = output
            .try_clone()
            .with_context(|| format!("open {}", log.display()))?;
        command.stdout(output).stderr(errors).stdin(Stdio::null());
        Self::start(name, command, stop_with, Some(log), registry)
    }

    /// As [`Process::spawn`], with `input` on its standard input. Meant for a line or two: what does not fit into a
    /// pipe is written as fast as the process reads.
    ///
    /// # Errors
    /// When the program cannot be started, or does not take its input.
    pub fn spawn_fed(
        name: &str,
        command: &mut Command,
        stop_with: Signal,
        log: &Path,
        registry: Option<&PidRegistry>,
        input: &str,
    ) -> Result<Self> {
        let output = open_log(log)?;
        let errors = output
            .try_clone()
            .with_context(|| format!("open {}", log.display()))?;
        command.stdout(output).stderr(errors).stdin(Stdio::piped());
        let mut process = Self::start(name, command, stop_with, Some(log), registry)?;
        let mut pipe = process.child.stdin.take().context("a piped input")?;
        match pipe.write_all(input.as_bytes()) {
            // One that ended without reading says why in its log.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(error).with_context(|| format!("write to {name}"))
            }
            _ => Ok(process),
        }
    }

    /// Starts `command` with the outputs that it was given, ours unless told otherwise; also in a process group of its
    /// own.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn spawn_attached(
        name: &str,
        command: &mut Command,
        stop_with: Signal,
        registry: Option<&PidRegistry>,
    ) -> Result<Self> {
        command.stdin(Stdio::null());
        Self::start(name, command, stop_with, None, registry)
    }

    fn start(
        name: &str,
        command: &mut Command,
        stop_with: Signal,
        log: Option<&Path>,
        registry: Option<&PidRegistry>,
    ) -> Result<Self> {
        let child = command.process_group(0).spawn().with_context(|| {
            let program = command.get_program().to_string_lossy();
            format!("start {name} ({program})")
        })?;
        let mut process = Self {
            name: name.to_owned(),
            pid: Pid::from_child(&child),
            child,
            stop_with,
            log: log.map(Path::to_owned),
            record: None,
        };
        if let Some(registry) = registry {
            match registry.record(name, process.pid, stop_with) {
                Ok(record) => process.record = Some(record),
                // A child that ended this fast is no leftover; the caller sees its status and its log.
                Err(_) if process.exited()?.is_some() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(process)
    }

    /// What the process is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where its outputs go, unless they are ours.
    pub fn log(&self) -> Option<&Path> {
        self.log.as_deref()
    }

    /// How it ended, if it did.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn exited(&mut self) -> Result<Option<ExitStatus>> {
        let status = self
            .child
            .try_wait()
            .with_context(|| format!("look after {}", self.name))?;
        if status.is_some()
            && let Some(record) = self.record.take()
        {
            record.forget()?;
        }
        Ok(status)
    }

    /// Asks the process and its children to stop, without waiting. Asking one that has ended does nothing.
    ///
    /// # Errors
    /// When the system does not tell whether it runs.
    pub fn ask_to_stop(&mut self) -> Result<()> {
        if self.exited()?.is_none() {
            // It may end at this moment: until we have waited for it, its pid is not given to another.
            let _ = kill_process_group(self.pid, self.stop_with);
        }
        Ok(())
    }

    /// Sends a signal to the process and its children, unless it has ended: to stop it where it is, and let it go on.
    ///
    /// # Errors
    /// When the system does not tell whether it runs.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        if self.exited()?.is_none() {
            // It may end at this moment: until we have waited for it, its pid is not given to another.
            let _ = kill_process_group(self.pid, signal);
        }
        Ok(())
    }

    /// Asks the process to stop and waits for it, at most for `patience`; then kills it.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn stop(&mut self, patience: Duration) -> Result<ExitStatus> {
        self.ask_to_stop()?;
        match wait_for(patience, || self.exited())? {
            Some(status) => Ok(status),
            None => self.kill(),
        }
    }

    /// Kills the process with SIGKILL, together with the children in its group, and waits for its end.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn kill(&mut self) -> Result<ExitStatus> {
        if let Some(status) = self.exited()? {
            return Ok(status);
        }
        let _ = kill_process_group(self.pid, Signal::KILL);
        self.child
            .kill()
            .with_context(|| format!("kill {}", self.name))?;
        let status = self
            .child
            .wait()
            .with_context(|| format!("wait for {}", self.name))?;
        if let Some(record) = self.record.take() {
            record.forget()?;
        }
        Ok(status)
    }

    /// The last lines of the log, for saying why a process ended.
    pub fn log_tail(&self, lines: usize) -> String {
        let text = self
            .log
            .as_ref()
            .and_then(|log| fs::read(log).ok())
            .unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let all: Vec<&str> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.stop(PATIENCE_ON_DROP);
    }
}

fn open_log(log: &Path) -> Result<File> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    }
    File::options()
        .create(true)
        .append(true)
        .open(log)
        .with_context(|| format!("open {}", log.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, log: &Path) -> Process {
        Process::spawn(
            "shell",
            Command::new("sh").args(["-c", script]),
            Signal::TERM,
            log,
            None,
        )
        .unwrap()
    }

    #[test]
    fn one_that_ignores_the_request_is_killed_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("logs/shell.log");
        let mut process = shell("trap '' TERM; echo ready; sleep 600; sleep 600", &log);
        wait_for(Duration::from_secs(10), || {
            Ok((process.log_tail(1) == "ready").then_some(()))
        })
        .unwrap()
        .expect("the shell has started");

        let status = process.stop(Duration::from_millis(50)).unwrap();

        assert_eq!(
            std::os::unix::process::ExitStatusExt::signal(&status),
            Some(9)
        );
    }

    #[test]
    fn the_log_is_kept_and_its_end_can_be_shown() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("shell.log");
        let mut process = shell("echo one; echo two >&2; echo three", &log);
        wait_for(Duration::from_secs(10), || process.exited())
            .unwrap()
            .expect("it has ended");
        assert_eq!(process.log_tail(2), "two\nthree");
    }
}
