//! A private NATS server with JetStream, under the settings that production uses.

mod binary;
mod cluster;

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

pub use binary::find;
pub use cluster::NatsCluster;
use cluster::Seat;

use crate::{
    pids::PidRegistry,
    ports,
    process::Process,
    tools::{tools_dir, workspace_root},
    wait::wait_for,
};

/// The user that `infra/nats/nats.conf` lets in.
pub const USER: &str = "peyk";

const START_PATIENCE: Duration = Duration::from_secs(20);
const STOP_PATIENCE: Duration = Duration::from_secs(10);
const LOG_LINES_SHOWN: usize = 20;
/// How often another port is tried when nobody asked for a certain one.
const PORTS_TRIED: usize = 5;

/// What to start. The default is what a test wants: free ports, and a store that goes away with the server.
#[derive(Debug, Clone, Default)]
pub struct NatsOptions {
    /// The program; found or fetched by [`find`] when absent.
    pub binary: Option<PathBuf>,
    /// Port for clients; any free one when absent.
    pub port: Option<u16>,
    /// Port for monitoring; any free one when absent.
    pub monitor_port: Option<u16>,
    /// JetStream's folder, kept when the server ends; a temporary one when absent.
    pub store_dir: Option<PathBuf>,
    /// Password of [`USER`]; a fixed one for tests when absent.
    pub password: Option<String>,
    /// Where the server logs, appended; in the store's folder when absent.
    pub log: Option<PathBuf>,
    /// Where the child is recorded, so that it can be ended after our own sudden death. When absent, the folder that
    /// the environment variable `PEYK_PID_REGISTRY` names, if it does.
    pub pids: Option<PidRegistry>,
    /// The settings file; `infra/nats/nats.conf` when absent.
    pub config: Option<PathBuf>,
}

/// A running server on the loopback. Dropping it ends it.
#[derive(Debug)]
pub struct NatsServer {
    process: Process,
    launch: Launch,
    // Last, so that the folder is removed after the process has ended.
    _temporary: Option<TempDir>,
}

impl NatsServer {
    /// Starts a server and waits until it takes clients and JetStream is on.
    ///
    /// # Errors
    /// When there is no suitable program, or it does not start: the end of its log is in the message.
    pub fn start(options: NatsOptions) -> Result<Self> {
        Self::start_at(options, None)
    }

    fn start_at(options: NatsOptions, seat: Option<Seat>) -> Result<Self> {
        let binary = match options.binary {
            Some(binary) => binary,
            None => find(&tools_dir(), &|message| eprintln!("{message}"))?,
        };
        let (store_dir, temporary) = if let Some(folder) = options.store_dir {
            (folder, None)
        } else {
            let folder = tempfile::Builder::new().prefix("peyk-nats-").tempdir()?;
            (folder.path().to_owned(), Some(folder))
        };
        let mut launch = Launch {
            binary,
            port: 0,
            monitor_port: 0,
            log: options.log.unwrap_or_else(|| store_dir.join("nats.log")),
            store_dir,
            password: options.password.unwrap_or_else(|| "peyk-test".to_owned()),
            pids: PidRegistry::or_from_environment(options.pids)?,
            config: options
                .config
                .unwrap_or_else(|| workspace_root().join("infra/nats/nats.conf")),
            seat,
        };
        let mut attempts = if options.port.is_some() {
            1
        } else {
            PORTS_TRIED
        };
        loop {
            launch.port = options.port.map_or_else(ports::free, Ok)?;
            launch.monitor_port = options.monitor_port.map_or_else(ports::free, Ok)?;
            attempts -= 1;
            match launch.run() {
                Ok(process) => {
                    return Ok(Self {
                        process,
                        launch,
                        _temporary: temporary,
                    });
                }
                Err(error) if attempts == 0 => return Err(error),
                Err(_) => {} // most likely another took the port before we did
            }
        }
    }

    /// Where clients connect, with user and password.
    pub fn url(&self) -> String {
        format!(
            "nats://{USER}:{}@127.0.0.1:{}",
            self.launch.password, self.launch.port
        )
    }

    /// The port for clients.
    pub fn port(&self) -> u16 {
        self.launch.port
    }

    /// Where the server answers about itself: `/healthz`, `/varz`, `/jsz`.
    pub fn monitor_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.launch.monitor_port)
    }

    /// The user of [`NatsServer::url`].
    pub fn user(&self) -> &str {
        USER
    }

    /// The password of [`NatsServer::url`].
    pub fn password(&self) -> &str {
        &self.launch.password
    }

    /// The process, for looking after it.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Stops the server in an orderly way. What JetStream stored is kept until the value is dropped.
    ///
    /// # Errors
    /// When the process cannot be waited for.
    pub fn stop(&mut self) -> Result<()> {
        self.process.stop(STOP_PATIENCE).map(drop)
    }

    /// Kills the server with SIGKILL, as a crash would.
    ///
    /// # Errors
    /// When the process cannot be waited for.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill().map(drop)
    }

    /// Stops the server if it runs, and starts it again on the same ports over the same store.
    ///
    /// # Errors
    /// When it does not start: the end of its log is in the message.
    pub fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.process = self.launch.run()?;
        Ok(())
    }
}

