//! The services as processes: started together, watched, and stopped together.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use private_servers::{Process, Signal, wait_for};

use super::{
    Home,
    ports::{Place, Ports},
    settings,
};
use crate::{cargo, http, interrupt::Interrupt};

const READY_PATIENCE: Duration = Duration::from_mins(1);
/// A little more than the services' own deadline for finishing what they have begun.
const STOP_PATIENCE: Duration = Duration::from_secs(15);
const LOG_LINES_SHOWN: usize = 20;

/// The running services.
pub(super) struct Children {
    services: Vec<(Place, Process)>,
    ports: Ports,
    /// What all of them are told beside their usual settings.
    told: Vec<(&'static str, String)>,
}

impl Children {
    pub(super) fn none(ports: Ports) -> Self {
        Self {
            services: Vec::new(),
            ports,
            told: Vec::new(),
        }
    }

    /// Tells this to all that are started from now on.
    pub(super) fn tell(&mut self, setting: (&'static str, String)) {
        self.told.push(setting);
    }

    /// Starts one service under its settings.
    pub(super) fn start(&mut self, service: Place, programs: &Path, home: &Home) -> Result<()> {
        let process = spawn(service, self.ports, &self.told, programs, home)?;
        self.services.push((service, process));
        Ok(())
    }

    /// Starts again what has ended; answers with an account of each.
    pub(super) fn mend(&mut self, programs: &Path, home: &Home) -> Result<Vec<String>> {
        let mut mended = Vec::new();
        for (service, process) in &mut self.services {
            if let Err(ended) = require_running(process) {
                *process = spawn(*service, self.ports, &self.told, programs, home)?;
                mended.push(format!("{ended:#}"));
            }
        }
        Ok(mended)
    }

    /// Waits until every service says that it is ready, and tells which one is waited for.
    pub(super) fn wait_until_ready(&mut self, interrupt: &Interrupt) -> Result<()> {
        let started = Instant::now();
        let mut waiting: Vec<Place> = self.services.iter().map(|(service, _)| *service).collect();
        let ports = self.ports;
        let ready = wait_for(READY_PATIENCE, || {
            interrupt.check()?;
            self.check()?;
            waiting.retain(|service| {
                let ready = http::get(ports.of(*service), "/readyz")
                    .is_ok_and(|answer| answer.status == 200);
                if ready {
                    let took = started.elapsed().as_secs_f64();
                    println!("  {:<16} ready after {took:.1} s", service.name());
                }
                !ready
            });
            Ok(waiting.is_empty().then_some(()))
        })?;
        if ready.is_some() {
            return Ok(());
        }
        let reasons = waiting.iter().map(|service| self.why_not_ready(*service));
        bail!(
            "not ready after {READY_PATIENCE:?}:\n{}",
            reasons.collect::<Vec<_>>().join("\n")
        )
    }

    fn why_not_ready(&self, service: Place) -> String {
        let says = match http::get(self.ports.of(service), "/readyz") {
            Ok(answer) => format!("/readyz answers {} {}", answer.status, answer.body.trim()),
            Err(error) => format!("/readyz does not answer: {error}"),
        };
        let process = self.services.iter().find(|(other, _)| *other == service);
        let log = process
            .map(|(_, process)| process.log_tail(LOG_LINES_SHOWN))
            .unwrap_or_default();
        format!("{}: {says}. Its log:\n{log}", service.name())
    }

    /// An error that shows why, when a service has ended.
    pub(super) fn check(&mut self) -> Result<()> {
        for (_, process) in &mut self.services {
            require_running(process)?;
        }
        Ok(())
    }

    /// Asks all services to stop, waits for all, and kills those that do not. The order is that of the messages: the
    /// worker may finish a reply while WAHA still takes it.
    pub(super) fn stop(&mut self, interrupt: &Interrupt) -> Result<()> {
        let mut services: Vec<(Place, Process)> = self.services.drain(..).rev().collect();
        let (ours, waha): (Vec<_>, Vec<_>) = services
            .iter_mut()
            .partition(|(service, _)| *service != Place::WahaSimulator);
        for group in [ours, waha] {
            let mut group: Vec<&mut Process> =
                group.into_iter().map(|(_, process)| process).collect();
            for process in &mut group {
                process.ask_to_stop()?;
            }
            for process in group {
                interrupt.await_end(process, STOP_PATIENCE)?;
            }
        }
        Ok(())
    }
}

fn spawn(
    service: Place,
    ports: Ports,
    told: &[(&'static str, String)],
    programs: &Path,
    home: &Home,
) -> Result<Process> {
    let mut command = Command::new(programs.join(service.name()));
    cargo::without_peyk(&mut command);
    command
        .envs(settings::of(service, ports))
        .envs(told.iter().cloned());
    if service == Place::SessionManager {
        command.envs(settings::dashboard());
    }
    let log = home.log_of(service.name());
    Process::spawn(
        service.name(),
        &mut command,
        Signal::TERM,
        &log,
        Some(&home.pids),
    )
}

/// An error that shows the end of the log, when the process has ended.
pub(super) fn require_running(process: &mut Process) -> Result<()> {
    let Some(status) = process.exited()? else {
        return Ok(());
    };
    let log = process.log_tail(LOG_LINES_SHOWN);
    bail!(
        "{} has ended ({status}). The end of its log:\n{log}",
        process.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_asked_to_stop_once_however_long_the_others_take() {
        let folder = tempfile::tempdir().unwrap();
        let log = |name: &str| folder.path().join(name);
        let shell = |name: &str, script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]).current_dir(folder.path());
            let mut process =
                Process::spawn(name, &mut command, Signal::TERM, &log(name), None).unwrap();
            wait_for(READY_PATIENCE, || {
                require_running(&mut process)?;
                Ok((process.log_tail(1) == "ready").then_some(()))
            })
            .unwrap()
            .expect("the shell listens");
            process
        };
        // The one that is waited for first ends when the other has noticed its signal; the other works on for a while.
        let slow = shell(
            "slow",
            "trap 'echo asked' TERM; echo ready; until test -e first-is-gone; do sleep 0.05; done
             i=0; while test $i -lt 10; do sleep 0.05; i=$((i + 1)); done; echo finished",
        );
        let first = shell(
            "first",
            "trap 'touch asked' TERM; echo ready; until test -e asked && grep -q asked slow; do sleep 0.05; done
             touch first-is-gone",
        );
        let mut children = Children::none(Ports {
            base: Ports::DEFAULT_BASE,
        });
        children.services = vec![
            (Place::WebhookIngress, slow),
            (Place::SessionManager, first),
        ];

        children.stop(&Interrupt::default()).unwrap();

        let said = std::fs::read_to_string(log("slow")).unwrap();
        assert_eq!(said.matches("asked").count(), 1, "{said}");
        assert!(said.ends_with("finished\n"), "{said}");
    }
}
