//! Two tokens, the tasks they stop, and what became of them.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long aborted tasks get to reach their next await point. One that blocks its thread never
/// does, and must not hold the process.
const ABORT_GRACE: Duration = Duration::from_secs(1);

/// The end of a service, in two steps: *soft* takes no new work and finishes what has begun;
/// *hard* drops what is left.
///
/// Tasks started with [`Shutdown::spawn`] are supervised: none of them can die unnoticed.
#[derive(Clone, Debug)]
pub struct Shutdown {
    soft: CancellationToken,
    hard: CancellationToken,
    tasks: TaskTracker,
    marks: Arc<Marks>,
}

#[derive(Debug, Default)]
struct Marks {
    failed: AtomicBool,
    aborted: AtomicBool,
}

/// How a service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that had begun was finished.
    Clean,
    /// The time was up, or a second signal came, before everything was finished.
    CutShort,
    /// A task ended with an error or a panic.
    Failed,
}

impl Shutdown {
    /// A service that nobody has asked to stop.
    pub fn new() -> Self {
        let hard = CancellationToken::new();
        Self {
            soft: hard.child_token(),
            hard,
            tasks: TaskTracker::new(),
            marks: Arc::default(),
        }
    }

    /// Cancelled when the service should take no new work. Also cancelled by the hard stop.
    pub fn soft(&self) -> &CancellationToken {
        &self.soft
    }

    /// Cancelled when what is left should be dropped.
    pub fn hard(&self) -> &CancellationToken {
        &self.hard
    }

    /// Asks the service to stop.
    pub fn trigger(&self) {
        self.soft.cancel();
    }

    /// Stops the service at once; supervised tasks are aborted.
    pub fn trigger_hard(&self) {
        self.hard.cancel();
    }

    /// Starts a supervised task.
    ///
    /// It may end well at any time. When it ends with an error or a panic, that is logged and the
    /// whole service stops and fails: a service that limps on without one of its loops is worse
    /// than one that is started again.
    pub fn spawn<F>(&self, name: impl Into<Cow<'static, str>>, task: F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let name = name.into();
        let shutdown = self.clone();
        let mut task = tokio::spawn(task);
        self.tasks.spawn(async move {
            let ended = tokio::select! {
                biased;
                ended = &mut task => ended,
                () = shutdown.hard.cancelled() => {
                    task.abort();
                    task.await
                }
            };
            match ended {
                Ok(Ok(())) => tracing::debug!(task = %name, "task ended"),
                Ok(Err(error)) => shutdown.fail(&name, &error),
                Err(ended) if ended.is_cancelled() => {
                    tracing::warn!(task = %name, "task aborted");
                    shutdown.marks.aborted.store(true, Ordering::Relaxed);
                }
                Err(_) => shutdown.fail(&name, &anyhow::anyhow!("the task panicked")),
            }
        });
    }

    /// Marks the service as failed and asks it to stop. `part` says what failed.
    pub fn fail(&self, part: &str, error: &anyhow::Error) {
        tracing::error!(
            task = part,
            error = format!("{error:#}"),
            "failed; stopping the service"
        );
        self.marks.failed.store(true, Ordering::Relaxed);
        self.trigger();
    }

    /// Runs `work` until it is done or the hard stop comes, which answers `None`.
    pub async fn run_until_hard<F: Future>(&self, work: F) -> Option<F::Output> {
        self.hard.run_until_cancelled(work).await
    }

    /// Asks the service to stop, waits for its supervised tasks, and aborts those that are not
    /// done after `deadline`.
    pub async fn finish(&self, deadline: Duration) -> Outcome {
        self.trigger();
        self.tasks.close();
        if timeout(deadline, self.tasks.wait()).await.is_err() {
            tracing::warn!(tasks = self.tasks.len(), "not done in time; aborting");
            self.marks.aborted.store(true, Ordering::Relaxed);
            self.trigger_hard();
            let _ = timeout(ABORT_GRACE, self.tasks.wait()).await;
        }
        if self.marks.failed.load(Ordering::Relaxed) {
            Outcome::Failed
        } else if self.marks.aborted.load(Ordering::Relaxed) {
            Outcome::CutShort
        } else {
            Outcome::Clean
        }
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    const DEADLINE: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn tasks_that_heed_the_soft_stop_end_cleanly() {
        let shutdown = Shutdown::new();
        let soft = shutdown.soft().clone();
        shutdown.spawn("loop", async move {
            soft.cancelled().await;
            Ok(())
        });
        shutdown.spawn("once", async { Ok(()) });
        assert_eq!(shutdown.finish(DEADLINE).await, Outcome::Clean);
    }

    #[tokio::test]
    async fn a_failing_task_stops_the_service() {
        let shutdown = Shutdown::new();
        shutdown.spawn("intake", async { anyhow::bail!("the stream is gone") });
        shutdown.soft().cancelled().await;
        assert!(!shutdown.hard().is_cancelled());
        assert_eq!(shutdown.finish(DEADLINE).await, Outcome::Failed);
    }

    #[tokio::test]
    async fn a_panicking_task_stops_the_service() {
        let shutdown = Shutdown::new();
        shutdown.spawn("intake", async { panic!("a bug") });
        shutdown.soft().cancelled().await;
        assert_eq!(shutdown.finish(DEADLINE).await, Outcome::Failed);
    }

    #[tokio::test]
    async fn a_task_that_does_not_heed_is_aborted_after_the_deadline() {
        let shutdown = Shutdown::new();
        shutdown.spawn("deaf", pending());
        assert_eq!(shutdown.finish(Duration::ZERO).await, Outcome::CutShort);
        assert!(shutdown.hard().is_cancelled());
    }

    #[tokio::test]
    async fn the_hard_stop_aborts_at_once_and_is_also_soft() {
        let shutdown = Shutdown::new();
        shutdown.spawn("deaf", pending());
        shutdown.trigger_hard();
        assert!(shutdown.soft().is_cancelled());
        assert_eq!(shutdown.run_until_hard(pending::<()>()).await, None);
        assert_eq!(shutdown.finish(DEADLINE).await, Outcome::CutShort);
    }
}
