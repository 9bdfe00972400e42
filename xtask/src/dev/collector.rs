//! An OpenTelemetry collector beside the stack, which prints the traces of all services.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use private_servers::{Process, Signal, find_program, wait_for, workspace_root};

use super::{Home, children::require_running, ports::Ports};
use crate::{cargo, interrupt::Interrupt};

/// Names a collector that is not on PATH.
const VARIABLE: &str = "PEYK_OTELCOL";
/// What distributions call it: any of them prints traces.
const PROGRAMS: [&str; 2] = ["otelcol", "otelcol-contrib"];
/// Its settings, and the variable in them for where it listens.
const CONFIG: &str = "infra/otel/dev.yaml";
const LISTEN: &str = "PEYK_OTLP_LISTEN";
const PATIENCE: Duration = Duration::from_secs(20);

/// The name of its log.
pub(super) const NAME: &str = "otelcol";

/// The collector that is installed.
pub(super) fn find() -> Result<PathBuf> {
    let found = find_program(VARIABLE, &PROGRAMS);
    let Some(program) = found else {
        bail!(
            "--telemetry needs an OpenTelemetry collector: install otelcol or otelcol-contrib (packages are among the releases \
             of the project opentelemetry-collector-releases), or name one by {VARIABLE}"
        );
    };
    Ok(program)
}

/// Where the services of a stack send their traces.
pub(super) fn endpoint(ports: Ports) -> (&'static str, String) {
    let url = format!("http://127.0.0.1:{}", ports.of_collector());
    ("PEYK__TELEMETRY__OTLP_ENDPOINT", url)
}

/// Starts it, and waits until it listens.
pub(super) fn start(
    program: PathBuf,
    ports: Ports,
    home: &Home,
    interrupt: &Interrupt,
) -> Result<Process> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, ports.of_collector()));
    let mut command = command(program, address);
    let log = home.log_of(NAME);
    let mut process = Process::spawn(NAME, &mut command, Signal::TERM, &log, Some(&home.pids))?;
    let listens = wait_for(PATIENCE, || {
        interrupt.check()?;
        require_running(&mut process)?;
        Ok(TcpStream::connect(address).ok())
    })?;
    listens.with_context(|| format!("{NAME} does not listen at {address} after {PATIENCE:?}"))?;
    println!("traces are printed into {}", log.display());
    Ok(process)
}

fn command(program: PathBuf, address: SocketAddr) -> Command {
    let mut command = Command::new(program);
    cargo::without_peyk(&mut command);
    command
        .arg("--config")
        .arg(workspace_root().join(CONFIG))
        .env(LISTEN, address.to_string());
    command
}

#[cfg(test)]
mod tests {
    use std::{ffi::OsStr, fs};

    use super::*;

    #[test]
    fn it_is_told_a_file_that_is_there_and_the_address_that_the_file_asks_for() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 4318));
        let command = command("otelcol".into(), address);
        let arguments: Vec<&OsStr> = command.get_args().collect();
        let [option, config] = arguments[..] else {
            panic!("{arguments:?}")
        };
        assert_eq!(option, "--config");
        let config = fs::read_to_string(config).unwrap();
        assert!(config.contains(&format!("http: {{ endpoint: \"${{env:{LISTEN}}}\" }}")));
        let mut set = command.get_envs();
        let listen = set.find(|(name, _)| *name == LISTEN).unwrap().1;
        assert_eq!(listen, Some(OsStr::new("127.0.0.1:4318")));
    }
}
