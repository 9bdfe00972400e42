//! A private Postgres.

mod binaries;
mod cluster;
mod launch;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

pub use binaries::PostgresBinaries;
pub use cluster::Script;

use launch::Launch;

use crate::{
    account::{Account, As},
    pids::PidRegistry,
    ports,
    process::Process,
    tools::tools_dir,
};

/// The superuser of every cluster made here.
pub const SUPERUSER: &str = "postgres";
/// Its password. The server listens on the loopback alone and holds nothing but what development puts there.
pub const SUPERUSER_PASSWORD: &str = "peyk-superuser";

const STOP_PATIENCE: Duration = Duration::from_secs(20);
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
    /// What a new cluster goes on with, in the databases made by then: the migrations of a throw-away one.
    pub scripts: Vec<Script>,
    /// Where the server logs, appended; beside the data when absent.
    pub log: Option<PathBuf>,
    /// Where the child is recorded, so that it can be ended after our own sudden death. When absent, the folder that
    /// the environment variable `PEYK_PID_REGISTRY` names, if it does.
    pub pids: Option<PidRegistry>,
}

/// A cluster that a server can be started over.
#[derive(Debug)]
pub struct PreparedPostgres {
    launch: Launch,
    port: Option<u16>,
    temporary: Option<TempDir>,
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
        Self::prepare(options)?.start()
    }

    /// The first half of [`PostgresServer::start`]: finds the programs and makes the cluster, where needed. It takes
    /// its time, and leaves nothing running.
    ///
    /// # Errors
    /// When there are no suitable programs, or the cluster cannot be made.
    pub fn prepare(options: PostgresOptions) -> Result<PreparedPostgres> {
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
            &options.scripts,
            options.durable,
        )?;
        let launch = Launch {
            binaries,
            account,
            port: 0,
            log: options.log.unwrap_or_else(|| home.join("postgres.log")),
            data,
            durable: options.durable,
            pids: PidRegistry::or_from_environment(options.pids)?,
        };
        Ok(PreparedPostgres {
            launch,
            port: options.port,
            temporary,
        })
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

impl PreparedPostgres {
    /// Starts the server and waits until it takes connections.
    ///
    /// # Errors
    /// When it does not start: the end of its log is in the message.
    pub fn start(mut self) -> Result<PostgresServer> {
        let mut attempts = if self.port.is_some() { 1 } else { PORTS_TRIED };
        loop {
            self.launch.port = self.port.map_or_else(ports::free, Ok)?;
            attempts -= 1;
            match self.launch.run() {
                Ok(process) => {
                    return Ok(PostgresServer {
                        process,
                        launch: self.launch,
                        _temporary: self.temporary,
                    });
                }
                Err(error) if attempts == 0 => return Err(error),
                Err(_) => {} // most likely another took the port before we did
            }
        }
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

/// Removes the data that was kept for `asked`, wherever it is, and ends what of a killed server still works in it.
///
/// # Errors
/// When it cannot be found or removed.
pub fn forget_data(asked: &Path) -> Result<()> {
    let home = data_home(asked)?;
    cluster::forget_dead_owner(&home.join("data"))?;
    let mut folders = vec![asked];
    if home != asked {
        // The folder around a twin is there for nothing else.
        folders.extend(home.parent());
    }
    for folder in folders {
        fs::remove_dir_all(folder).with_context(|| format!("remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{net::TcpStream, os::unix::fs::PermissionsExt, process::Command};

    use super::*;
    use crate::wait::wait_for;

    /// A temporary folder that Postgres' account can reach.
    fn home() -> TempDir {
        let home = tempfile::tempdir().unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        home
    }

    /// The client program. It is no part of a fetched Postgres, and nothing but these tests needs it.
    fn psql() -> Option<PathBuf> {
        let psql = crate::tools::on_path("psql");
        if psql.is_none() {
            eprintln!(
                "skipped in part: psql is not installed (`apt-get install postgresql-client`)"
            );
        }
        psql
    }

    fn ask(psql: &Path, url: &str, sql: &str) -> Result<String> {
        crate::tools::run(Command::new(psql).args(["-X", "-A", "-t", "-c", sql, url]))
    }

    #[test]
    fn data_outlives_crash_and_restart_and_strangers_are_refused() {
        let Some(psql) = psql() else { return };
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
        ask(&psql, &url, "CREATE TABLE letters AS SELECT 'سلام' AS body").unwrap();
        let wrong = server.url_as("courier", "guess", "mail");
        assert!(
            ask(&psql, &wrong, "SELECT 1").is_err(),
            "the loopback is not trusted"
        );

        // One who is busy does not notice that the server is gone.
        let mut busy = Command::new(&psql)
            .args(["-X", "-c", "DO $$ BEGIN LOOP END LOOP; END $$", &url])
            .spawn()
            .unwrap();
        let are_busy =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'";
        wait_for(Duration::from_secs(30), || {
            Ok((ask(&psql, &url, are_busy)?.trim() == "1").then_some(()))
        })
        .unwrap()
        .expect("it has begun");

        server.kill().unwrap();
        server.restart().unwrap();
        assert!(!busy.wait().unwrap().success(), "it was cut off");
        assert_eq!(
            ask(&psql, &url, "SELECT body FROM letters").unwrap().trim(),
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
            ask(&psql, &url, "SELECT count(*) FROM letters")
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
        if let Some(psql) = psql() {
            let fsync = ask(&psql, &server.url("mail"), "SHOW fsync").unwrap();
            assert_eq!(fsync.trim(), "off");
        }
    }

    #[test]
    fn a_script_runs_as_one_piece_in_its_own_database() {
        let script = |name: &str, text: &str| Script {
            name: name.to_owned(),
            database: "mail".to_owned(),
            text: text.to_owned(),
        };
        let make = |last: &str| {
            PostgresServer::prepare(PostgresOptions {
                bootstrap: "CREATE DATABASE mail;".to_owned(),
                scripts: vec![
                    // An empty line after a semicolon is no end, neither between statements nor within a body.
                    script(
                        "1.sql",
                        "CREATE TABLE letters (body text);\n\nCREATE FUNCTION send() RETURNS void AS $$\nBEGIN\n    \
                         INSERT INTO letters VALUES ('سلام');\n\n    PERFORM 1;\nEND $$ LANGUAGE plpgsql;\n",
                    ),
                    script("2.sql", last),
                ],
                ..PostgresOptions::default()
            })
        };
        make("SELECT send();\n\nSELECT 1 / (SELECT count(*) FROM letters);").unwrap();
        let error = make("SELECT send();\n\n\nCREATE NONSENSE;").unwrap_err();
        let error = format!("{error:#}");
        assert!(
            error.contains("2.sql") && error.contains("NONSENSE"),
            "{error}"
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
        let around = twin.parent().unwrap();
        assert_eq!(
            around.metadata().unwrap().permissions().mode() & 0o777,
            0o755
        );
        forget_data(&asked).unwrap();
        assert!(!around.exists() && !asked.exists());
    }
}
