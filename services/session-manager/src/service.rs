//! The service as a process.

use anyhow::Context;
use clap::Subcommand;
use service_runtime::{Runtime, Service};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use crate::Settings;

/// Tenants, their WhatsApp sessions, the dashboard's API.
#[derive(Debug)]
pub struct SessionManager;

/// What it can do besides running.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the database up to this version, as its owner (`database.owner_url`), and exit
    Migrate,
}

impl Service for SessionManager {
    const NAME: &'static str = env!("CARGO_PKG_NAME");
    const ABOUT: &'static str = env!("CARGO_PKG_DESCRIPTION");
    type Settings = Settings;
    type Command = Command;

    async fn run(settings: Settings, runtime: Runtime) -> anyhow::Result<()> {
        let listen = settings.http.listen;
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        crate::run(settings, listener, runtime).await
    }

    async fn command(settings: Settings, command: Command, _: Runtime) -> anyhow::Result<()> {
        match command {
            Command::Migrate => migrate(&settings).await,
        }
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
