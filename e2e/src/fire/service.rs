//! A service as a process of its own.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use private_servers::{PidRegistry, Process, Signal, free_port};

use super::PATIENCE;
use crate::eventually;

/// A service that is killed and comes back under the same settings, at the same address. Dropping it kills it.
#[derive(Debug)]
pub struct Service {
    name: String,
    program: PathBuf,
    url: String,
    environment: Vec<(String, String)>,
    process: Process,
}

impl Service {
    /// Starts one and waits until it is ready.
    pub async fn start(name: &str, program: &Path, environment: &[(&str, &str)]) -> Result<Self> {
        let address = format!("127.0.0.1:{}", free_port()?);
        Self::start_at(&address, name, program, environment).await
    }

    /// The same, where others know already that it will be.
    pub async fn start_at(
        address: &str,
        name: &str,
        program: &Path,
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let mut settings = vec![("PEYK__HTTP__LISTEN".to_owned(), address.to_owned())];
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        settings.extend(environment.iter().map(owned));
        let mut service = Self {
            name: name.to_owned(),
            process: spawn(name, program, &settings)?,
            program: program.to_owned(),
            url: format!("http://{address}"),
            environment: settings,
        };
        service.ready().await?;
        Ok(service)
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits until it is ready.
    pub async fn ready(&mut self) -> Result<()> {
        let http = crate::http_client()?;
        eventually(&self.name.clone(), PATIENCE, async || {
            self.still_runs()?;
            let ready = http.get(format!("{}/readyz", self.url)).send().await;
            Ok(ready
                .is_ok_and(|answer| answer.status().is_success())
                .then_some(()))
        })
        .await
    }

    /// `kill -9`, and another in its place, which may not be ready yet.
    pub fn kill(&mut self) -> Result<()> {
        self.still_runs()?;
        self.process.kill()?;
        self.process = spawn(&self.name, &self.program, &self.environment)?;
        Ok(())
    }

    /// Stands still from now on, and knows nothing of it.
    pub fn freeze(&mut self) -> Result<()> {
        self.process.signal(Signal::STOP)
    }

    /// Goes on as if nothing had been.
    pub fn thaw(&mut self) -> Result<()> {
        self.process.signal(Signal::CONT)
    }

    /// Whatever happens around it, it lives until it is killed.
    pub fn still_runs(&mut self) -> Result<()> {
        let ended = self.process.exited()?;
        ensure!(ended.is_none(), "{} has ended by itself", self.name);
        Ok(())
    }

    /// Ends it for good.
    pub fn end(mut self) -> Result<()> {
        self.process.kill().map(drop)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Nobody waits for good manners here; who was killed already is left alone.
        let _ = self.process.kill();
    }
}

fn spawn(name: &str, program: &Path, environment: &[(String, String)]) -> Result<Process> {
    let mut command = std::process::Command::new(program);
    command.env_clear().envs(environment.iter().cloned());
    let registry = std::env::var_os(PidRegistry::VARIABLE).map(PidRegistry::open);
    let registry = registry.transpose()?;
    Process::spawn(
        name,
        &mut command,
        Signal::TERM,
        &log(name),
        registry.as_ref(),
    )
}

/// Where its log goes: into the folder that `PEYK_TEST_LOGS` names, for who looks for the reason of a failure.
fn log(name: &str) -> PathBuf {
    std::env::var_os("PEYK_TEST_LOGS").map_or_else(
        || "/dev/null".into(),
        |folder| Path::new(&folder).join(format!("{name}.log")),
    )
}
