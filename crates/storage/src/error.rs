//! What can go wrong in Postgres, by meaning.

use domain::TenantId;

/// A failure of the database. The cause is for the log; it never reaches a client.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// No connection could be had, or it broke. Trying again may help.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// Two transactions were in each other's way, and this one was ended. Trying again helps.
    #[error("the transaction was ended in favour of another")]
    Contention(#[source] sqlx::Error),
    /// Another process did the same at the same moment, or removed what it is about, and this transaction must not be kept.
    /// Trying again helps.
    #[error("another process was at the same thing at the same moment")]
    Overtaken,
    /// A constraint says no.
    #[error("the constraint {constraint} is violated")]
    Conflict {
        /// The constraint's name.
        constraint: String,
        /// What Postgres said.
        #[source]
        source: sqlx::Error,
    },
    /// A value in the database is not what the code allows.
    #[error("a row of {table} has an invalid {column}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The database is older than this version.
    #[error(
        "the database is older than this version: migration {migration} is missing; run `session-manager migrate`"
    )]
    Outdated {
        /// The first migration that is missing.
        migration: i64,
    },
    /// The migrations could not be applied.
    #[error("the migrations could not be applied")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Anything else: a mistake of ours.
    #[error("the database refused a statement")]
    Other(#[source] sqlx::Error),
}

impl StorageError {
    /// Whether the same transaction may succeed when it is tried again.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(_) | Self::Contention(_) | Self::Overtaken
        )
    }

    /// Whether the data itself is at fault: trying again can never help. Everything else, such as a wrong
    /// password or a missing grant, is mended by somebody some time.
    pub fn is_hopeless(&self) -> bool {
        match self {
            Self::Conflict { .. }
            | Self::Inconsistent { .. }
            | Self::Other(sqlx::Error::Encode(_)) => true,
            // class 22: a value that Postgres cannot hold; 54: one that is too large
            Self::Other(sqlx::Error::Database(refusal)) => refusal
                .code()
                .is_some_and(|code| code.starts_with("22") || code.starts_with("54")),
            _ => false,
        }
    }

    /// Whether the named constraint was violated.
    pub fn violates(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint, .. } if constraint == name)
    }
}

/// The tenant that a row of this table is of.
pub(crate) fn tenant_of(id: i64, table: &'static str) -> Result<TenantId, StorageError> {
    id.try_into().map_err(|_| StorageError::Inconsistent {
        table,
        column: "tenant_id",
    })
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            sqlx::Error::Database(refusal) => {
                let code = refusal.code();
                match code.as_deref().unwrap_or_default() {
                    // serialization_failure, deadlock_detected, lock_not_available
                    "40001" | "40P01" | "55P03" => Self::Contention(error),
                    // 25006: a standby that takes no writes. Classes: 08 connection; 28 and 3D log-in; 53 out
                    // of resources (disk full too); 57 shutdown, cancelled
                    "25006" => Self::Unavailable(error),
                    code if ["08", "28", "3D", "53", "57"]
                        .iter()
                        .any(|class| code.starts_with(class)) =>
                    {
                        Self::Unavailable(error)
                    }
                    _ => match refusal.constraint().map(str::to_owned) {
                        Some(constraint) => Self::Conflict {
                            constraint,
                            source: error,
                        },
                        None => Self::Other(error),
                    },
                }
            }
            _ => Self::Other(error),
        }
    }
}
