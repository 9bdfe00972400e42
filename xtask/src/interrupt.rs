//! Ctrl-C, SIGTERM and SIGHUP: once means stop in good order, twice means now.

use std::{
    process::{ExitCode, ExitStatus},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
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

/// What a command answered with, as our own; what ended by a signal has no code.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.unwrap_or(1).into()
}

/// How often the user asked to stop. From its installation on no signal ends the program by itself, but for the second
/// one during [`Interrupt::blocking`] work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt {
    count: Arc<AtomicUsize>,
    blocking: Arc<AtomicBool>,
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
        let interrupt = Self::default();
        let listener = interrupt.clone();
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("listen to signals")?;
        thread::spawn(move || {
            for _ in signals.forever() {
                listener.count.fetch_add(1, Ordering::Relaxed);
                if listener.ends_at_once() {
                    std::process::exit(Interrupted::EXIT_CODE.into());
                }
                if listener.blocking.load(Ordering::Relaxed) {
                    eprintln!("stopping after this step; once more stops at once");
                }
            }
        });
        Ok(interrupt)
    }

    /// Does work that looks at no signal and that nobody has to tidy up after: fetching a program, making a cluster.
    /// While it lasts, the second signal ends this program on the spot.
    pub(crate) fn blocking<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.check()?;
        self.blocking.store(true, Ordering::Relaxed);
        let outcome = work();
        self.blocking.store(false, Ordering::Relaxed);
        // What the work started may have got the same Ctrl-C: then that is why it failed.
        self.check()?;
        outcome
    }

    fn ends_at_once(&self) -> bool {
        self.insisted() && self.blocking.load(Ordering::Relaxed)
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
        self.await_end(process, patience)
    }

    /// Waits for the end of a process that was asked to stop, and kills it when it takes too long or the user insists.
    /// It is not asked again: a service takes the second request as "at once".
    pub(crate) fn await_end(
        &self,
        process: &mut Process,
        patience: Duration,
    ) -> Result<ExitStatus> {
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
            ..Interrupt::default()
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
    fn only_work_that_looks_at_no_signal_is_cut_off_by_the_second() {
        assert!(!asked(2).ends_at_once(), "somebody has to stop the servers");
        for (times, ends) in [(0, false), (1, false), (2, true)] {
            let interrupt = asked(0);
            let outcome = interrupt.blocking(|| {
                interrupt.count.store(times, Ordering::Relaxed);
                assert_eq!(interrupt.ends_at_once(), ends, "{times}");
                anyhow::Ok(())
            });
            assert_eq!(outcome.is_err(), times > 0, "{times}");
            assert!(!interrupt.ends_at_once(), "it is over");
        }
        asked(1)
            .blocking(|| -> Result<()> { panic!("begun after the user asked to stop") })
            .unwrap_err();
    }

    #[test]
    fn who_insists_does_not_wait() {
        let mut stubborn = start("trap '' TERM; while true; do sleep 1; done");
        let status = asked(2).stop(&mut stubborn, FOREVER).unwrap();
        assert_eq!(status.code(), None, "it was killed");
    }
}
