//! Services of the last release beside the database of this version: what a deployment is for some minutes.
//!
//! `migrations/released/*.jsonl` has every statement of a release (`cargo xtask release` writes it). Postgres prepares
//! each on that release's schema and on this version's: a table, column or function that is gone, or has another type,
//! is seen here and not by the customers of whoever upgrades.

use std::{fs, path::PathBuf};

use serde::Deserialize;
use sqlx::{AssertSqlSafe, Column, Either, Executor, PgConnection, SqlStr, Statement, TypeInfo};
use storage::testing::TestDatabase;

/// A release, and what its services ask of Postgres.
struct Release {
    name: String,
    last_migration: i64,
    statements: Vec<String>,
}

#[derive(Deserialize)]
struct Head {
    last_migration: i64,
}

/// What a statement takes and answers.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    takes: Vec<String>,
    answers: Vec<(String, String)>,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../migrations/released"
    ))
}

/// The newest: a release runs beside the next one, not beside those after it.
fn last_release() -> Release {
    let files = fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let releases = files.filter(|file| file.extension().is_some_and(|is| is == "jsonl"));
    let read = releases.map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        let mut lines = text.lines();
        let head: Head = serde_json::from_str(lines.next().unwrap()).unwrap();
        Release {
            name: file.file_stem().unwrap().to_string_lossy().into_owned(),
            last_migration: head.last_migration,
            statements: lines
                .map(|line| serde_json::from_str(line).unwrap())
                .collect(),
        }
    });
    read.max_by_key(|release| release.last_migration).unwrap()
}

async fn shape(connection: &mut PgConnection, statement: &str) -> Result<Shape, sqlx::Error> {
    let sql: SqlStr = sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(statement.to_owned()));
    let prepared = connection.prepare(sql).await?;
    let takes = match prepared.parameters() {
        Some(Either::Left(types)) => types.iter().map(|is| is.name().to_owned()).collect(),
        _ => Vec::new(),
    };
    let answers = prepared.columns().iter();
    Ok(Shape {
        takes,
        answers: answers
            .map(|column| {
                (
                    column.name().to_owned(),
                    column.type_info().name().to_owned(),
                )
            })
            .collect(),
    })
}

/// What the release's statements meet in `test` that they did not meet in their own database.
async fn broken(release: &Release, then: &TestDatabase, now: &TestDatabase) -> Vec<String> {
    let (mut then, mut now) = (then.owner().await.unwrap(), now.owner().await.unwrap());
    let mut broken = Vec::new();
    for statement in &release.statements {
        let expected = shape(&mut then, statement).await;
        let expected = expected
            .unwrap_or_else(|error| panic!("{} is not of {}: {error}", statement, release.name));
        match shape(&mut now, statement).await {
            Ok(found) if found == expected => {}
            Ok(found) => broken.push(format!("{statement}\n  was {expected:?}\n  is  {found:?}")),
            Err(error) => broken.push(format!("{statement}\n  {error}")),
        }
    }
    broken
}

#[tokio::test]
async fn the_last_releases_statements_work_on_this_versions_database() {
    let release = last_release();
    assert!(release.statements.len() > 100, "{}", release.name);
    let then = TestDatabase::migrated_up_to(release.last_migration)
        .await
        .unwrap();
    let now = TestDatabase::migrated().await.unwrap();
    let broken = broken(&release, &then, &now).await;
    assert!(
        broken.is_empty(),
        "services of {} fail beside this version:\n{}",
        release.name,
        broken.join("\n")
    );
}

#[tokio::test]
async fn a_column_that_is_renamed_or_changes_its_type_is_seen() {
    let release = last_release();
    let then = TestDatabase::migrated_up_to(release.last_migration)
        .await
        .unwrap();
    for change in [
        "alter table waha_nodes rename column engine to motor",
        "alter table waha_nodes alter column capacity type bigint",
        "drop function count_fleet_sessions",
    ] {
        let now = TestDatabase::migrated().await.unwrap();
        now.execute(change).await.unwrap();
        assert!(!broken(&release, &then, &now).await.is_empty(), "{change}");
    }
}
