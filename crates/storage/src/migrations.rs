//! The migrations, compiled in.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgConnection, migrate::Migrator, postgres::PgConnectOptions,
};

use crate::StorageError;

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// The advisory lock of whoever migrates.
const TURN: &str = "peyk migrations";
/// How often a process that waits for its turn asks again.
const POLL: Duration = Duration::from_millis(100);

/// Applies every migration that the database does not have yet. `owner_url` is that of the role that is to
/// own the tables. Several processes may do so at once: one does, the others wait.
pub async fn migrate(owner_url: &str) -> Result<(), StorageError> {
    let mut connection = PgConnectOptions::from_str(owner_url)?.connect().await?;
    wait_for_turn(&mut connection).await?;
    MIGRATOR.run(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Applies the migrations up to and with `version`, the number before a file's name: the database as it
/// was when an older release ran on it.
pub async fn migrate_up_to(owner_url: &str, version: i64) -> Result<(), StorageError> {
    let mut connection = PgConnectOptions::from_str(owner_url)?.connect().await?;
    wait_for_turn(&mut connection).await?;
    MIGRATOR.run_to(version, &mut connection).await?;
    Ok(connection.close().await?)
}

/// The numbers of the migrations that this version was compiled with, in their order.
pub(crate) fn versions() -> impl Iterator<Item = i64> {
    MIGRATOR.iter().map(|migration| migration.version)
}

/// Holds the turn until the connection is closed. The migrator takes a lock of its own, but it waits for it
/// inside a statement, and `create index concurrently` waits for all statements that run: two processes would
/// wait for each other.
async fn wait_for_turn(connection: &mut PgConnection) -> Result<(), StorageError> {
    let turn = "select pg_try_advisory_lock(hashtextextended($1, 0))";
    while !sqlx::query_scalar(turn)
        .bind(TURN)
        .fetch_one(&mut *connection)
        .await?
    {
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}
