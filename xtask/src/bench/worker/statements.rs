//! Which statements Postgres spends its time on, by `pg_stat_statements`.

use std::{fs::File, io::Write, process::Command};

use anyhow::{Context, Result, ensure};
use private_servers::workspace_root;

use super::stack::Ground;
use crate::cargo;

/// The time of statements that ran in a database, the longest in all first. Times are in milliseconds.
const LONGEST: &str = "
    select calls, round(total_exec_time::numeric) as total, round(total_plan_time::numeric) as planning,
           round(mean_exec_time::numeric, 3) as mean, round(stddev_exec_time::numeric, 3) as deviation,
           rows, wal_bytes / nullif(calls, 0) as wal,
           left(regexp_replace(query, '\\s+', ' ', 'g'), 160) as statement
    from pg_stat_statements where query not like '%pg_stat_statements%'
    order by total_exec_time + total_plan_time desc limit 30";

/// A file that gets what each measurement spent.
pub(super) struct Statements(File);

impl Statements {
    /// Has Postgres count from now on, which costs a few percent.
    pub(super) fn open(ground: &mut Ground<'_>) -> Result<Self> {
        let preload = "alter system set shared_preload_libraries = 'pg_stat_statements'";
        psql(ground, preload)?;
        ground.postgres.restart()?;
        psql(
            ground,
            "alter system set pg_stat_statements.track_planning = on",
        )?;
        psql(ground, "select pg_reload_conf()")?;
        psql(ground, "create extension pg_stat_statements")?;
        let path = workspace_root().join("target/peyk/bench/statements.txt");
        println!("the time of statements goes to {}", path.display());
        Ok(Self(File::create(&path).context("a file for statements")?))
    }

    /// Writes what was counted.
    pub(super) fn note(&self, ground: &Ground<'_>, case: &str) -> Result<()> {
        let longest = psql(ground, LONGEST)?;
        let mut file = &self.0;
        writeln!(file, "{case}\n{longest}").context("write statements")
    }
}

/// Forgets what was counted.
pub(super) fn reset(ground: &Ground<'_>) -> Result<()> {
    psql(ground, "select pg_stat_statements_reset()").map(drop)
}

/// Asks Postgres as its superuser.
fn psql(ground: &Ground<'_>, sql: &str) -> Result<String> {
    let mut command = Command::new(ground.binaries.program("psql"));
    cargo::without_peyk(&mut command);
    let output = command
        .args(["--no-psqlrc", "--quiet", "--command", sql])
        .arg(ground.postgres.url("postgres"))
        .output()
        .context("start psql, which is part of postgresql-client")?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "psql failed: {error}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
