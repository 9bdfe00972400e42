//! What a release asks of Postgres, written down when it is made: the next one is tested against it.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, ensure};
use private_servers::workspace_root;

/// Writes `migrations/released/<name>.jsonl` from `.sqlx/` and `migrations/`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The release's version, such as 0.2.0
    name: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let root = workspace_root();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    ensure!(
        !arguments.name.is_empty() && arguments.name.chars().all(plain),
        "a release's name is a version such as 0.2.0"
    );
    let mut statements = BTreeSet::new();
    for file in fs::read_dir(root.join(".sqlx")).context("read .sqlx")? {
        let path = file.context("read .sqlx")?.path();
        let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let described: serde_json::Value =
            serde_json::from_str(&text).with_context(|| format!("read {}", path.display()))?;
        let query = described["query"].as_str();
        let query = query.with_context(|| format!("{} has no query", path.display()))?;
        statements.insert(query.to_owned());
    }
    let folder = root.join("migrations");
    let mut last = 0;
    for file in fs::read_dir(&folder).context("read migrations")? {
        let name = file.context("read migrations")?.file_name();
        let number = name.to_string_lossy();
        let number = number.split('_').next().unwrap_or_default().parse::<i64>();
        last = last.max(number.unwrap_or(0));
    }
    let mut lines = vec![serde_json::json!({ "last_migration": last }).to_string()];
    for statement in &statements {
        lines.push(serde_json::to_string(statement)?);
    }
    let path = folder
        .join("released")
        .join(format!("{}.jsonl", arguments.name));
    fs::write(&path, lines.join("\n") + "\n")
        .with_context(|| format!("write {}", path.display()))?;
    println!(
        "{}: {} statements up to migration {last}",
        path.display(),
        statements.len()
    );
    Ok(())
}
