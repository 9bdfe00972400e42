//! From Unix signals to the two steps of stopping.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::Shutdown;

/// SIGTERM or Ctrl-C stops softly, a second one at once.
///
/// Must be called inside a tokio runtime.
pub(crate) fn listen(shutdown: Shutdown) -> io::Result<()> {
    let mut signals = Signals {
        terminate: signal(SignalKind::terminate())?,
        interrupt: signal(SignalKind::interrupt())?,
    };
    tokio::spawn(async move {
        let name = signals.next().await;
        tracing::info!(signal = name, "stopping; a second signal stops at once");
        shutdown.trigger();
        let name = signals.next().await;
        tracing::warn!(signal = name, "stopping at once");
        shutdown.trigger_hard();
    });
    Ok(())
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
