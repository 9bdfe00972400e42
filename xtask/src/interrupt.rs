//! Ctrl-C, SIGTERM and SIGHUP: once means stop in good order, twice means now.

use std::{
    process::ExitStatus,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use private_servers::{Process, wait_for};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

/// How long a foreground command may take to stop before it is killed.
const PATIENCE: Duration = Duration::from_secs(20);
/// `wait_for` needs an end; this one is not met.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// How often the user asked to stop. From its installation on no signal ends the program by itself.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt {
    count: Arc<AtomicUsize>,
}

/// The error of work that was left because the user asked to stop.
#[derive(Debug)]
pub(crate) struct Interrupted;

impl Interrupted {
    /// What a shell reports for a program that was ended by Ctrl-C.
    pub(crate) const EXIT_CODE: u8 = 130;
}

impl std::fmt::Display for Interrupted {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

impl Interrupt {
    /// Starts listening.
    pub(crate) fn install() -> Result<Self> {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&count);
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("listen to signals")?;
        thread::spawn(move || {
            for _ in signals.forever() {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(Self { count })
    }

    /// Asked to stop.
    pub(crate) fn requested(&self) -> bool {
        self.count.load(Ordering::Relaxed) > 0
    }

    /// Asked again: no more patience.
    pub(crate) fn insisted(&self) -> bool {
        self.count.load(Ordering::Relaxed) > 1
    }

    /// An error when asked to stop.
    pub(crate) fn check(&self) -> Result<()> {
        if self.requested() {
            Err(Interrupted.into())
        } else {
            Ok(())
        }
    }

    /// Waits for a command to end, and ends it when asked to stop.
    pub(crate) fn finish(&self, process: &mut Process) -> Result<ExitStatus> {
        let ended = wait_for(FOREVER, || {
            self.check()?;
            process.exited()
        });
        match ended {
            Ok(status) => status.context("waited for a year"),
            Err(error) => {
                self.stop(process, PATIENCE)?;
                Err(error)
            }
        }
    }

    /// Stops a process in good order, or at once when the user insists.
    pub(crate) fn stop(&self, process: &mut Process, patience: Duration) -> Result<ExitStatus> {
        process.ask_to_stop()?;
        let ended = wait_for(patience, || {
            Ok(match process.exited()? {
                Some(status) => Some(Some(status)),
                None => self.insisted().then_some(None),
            })
        })?;
        match ended.flatten() {
            Some(status) => Ok(status),
            None => process.kill(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use private_servers::Signal;

    use super::*;

    fn asked(times: usize) -> Interrupt {
        Interrupt {
            count: Arc::new(AtomicUsize::new(times)),
        }
    }

    fn start(script: &str) -> Process {
        let mut command = Command::new("sh");
        Process::spawn_attached("shell", command.args(["-c", script]), Signal::TERM, None).unwrap()
    }

    #[test]
    fn a_command_runs_to_its_end_unless_the_user_asks_to_stop() {
        assert_eq!(
            asked(0).finish(&mut start("exit 3")).unwrap().code(),
            Some(3)
        );
        let mut endless = start("sleep 600");
        assert!(
            asked(1)
                .finish(&mut endless)
                .unwrap_err()
                .is::<Interrupted>()
        );
        assert!(endless.exited().unwrap().is_some(), "it was stopped");
    }

    #[test]
    fn who_insists_does_not_wait() {
        let mut stubborn = start("trap '' TERM; while true; do sleep 1; done");
        let status = asked(2).stop(&mut stubborn, FOREVER).unwrap();
        assert_eq!(status.code(), None, "it was killed");
    }
}
