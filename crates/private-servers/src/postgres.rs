//! A private Postgres.

mod binaries;
mod cluster;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

pub use binaries::PostgresBinaries;

use crate::{
    account::{Account, As},
    pids::PidRegistry,
    ports,
    process::Process,
    tools::tools_dir,
    wait::wait_for,
};

/// The superuser of every cluster made here.
pub const SUPERUSER: &str = "postgres";
/// Its password. The server listens on the loopback alone and holds nothing but what development puts there.
pub const SUPERUSER_PASSWORD: &str = "peyk-superuser";

/// A cluster that has to replay its journal first takes a while.
const START_PATIENCE: Duration = Duration::from_mins(1);
const STOP_PATIENCE: Duration = Duration::from_secs(20);
const LOG_LINES_SHOWN: usize = 20;
/// How often another port is tried when nobody asked for a certain one.
const PORTS_TRIED: usize = 5;

/// What to start. The default is what a test wants: a free port, no waiting for the disk, and data that goes away with
/// the server.
#[derive(Debug, Clone, Default)]
pub struct PostgresOptions {
    /// The programs; found or fetched by [`PostgresBinaries::find`] when absent.
    pub binaries: Option<PostgresBinaries>,
    /// The port; any free one when absent.
    pub port: Option<u16>,
    /// Where the data is, kept when the server ends and made when it is not there (see [`data_home`] for the folder
    /// that is taken in its place where Postgres cannot work in this one); a temporary one when absent.
    pub data_dir: Option<PathBuf>,
    /// Whether a commit waits for the disk, so that the data survives a crash of the machine.
    pub durable: bool,
    /// Statements that a new cluster begins with: roles, databases. They run as superuser, before anybody can connect;
    /// between two of them is an empty line. A cluster whose statements fail is not kept.
    pub bootstrap: String,
    /// Where the server logs, appended; beside the data when absent.
    pub log: Option<PathBuf>,
    /// Where the child is recorded, so that it can be ended after our own sudden death. When absent, the folder that
    /// the environment variable `PEYK_PID_REGISTRY` names, if it does.
    pub pids: Option<PidRegistry>,
}

/// A running server on the loopback, without unix sockets. Dropping it ends it.
#[derive(Debug)]
pub struct PostgresServer {
    process: Process,
    launch: Launch,
    // Last, so that the folder is removed after the process has ended.
    _temporary: Option<TempDir>,
}

