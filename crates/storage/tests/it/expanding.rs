//! Migrations since the last release only add: what its services still use is taken away a release later.
//!
//! A migration that contracts says so, and for which release it was the time: `-- contract: 0.3.0 nobody reads it since`.

use std::{fs, path::PathBuf};

/// What is not done while the former release runs, and what to do instead.
const FORBIDDEN: [(&str, &str); 8] = [
    (" drop column ", "let the next release drop it"),
    ("drop table ", "let the next release drop it"),
    (
        " rename ",
        "add the new one, write both, drop the old one a release later",
    ),
    (
        " set not null",
        "add a check constraint `not valid`, validate it, and let the next release set it",
    ),
    (" set data type ", "add a column of the new type beside it"),
    ("drop view ", "let the next release drop it"),
    (
        "drop function ",
        "use `create or replace`, or make one of another name",
    ),
    (
        "drop policy ",
        "use `alter policy`: between the two nobody sees a row",
    ),
];

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"))
}

/// The statements of a migration in small letters, with single spaces and without comments and function bodies.
fn statements(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    let code = lines.collect::<Vec<_>>().join(" ").to_lowercase();
    // What stands between dollars is a body: it runs later, as part of one function.
    let outside: String = code.split("$$").step_by(2).collect::<Vec<_>>().join(" ");
    let words = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = outside.split(';').map(words);
    all.filter(|statement| !statement.is_empty()).collect()
}

/// What a migration must not do beside services of the last release. Releases are those it may name.
fn faults(text: &str, releases: &[String]) -> Vec<String> {
    let excuses = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("-- contract:"));
    let excused = excuses.map(str::trim).any(|excuse| {
        let named = excuse.split_whitespace().next().unwrap_or_default();
        releases.iter().any(|release| release == named) && excuse.len() > named.len() + 10
    });
    if excused {
        return Vec::new();
    }
    let all = statements(text);
    let made: Vec<&str> = all
        .iter()
        .filter_map(|statement| statement.strip_prefix("create table "))
        .filter_map(|rest| rest.split([' ', '(']).next())
        .collect();
    let mut faults = Vec::new();
    for statement in &all {
        let spaced = format!("{statement} ");
        for (forbidden, instead) in FORBIDDEN {
            if spaced.contains(forbidden) {
                faults.push(format!("`{}`: {instead}", forbidden.trim()));
            }
        }
        if changes_a_type(statement) {
            faults.push("`alter column … type`: add a column of the new type beside it".to_owned());
        }
        for clause in statement.split("add column ").skip(1) {
            let clause = outermost(clause);
            if clause.contains(" not null")
                && !clause.contains(" default ")
                && !clause.contains(" generated ")
            {
                faults.push("`add column … not null` without a default: the former release does not fill it".to_owned());
            }
        }
        if let Some(table) = locking_index(statement)
            && !made.contains(&table)
        {
            faults.push(format!(
                "an index on {table}, which may be large: `create index concurrently`, in a file of its own"
            ));
        }
    }
    faults
}

fn changes_a_type(statement: &str) -> bool {
    let mut clauses = statement.split("alter column ").skip(1);
    clauses.any(|clause| clause.split(' ').nth(1) == Some("type"))
}

/// Up to the comma that ends the clause: one inside brackets does not.
fn outermost(clause: &str) -> &str {
    let mut depth = 0_i32;
    let end = clause.find(|letter| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        letter == ',' && depth == 0
    });
    end.map_or(clause, |end| &clause[..end])
}

/// The table that cannot be written while its index is made.
fn locking_index(statement: &str) -> Option<&str> {
    let rest = statement
        .strip_prefix("create index ")
        .or_else(|| statement.strip_prefix("create unique index "))?;
    if rest.starts_with("concurrently ") {
        return None;
    }
    rest.split_once(" on ")?.1.split([' ', '(']).next()
}

/// Releases, and the last migration of the newest.
fn releases() -> (Vec<String>, i64) {
    let mut names = Vec::new();
    let mut last = 0;
    for file in fs::read_dir(folder().join("released")).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let head: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        last = last.max(head["last_migration"].as_i64().unwrap());
        names.push(path.file_stem().unwrap().to_string_lossy().into_owned());
    }
    (names, last)
}

#[test]
fn migrations_since_the_last_release_only_add() {
    let (names, last) = releases();
    let mut looked_at = 0;
    let mut broken = Vec::new();
    for file in fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let number = name
            .split('_')
            .next()
            .and_then(|number| number.parse::<i64>().ok());
        if number.is_none_or(|number| number <= last) {
            continue;
        }
        looked_at += 1;
        for fault in faults(&fs::read_to_string(&path).unwrap(), &names) {
            broken.push(format!("{name}: {fault}"));
        }
    }
    assert!(looked_at > 0, "none is newer than the last release");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn what_takes_away_is_refused_and_what_adds_is_not() {
    let releases = ["0.1.0".to_owned()];
    for (text, refused) in [
        ("alter table leads drop column wish;", true),
        (
            "alter table leads\n    -- the wish\n    rename column wish to want;",
            true,
        ),
        ("ALTER TABLE leads ALTER COLUMN score TYPE bigint;", true),
        ("alter table leads alter wish set not null;", true),
        ("alter table leads add column a text not null;", true),
        (
            "alter table leads add column a text not null default '', add column b int not null;",
            true,
        ),
        ("create index leads_by_a on leads (a);", true),
        ("drop table leads;", true),
        ("drop function f;", true),
        (
            "-- contract: 9.9.9 nobody reads it since then\ndrop table leads;",
            true,
        ),
        ("-- contract: 0.1.0\ndrop table leads;", true),
        (
            "-- contract: 0.1.0 its services do not read it any more\ndrop table leads;",
            false,
        ),
        (
            "alter table leads add column a text not null default '';",
            false,
        ),
        (
            "alter table leads add column a text check (a in ('b', 'c')), add column d int;",
            false,
        ),
        (
            "alter table leads add column at timestamptz not null default coalesce(now(), 'epoch');",
            false,
        ),
        ("create index concurrently leads_by_a on leads (a);", false),
        (
            "create table own (a int not null);\ncreate index own_by_a on own (a);",
            false,
        ),
        ("-- not: drop table leads\nselect 1;", false),
        (
            "create or replace function f() returns int as $$ drop table leads; $$ language sql;",
            false,
        ),
    ] {
        let found = faults(text, &releases);
        assert_eq!(!found.is_empty(), refused, "{text}: {found:?}");
    }
}
