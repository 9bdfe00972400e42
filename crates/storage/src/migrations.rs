//! The migrations, compiled in.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgConnection, migrate::Migrator, postgres::PgConnectOptions,
};

use crate::StorageError;

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// The lock of whoever migrates. Any number, as long as nobody else takes it.
const LOCK: i64 = 0x7065_796b_6d69_6772;
/// How often it is looked whether another process is done.
const POLL: Duration = Duration::from_millis(200);

/// Applies every migration that the database does not have yet. `owner_url` is that of the role that is to
/// own the tables. Several processes may do so at once: one does, the others wait.
pub async fn migrate(owner_url: &str) -> Result<(), StorageError> {
    let mut connection = connect(owner_url).await?;
    MIGRATOR.run(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Applies the migrations up to and with `version`, the number before a file's name: the database as it
/// was when an older release ran on it.
pub async fn migrate_up_to(owner_url: &str, version: i64) -> Result<(), StorageError> {
    let mut connection = connect(owner_url).await?;
    MIGRATOR.run_to(version, &mut connection).await?;
    Ok(connection.close().await?)
}

/// Connects, and waits until nobody else migrates. By looking again and again: who waits inside of Postgres,
/// as the migrator does, holds up an index that another builds concurrently, and is held up by it.
async fn connect(owner_url: &str) -> Result<PgConnection, StorageError> {
    let mut connection = PgConnectOptions::from_str(owner_url)?.connect().await?;
    loop {
        let locked: bool = sqlx::query_scalar("select pg_try_advisory_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut connection)
            .await?;
        if locked {
            // Until the connection ends.
            return Ok(connection);
        }
        tokio::time::sleep(POLL).await;
    }
}
