//! A bot-worker as a process of its own, for the tests to kill.

use std::process::ExitCode;

/// By how many seconds the clock of its machine is ahead.
const AHEAD: &str = "E2E_CLOCK_AHEAD";

fn main() -> ExitCode {
    let ahead = std::env::var(AHEAD).ok();
    if let Some(seconds) = ahead.and_then(|ahead| ahead.parse().ok()) {
        service_runtime::clock::testing::set_wrong_by(seconds);
    }
    service_runtime::main::<bot_worker::BotWorker>()
}