impl PostgresServer {
    /// Starts a server, with a new cluster where there is none, and waits until it takes connections.
    ///
    /// # Errors
    /// When there are no suitable programs, or it does not start: the end of its log is in the message.
    pub fn start(options: PostgresOptions) -> Result<Self> {
        let binaries = match options.binaries {
            Some(binaries) => binaries,
            None => PostgresBinaries::find(&tools_dir(), &|message| eprintln!("{message}"))?,
        };
        let account = Account::for_postgres()?;
        let (home, temporary) = if let Some(folder) = &options.data_dir {
            (data_home(folder)?, None)
        } else {
            let folder = tempfile::Builder::new()
                .prefix("peyk-postgres-")
                .tempdir()?;
            account.own(folder.path())?;
            (folder.path().to_owned(), Some(folder))
        };
        let data = home.join("data");
        cluster::make_unless_there(
            &binaries,
            account,
            &data,
            &options.bootstrap,
            options.durable,
        )?;
        let mut launch = Launch {
            binaries,
            account,
            port: 0,
            log: options.log.unwrap_or_else(|| home.join("postgres.log")),
            data,
            durable: options.durable,
            pids: PidRegistry::or_from_environment(options.pids)?,
        };
        let mut attempts = if options.port.is_some() {
            1
        } else {
            PORTS_TRIED
        };
        loop {
            launch.port = options.port.map_or_else(ports::free, Ok)?;
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

    /// Where the superuser connects to a database.
    pub fn url(&self, database: &str) -> String {
        self.url_as(SUPERUSER, SUPERUSER_PASSWORD, database)
    }

    /// Where a certain role connects to a database. User and password go into the address as they are.
    pub fn url_as(&self, user: &str, password: &str, database: &str) -> String {
        format!(
            "postgres://{user}:{password}@127.0.0.1:{}/{database}",
            self.launch.port
        )
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.launch.port
    }

    /// The programs that it runs from.
    pub fn binaries(&self) -> &PostgresBinaries {
        &self.launch.binaries
    }

    /// The process, for looking after it.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Stops the server: connections are cut, data is written.
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

    /// Stops the server if it runs, and starts it again on the same port over the same data.
    ///
    /// # Errors
    /// When it does not start: the end of its log is in the message.
    pub fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.process = self.launch.run()?;
        Ok(())
    }
}

/// The folder that the data of `asked` is really kept in: `asked` itself or, where Postgres' account cannot work in it
/// (a checkout below /root), one below /var/tmp that belongs to it.
///
/// # Errors
/// When neither can be used.
pub fn data_home(asked: &Path) -> Result<PathBuf> {
    let account = Account::for_postgres()?;
    fs::create_dir_all(asked).with_context(|| format!("create {}", asked.display()))?;
    account.own(asked)?;
    if account.can_work_in(asked) {
        return Ok(asked.to_owned());
    }
    let elsewhere = binaries::reachable_twin(asked)?;
    account.own(&elsewhere)?;
    if account.can_work_in(&elsewhere) {
        return Ok(elsewhere);
    }
    let (asked, elsewhere) = (asked.display(), elsewhere.display());
    bail!("Postgres' account can work neither in {asked} nor in {elsewhere}")
}

/// How the program is started, each time.
#[derive(Debug)]
struct Launch {
    binaries: PostgresBinaries,
    account: Option<Account>,
    port: u16,
    data: PathBuf,
    durable: bool,
    log: PathBuf,
    pids: Option<PidRegistry>,
}

impl Launch {
    fn run(&self) -> Result<Process> {
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

#[cfg(test)]
mod tests {
    use std::{net::TcpStream, os::unix::fs::PermissionsExt, process::Command};

    use super::*;

    /// A temporary folder that Postgres' account can reach.
    fn home() -> TempDir {
        let home = tempfile::tempdir().unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        home
    }

    fn ask(server: &PostgresServer, url: &str, sql: &str) -> Result<String> {
        let psql = server
            .binaries()
            .psql()
            .expect("psql is installed where the tests run");
        crate::tools::run(Command::new(psql).args(["-X", "-A", "-t", "-c", sql, url]))
    }

    #[test]
    fn data_outlives_crash_and_restart_and_strangers_are_refused() {
        let home = home();
        let options = PostgresOptions {
            data_dir: Some(home.path().join("nested/postgres")),
            durable: true,
            bootstrap: "CREATE ROLE courier LOGIN PASSWORD 'let-me-in';\n\nCREATE DATABASE mail\n    OWNER courier;\n"
                .to_owned(),
            ..PostgresOptions::default()
        };
        let mut server = PostgresServer::start(options.clone()).unwrap();
        let url = server.url_as("courier", "let-me-in", "mail");
        ask(
            &server,
            &url,
            "CREATE TABLE letters AS SELECT 'سلام' AS body",
        )
        .unwrap();
        let wrong = server.url_as("courier", "guess", "mail");
        assert!(
            ask(&server, &wrong, "SELECT 1").is_err(),
            "the loopback is not trusted"
        );

        server.kill().unwrap();
        server.restart().unwrap();
        assert_eq!(
            ask(&server, &url, "SELECT body FROM letters")
                .unwrap()
                .trim(),
            "سلام"
        );

        let port = server.port();
        drop(server);
        assert!(
            TcpStream::connect(("127.0.0.1", port)).is_err(),
            "nobody listens any more"
        );

        let server = PostgresServer::start(options).unwrap();
        let url = server.url_as("courier", "let-me-in", "mail");
        assert_eq!(
            ask(&server, &url, "SELECT count(*) FROM letters")
                .unwrap()
                .trim(),
            "1"
        );
    }

    #[test]
    fn a_cluster_whose_first_statements_fail_is_not_kept() {
        let home = home();
        let options = |bootstrap: &str| PostgresOptions {
            data_dir: Some(home.path().join("postgres")),
            bootstrap: bootstrap.to_owned(),
            ..PostgresOptions::default()
        };
        let error = PostgresServer::start(options("CREATE NONSENSE;\n\nSELECT 1;")).unwrap_err();
        assert!(format!("{error:#}").contains("NONSENSE"), "{error:#}");
        let server = PostgresServer::start(options("CREATE DATABASE mail;")).unwrap();
        assert_eq!(
            ask(&server, &server.url("mail"), "SHOW fsync")
                .unwrap()
                .trim(),
            "off"
        );
    }

    #[test]
    fn a_folder_that_postgres_cannot_reach_has_a_twin() {
        let home = home();
        let closed = home.path().join("closed");
        let asked = closed.join("postgres");
        fs::create_dir_all(&asked).unwrap();
        assert_eq!(data_home(&asked).unwrap(), asked);
        if Account::for_postgres().unwrap().is_none() {
            return; // it runs as ourselves and reaches what we reach
        }
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();

        let twin = data_home(&asked).unwrap();

        assert!(twin.starts_with("/var/tmp"), "{}", twin.display());
        assert_eq!(
            data_home(&asked).unwrap(),
            twin,
            "the same path finds it again"
        );
        fs::remove_dir_all(twin.parent().unwrap()).unwrap();
    }
}
