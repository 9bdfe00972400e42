//! `bot-worker`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    service_runtime::main::<bot_worker::BotWorker>()
}
