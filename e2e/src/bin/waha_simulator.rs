//! A waha-simulator as a process of its own, for the tests to kill.

use std::process::ExitCode;

fn main() -> ExitCode {
    service_runtime::main::<waha_simulator::WahaSimulator>()
}
