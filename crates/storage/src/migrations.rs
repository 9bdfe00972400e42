//! The migrations, compiled in.

use std::str::FromStr;

use sqlx::{ConnectOptions, Connection, migrate::Migrator, postgres::PgConnectOptions};

use crate::StorageError;

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// Applies every migration that the database does not have yet. `owner_url` is that of the role that is to
/// own the tables. Several processes may do so at once: one does, the others wait.
pub async fn migrate(owner_url: &str) -> Result<(), StorageError> {
    let mut connection = PgConnectOptions::from_str(owner_url)?.connect().await?;
    MIGRATOR.run(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Applies the migrations up to and with `version`, the number before a file's name: the database as it
/// was when an older release ran on it.
pub async fn migrate_up_to(owner_url: &str, version: i64) -> Result<(), StorageError> {
    let mut connection = PgConnectOptions::from_str(owner_url)?.connect().await?;
    MIGRATOR.run_to(version, &mut connection).await?;
    Ok(connection.close().await?)
}