/// How the program is started, each time.
#[derive(Debug)]
struct Launch {
    binary: PathBuf,
    port: u16,
    monitor_port: u16,
    store_dir: PathBuf,
    password: String,
    log: PathBuf,
    pids: Option<PidRegistry>,
    config: PathBuf,
    /// Its place in a cluster, if it is in one.
    seat: Option<Seat>,
}

impl Launch {
    fn run(&self) -> Result<Process> {
        // A name of its own: the answer on our port has to come from this server and not from somebody else's.
        // JetStream knows the servers of a cluster by their names, so it stays the same when the server is restarted.
        let name = format!("peyk-{}-{}", self.port, std::process::id());
        let mut command = Command::new(&self.binary);
        command
            .arg("--config")
            .arg(&self.config)
            .args(["--addr", "127.0.0.1", "--server_name", &name])
            .args([
                "--port",
                &self.port.to_string(),
                "--http_port",
                &self.monitor_port.to_string(),
            ])
            .arg("--store_dir")
            .arg(&self.store_dir)
            .args(self.seat.iter().flat_map(Seat::arguments))
            // The server reads the value as a piece of the settings file: the quotes keep `4e99` a text.
            .env("PEYK_NATS_PASSWORD", format!("\"{}\"", self.password));
        let mut process = Process::spawn(
            "nats",
            &mut command,
            Signal::TERM,
            &self.log,
            self.pids.as_ref(),
        )?;
        let ready = wait_for(START_PATIENCE, || {
            if let Some(status) = process.exited()? {
                bail!("nats-server ended at its start ({status})");
            }
            Ok(self.greets_as(&name).then_some(()))
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

    fn what(&self) -> String {
        format!("start {} on port {}", self.binary.display(), self.port)
    }

    /// Whether the server greets its clients. It listens to them only after JetStream is up.
    fn greets_as(&self, name: &str) -> bool {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
            return false;
        };
        let mut greeting = String::new();
        stream
            .set_read_timeout(Some(Duration::from_secs(2)))
            .is_ok()
            && BufReader::new(stream).read_line(&mut greeting).is_ok()
            && greeting.starts_with("INFO ")
            && greeting.contains(&format!("\"server_name\":\"{name}\""))
            && greeting.contains("\"jetstream\":true")
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    /// Speaks NATS by hand: the crate has no client, and the password is what is to be tried.
    fn connect(server: &NatsServer, password: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let hello = format!("{{\"user\":\"{USER}\",\"pass\":\"{password}\",\"verbose\":false}}");
        write!(stream, "CONNECT {hello}\r\nPING\r\n").unwrap();
        let mut answer = String::new();
        let mut lines = BufReader::new(&mut stream);
        while !answer.contains("PONG") && !answer.contains("-ERR") {
            lines.read_line(&mut answer).unwrap();
        }
        answer
    }

    fn get(url: &str) -> String {
        let address = url.strip_prefix("http://").unwrap();
        let (host, path) = address.split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET /{path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn it_starts_with_our_settings_survives_a_crash_and_ends_when_dropped() {
        let awkward = "4e99".to_owned(); // a number to the settings file, were it not quoted
        let options = NatsOptions {
            password: Some(awkward),
            ..NatsOptions::default()
        };
        let mut server = NatsServer::start(options).unwrap();
        let (port, first) = (server.port(), server.pid());
        assert!(connect(&server, "4e99").contains("PONG"));
        assert!(connect(&server, "wrong").contains("Authorization Violation"));
        let settings = get(&format!("{}/varz", server.monitor_url()));
        assert!(settings.contains("\"sync_always\": true"), "{settings}");

        server.kill().unwrap();
        server.restart().unwrap();
        assert_eq!(server.port(), port);
        assert_ne!(server.pid(), first);
        assert!(connect(&server, "4e99").contains("PONG"));

        drop(server);
        assert!(
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err(),
            "nobody listens any more"
        );
    }

    #[test]
    fn a_taken_port_is_named_together_with_what_the_server_said() {
        let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let options = NatsOptions {
            port: Some(port),
            ..NatsOptions::default()
        };
        let error = format!("{:#}", NatsServer::start(options).unwrap_err());
        assert!(error.contains(&format!("on port {port}")), "{error}");
        assert!(error.contains("address already in use"), "{error}");
    }
}
