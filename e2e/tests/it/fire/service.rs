//! A service as a process of its own.

use std::{fs::File, path::Path, process::Stdio};

use e2e::eventually;
use private_servers::free_port;
use tokio::process::Child;

use crate::harness::PATIENCE;

/// A service that is killed and comes back under the same settings, at the same address.
pub(crate) struct Service {
    name: String,
    program: &'static str,
    url: String,
    environment: Vec<(String, String)>,
    child: Child,
}

impl Service {
    /// Starts one and waits until it is ready.
    pub(crate) async fn start(
        name: &str,
        program: &'static str,
        environment: &[(&str, &str)],
    ) -> Self {
        let address = format!("127.0.0.1:{}", free_port().unwrap());
        Self::start_at(&address, name, program, environment).await
    }

    /// The same, where others know already that it will be.
    pub(crate) async fn start_at(
        address: &str,
        name: &str,
        program: &'static str,
        environment: &[(&str, &str)],
    ) -> Self {
        let mut settings = vec![("PEYK__HTTP__LISTEN".to_owned(), address.to_owned())];
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        settings.extend(environment.iter().map(owned));
        let mut service = Self {
            name: name.to_owned(),
            child: spawn(name, program, &settings),
            program,
            url: format!("http://{address}"),
            environment: settings,
        };
        service.ready().await;
        service
    }

    /// Where it is, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Waits until it is ready.
    pub(crate) async fn ready(&mut self) {
        let http = e2e::http_client().unwrap();
        eventually(&self.name.clone(), PATIENCE, async || {
            self.still_runs();
            let ready = http.get(format!("{}/readyz", self.url)).send().await;
            Ok(ready
                .is_ok_and(|answer| answer.status().is_success())
                .then_some(()))
        })
        .await
        .unwrap();
    }

    /// `kill -9`, and another in its place, which may not be ready yet.
    pub(crate) async fn kill(&mut self) {
        self.still_runs();
        self.child.kill().await.unwrap();
        self.child = spawn(&self.name, self.program, &self.environment);
    }

    /// Whatever happens around it, it lives until it is killed.
    pub(crate) fn still_runs(&mut self) {
        let ended = self.child.try_wait().unwrap();
        assert_eq!(ended, None, "{} has ended by itself", self.name);
    }

    /// Ends it for good.
    pub(crate) async fn end(mut self) {
        self.child.kill().await.unwrap();
    }
}

fn spawn(name: &str, program: &str, environment: &[(String, String)]) -> Child {
    let (out, err) = outputs(name);
    tokio::process::Command::new(program)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdout(out)
        .stderr(err)
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Where its log goes: into the folder that `PEYK_TEST_LOGS` names, for who looks for the reason of a failure.
fn outputs(name: &str) -> (Stdio, Stdio) {
    let Ok(folder) = std::env::var("PEYK_TEST_LOGS") else {
        return (Stdio::null(), Stdio::null());
    };
    let path = Path::new(&folder).join(format!("{name}.log"));
    let log = File::options().append(true).create(true).open(path);
    let log = log.unwrap();
    (log.try_clone().unwrap().into(), log.into())
}
