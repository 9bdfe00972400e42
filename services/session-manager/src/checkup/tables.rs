//! Tables that grow without need, and transactions that hold them up.

use std::time::Duration;

use service_runtime::{clock, telemetry};
use storage::checkup::{self, Bloat, LongTransaction};
use storage::{Database, StorageError};

use super::book::Section;
use super::finding::Finding;
use super::work::worded;

/// Fewer dead rows are not worth a word.
const LEAST_DEAD: i64 = 20_000;
/// Ours take moments; a statement may take `database.statement_timeout`.
const LONG: Duration = Duration::from_mins(5);

pub(super) async fn check(database: &Database) -> Vec<Finding> {
    look(database).await.unwrap_or_else(|error| {
        vec![Finding::warning(
            "tables",
            format!("how they are is not known: {}", telemetry::chain(&error)),
            "Mend what is said of Postgres, and look again.",
        )]
    })
}

async fn look(database: &Database) -> Result<Vec<Finding>, StorageError> {
    let bloated = checkup::bloat(database, LEAST_DEAD).await?;
    let long = checkup::long_transactions(database, LONG).await?;
    let mut findings: Vec<_> = bloated.iter().map(bloat).collect();
    if findings.is_empty() {
        findings.push(Finding::fine("tables", "autovacuum keeps up"));
    }
    if long.is_empty() {
        findings.push(Finding::fine(
            "transactions",
            "none is open for minutes, of those that this role sees",
        ));
    }
    findings.extend(long.iter().map(transaction));
    Ok(findings)
}

fn bloat(table: &Bloat) -> Finding {
    let vacuumed = match table.vacuumed_at {
        Some(at) => format!("vacuumed {} ago", worded(clock::now() - at)),
        None => "never vacuumed".to_owned(),
    };
    Finding::warning(
        "tables",
        format!(
            "{}: {} rows are dead beside {} alive, {vacuumed}: what reads it gets slower",
            table.table, table.dead, table.live
        ),
        format!(
            "vacuum (analyze) {}; if it comes back, look for long transactions, or let autovacuum do more \
             (autovacuum_vacuum_cost_limit).",
            table.table
        ),
    )
}

fn transaction(open: &LongTransaction) -> Finding {
    Finding::warning(
        "transactions",
        format!(
            "one of {:?} is open for {}: nothing that died since can be vacuumed",
            open.application,
            worded(clock::now() - open.since)
        ),
        format!(
            "If nobody needs it: select pg_terminate_backend({}).",
            open.pid
        ),
    )
    .see(Section::DatabasePoolWaits)
}
