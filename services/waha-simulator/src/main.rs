//! Starts the service.

fn main() -> std::process::ExitCode {
    service_runtime::main::<waha_simulator::WahaSimulator>()
}
