//! Which migrations a database has, beside those that this version was compiled with.

use std::collections::BTreeSet;

use sqlx::PgConnection;

use crate::{StorageError, migrations};

/// A database beside this version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The migrations that it lacks, by their numbers. Without one of them this version cannot work.
    pub pending: Vec<i64>,
    /// Those that it has and this version does not know: a newer one has migrated it. It works on, because migrations
    /// expand first.
    pub unknown: Vec<i64>,
    /// Those that were begun outside a transaction and did not end.
    pub broken: Vec<i64>,
}

impl Schema {
    /// Looks at what the database says. It says nothing before it is migrated, nor before the migration that lets
    /// services ask: then it lacks all, or at least the newest.
    pub(crate) async fn read(connection: &mut PgConnection) -> Result<Self, StorageError> {
        // Not checked when it is compiled: the table is the migrator's.
        let asked =
            sqlx::query_as("select version, success from _sqlx_migrations order by version");
        let asked: Result<Vec<(i64, bool)>, _> = asked.fetch_all(connection).await;
        match asked {
            Ok(rows) => Ok(Self::of(rows)),
            Err(sqlx::Error::Database(refusal))
                if matches!(
                    refusal.code().as_deref(),
                    Some(UNDEFINED_TABLE | NOT_ALLOWED)
                ) =>
            {
                Ok(Self::of(Vec::new()))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn of(rows: Vec<(i64, bool)>) -> Self {
        let known: BTreeSet<i64> = migrations::versions().collect();
        let (whole, broken): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, whole)| *whole);
        let whole: BTreeSet<i64> = whole.into_iter().map(|(version, _)| version).collect();
        Self {
            pending: known.difference(&whole).copied().collect(),
            unknown: whole.difference(&known).copied().collect(),
            broken: broken.into_iter().map(|(version, _)| version).collect(),
        }
    }

    /// Whether this version can work on it.
    pub fn suffices(&self) -> bool {
        self.pending.is_empty()
    }
}

const UNDEFINED_TABLE: &str = "42P01";
const NOT_ALLOWED: &str = "42501";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_new_and_broken_is_told_apart() {
        let mut rows: Vec<_> = migrations::versions()
            .map(|version| (version, true))
            .collect();
        let whole = Schema::of(rows.clone());
        assert!(whole.suffices() && whole.unknown.is_empty() && whole.broken.is_empty());

        let (last, _) = rows.pop().unwrap();
        rows.push((29_991_231_000_000, true));
        let mixed = Schema::of(rows.clone());
        assert_eq!(
            (mixed.pending, mixed.unknown),
            (vec![last], vec![29_991_231_000_000])
        );

        rows.push((last, false));
        let broken = Schema::of(rows);
        assert!(!broken.suffices());
        assert_eq!(broken.broken, [last]);
    }
}
