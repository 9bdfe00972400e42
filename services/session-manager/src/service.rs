//! The service as a process.

use anyhow::Context;
use clap::{Args, Subcommand};
use service_runtime::{Runtime, Service};
use storage::Database;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use url::Url;

use crate::auth::{Email, Password, Passwords};
use crate::checkup::{self, Depth};
use crate::{Settings, operators};

/// Tenants, their WhatsApp sessions, the dashboard's API.
#[derive(Debug)]
pub struct SessionManager;

/// What it can do besides running.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the database up to this version, as its owner (`database.owner_url`), and exit
    Migrate,
    /// Look at what a deployment with these settings would meet: Postgres, NATS, WAHA, addresses, files. Changes
    /// nothing. Exit code 1 when something has to be mended
    Check(Looking),
    /// The same for a deployment that runs, with what waits, what failed and which sessions are not well
    Doctor(Looking),
    /// Add an operator who signs in with a password, read as one line from standard input, and exit. One
    /// who is there already stays as they are
    CreateOperator {
        /// Their e-mail address
        #[arg(long)]
        email: String,
        /// Say that the password comes from a pipe: nothing asks for it
        #[arg(long)]
        password_stdin: bool,
    },
    /// Print the OpenAPI document of the API, and exit
    #[command(hide = true)]
    Openapi,
}

/// How it is looked.
#[derive(Debug, Args)]
pub struct Looking {
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// Where NATS answers about itself (`-m 8222`), which tells what it tells no client: whether it writes before it
    /// acknowledges
    #[arg(long, value_name = "URL")]
    nats_monitoring: Option<Url>,
}

impl Service for SessionManager {
    const NAME: &'static str = env!("CARGO_PKG_NAME");
    const ABOUT: &'static str = env!("CARGO_PKG_DESCRIPTION");
    type Settings = Settings;
    type Command = Command;

    fn text(command: &Command) -> Option<String> {
        matches!(command, Command::Openapi).then(crate::document)
    }

    async fn run(settings: Settings, runtime: Runtime) -> anyhow::Result<()> {
        let listener = service_runtime::http::listen(&settings.http)?;
        crate::run(settings, listener, runtime).await
    }

    async fn command(settings: Settings, command: Command, _: Runtime) -> anyhow::Result<()> {
        match command {
            Command::Migrate => migrate(&settings).await,
            Command::Check(looking) => look(&settings, Depth::Before, &looking).await,
            Command::Doctor(looking) => look(&settings, Depth::Live, &looking).await,
            Command::CreateOperator {
                email,
                password_stdin,
            } => create_operator(&settings, email, password_stdin).await,
            Command::Openapi => unreachable!("`text` answers it"),
        }
    }
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
async fn look(settings: &Settings, depth: Depth, looking: &Looking) -> anyhow::Result<()> {
    let report = checkup::run(settings, depth, looking.nats_monitoring.as_ref()).await?;
    if looking.json {
        println!("{}", report.to_json()?);
    } else {
        print!("{report}");
    }
    // As an error, because that is what makes the exit code 1.
    match report.wrong() {
        0 => Ok(()),
        1 => anyhow::bail!("one thing has to be mended"),
        wrong => anyhow::bail!("{wrong} things have to be mended"),
    }
}

async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    let owner_url = &settings.database.owner_url;
    anyhow::ensure!(
        !owner_url.is_empty(),
        "database.owner_url is needed to migrate; set PEYK__DATABASE__OWNER_URL"
    );
    let owner_url = owner_url.clone();
    let tokio = Handle::current();
    // The compiler cannot prove that the migrator's future may move between threads; here it does not.
    spawn_blocking(move || tokio.block_on(storage::migrate(owner_url.expose()))).await??;
    tracing::info!("the database is up to date");
    Ok(())
}

async fn create_operator(
    settings: &Settings,
    email: String,
    password_stdin: bool,
) -> anyhow::Result<()> {
    let email = Email::try_from(email).context("--email")?;
    if !password_stdin {
        eprintln!("The operator's password, which is shown as it is typed:");
    }
    let password = spawn_blocking(read_password).await??;
    let database = Database::connect(&settings.database, SessionManager::NAME)
        .context("the database settings cannot be used")?;
    let passwords = Passwords::new(settings.auth.demo_passwords)?;
    let added = operators::add(&database, &passwords, &email, password).await?;
    if added {
        tracing::info!(%email, "operator added");
    } else {
        tracing::info!(%email, "the operator is there already");
    }
    database.close().await;
    Ok(())
}

fn read_password() -> anyhow::Result<Password> {
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .context("the password cannot be read from standard input")?;
    Ok(Password::new(line.trim_end_matches(['\r', '\n']).into()))
}
