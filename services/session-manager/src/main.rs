//! Starts the service.

use std::process::ExitCode;

fn main() -> ExitCode {
    service_runtime::main::<session_manager::SessionManager>()
}
