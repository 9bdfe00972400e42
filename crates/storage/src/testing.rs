//! A throw-away database per test, in the Postgres that `cargo xtask test` starts.

use std::{
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, postgres::PgConnectOptions};
use url::Url;

use crate::{Database, Settings, StorageError, migrate, migrate_up_to};

/// The role that services log in as, in tests: a member of `peyk_service` that owns nothing.
const SERVICE_ROLE: &str = "peyk_test_service";

/// A database of one test. It is removed with the server, not before: a test that failed can be looked at.
#[derive(Debug, Clone)]
pub struct TestDatabase {
    /// The owner's URL.
    pub owner_url: String,
    /// A service's URL.
    pub url: String,
}

impl TestDatabase {
    /// Makes an empty database.
    pub async fn empty() -> Result<Self, StorageError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);

        let server = std::env::var("PEYK_TEST_POSTGRES_URL")
            .expect("run the tests by `cargo xtask test`, which starts a Postgres for them");
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let mut connection = PgConnectOptions::from_str(&server)?.connect().await?;
        let create = format!("create database {name}");
        connection.execute(AssertSqlSafe(create)).await?;
        connection.close().await?;

        let mut owner_url = Url::parse(&server).expect("a URL that was just connected to");
        owner_url.set_path(&name);
        let mut url = owner_url.clone();
        let login = url
            .set_username(SERVICE_ROLE)
            .and_then(|()| url.set_password(Some("test")));
        login.expect("a URL with a host");
        Ok(Self {
            owner_url: owner_url.into(),
            url: url.into(),
        })
    }

    /// Makes a database with all migrations applied, and the role that services log in as.
    pub async fn migrated() -> Result<Self, StorageError> {
        let database = Self::empty().await?;
        migrate(&database.owner_url).await?;
        database.with_service_role().await
    }

    /// The same as it was when an older release ran on it: up to and with this migration.
    pub async fn migrated_up_to(version: i64) -> Result<Self, StorageError> {
        let database = Self::empty().await?;
        migrate_up_to(&database.owner_url, version).await?;
        database.with_service_role().await
    }

    async fn with_service_role(self) -> Result<Self, StorageError> {
        let mut connection = self.owner().await?;
        // Tests of several processes make the role at the same time.
        let role = format!(
            "do $$ begin
                 create role {SERVICE_ROLE} login password 'test' in role peyk_service;
             exception when duplicate_object or unique_violation then null; end $$"
        );
        connection.execute(AssertSqlSafe(role)).await?;
        connection.close().await?;
        Ok(self)
    }

    /// A connection as the owner, whom row-level security does not bind.
    pub async fn owner(&self) -> Result<sqlx::PgConnection, StorageError> {
        Ok(PgConnectOptions::from_str(&self.owner_url)?
            .connect()
            .await?)
    }

    /// Runs statements as the owner.
    pub async fn execute(&self, statements: &'static str) -> Result<(), StorageError> {
        let mut connection = self.owner().await?;
        connection.execute(statements).await?;
        Ok(connection.close().await?)
    }

    /// Asks one text of the database, as the owner; null is `None`.
    pub async fn ask(&self, query: &'static str) -> Result<Option<String>, StorageError> {
        let mut connection = self.owner().await?;
        let answer = sqlx::query_scalar(query).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(answer)
    }

    /// The settings with which a service connects.
    pub fn settings(&self) -> Settings {
        Settings {
            url: Url::parse(&self.url).expect("made above").into(),
            owner_url: service_runtime::Secret::default(),
            max_connections: 16,
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(20),
        }
    }

    /// Connects as a service.
    pub fn connect(&self) -> Result<Database, StorageError> {
        Database::connect(&self.settings(), "test")
    }
}

/// Holds a table's writers up until the connection is closed.
pub async fn lock_table(
    connection: &mut sqlx::PgConnection,
    table: &'static str,
) -> Result<(), StorageError> {
    let lock = format!("begin; lock table {table} in exclusive mode");
    connection.execute(AssertSqlSafe(lock)).await?;
    Ok(())
}
