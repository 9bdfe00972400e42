//! How the server is started over its cluster.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use super::{PostgresBinaries, cluster};
use crate::{
    account::{Account, As},
    pids::PidRegistry,
    process::Process,
    wait::wait_for,
};

/// A cluster that has to replay its journal first takes a while.
const START_PATIENCE: Duration = Duration::from_mins(1);
const LOG_LINES_SHOWN: usize = 20;

/// How the program is started, each time.
#[derive(Debug)]
pub(super) struct Launch {
    pub(super) binaries: PostgresBinaries,
    pub(super) account: Option<Account>,
    pub(super) port: u16,
    pub(super) data: PathBuf,
    pub(super) durable: bool,
    pub(super) log: PathBuf,
    pub(super) pids: Option<PidRegistry>,
}

impl Launch {
    /// Starts the server and waits until it takes connections.
    pub(super) fn run(&self) -> Result<Process> {
        cluster::forget_dead_owner(&self.data)?;
        let mut command = self.account.command(&self.binaries.program("postgres"));
        command
            .arg("-D")
            .arg(&self.data)
            .args(["-p", &self.port.to_string()]);
        for setting in self.settings() {
            command.args(["-c", setting]);
        }
        // SIGINT cuts connections and writes what is to be written; SIGQUIT leaves that to the journal. Neither leaves
        // shared memory behind, as SIGKILL does.
        let stop_with = if self.durable {
            Signal::INT
        } else {
            Signal::QUIT
        };
        let mut process = Process::spawn(
            "postgres",
            &mut command,
            stop_with,
            &self.log,
            self.pids.as_ref(),
        )?;
        let ready = wait_for(START_PATIENCE, || {
            if let Some(status) = process.exited()? {
                bail!("postgres ended at its start ({status})");
            }
            Ok(cluster::is_ready(&self.data, process.pid()).then_some(()))
        })
        .with_context(|| {
            format!(
                "{}\nIts log:\n{}",
                self.what(),
                process.log_tail(LOG_LINES_SHOWN)
            )
        })?;
        if ready.is_none() {
            let log = process.log_tail(LOG_LINES_SHOWN);
            bail!(
                "{}: not ready after {START_PATIENCE:?}. Its log:\n{log}",
                self.what()
            );
        }
        Ok(process)
    }

    fn settings(&self) -> &'static [&'static str] {
        const DURABLE: &[&str] = &[
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            "timezone=UTC",
            "log_timezone=UTC",
        ];
        const FAST: &[&str] = &[
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            // Tests run side by side, each with a pool for each service in it.
            "max_connections=400",
            "timezone=UTC",
            "log_timezone=UTC",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
        ];
        if self.durable { DURABLE } else { FAST }
    }

    fn what(&self) -> String {
        format!(
            "start {} on port {}",
            self.binaries.program("postgres").display(),
            self.port
        )
    }
}
