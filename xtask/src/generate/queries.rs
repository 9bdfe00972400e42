//! The queries of `crates/storage` and `migrations/` → `.sqlx/`: what each query takes and answers, as Postgres itself
//! describes it, so that they can be checked where there is no database.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result};
use private_servers::{
    PostgresOptions, PostgresServer,
    postgres::{PreparedPostgres, Script},
    workspace_root,
};

use super::sync::{self, Mode};
use crate::{cargo, interrupt::Interrupt};

const DATABASE: &str = "peyk";

pub(super) fn refresh(check: bool, interrupt: &Interrupt) -> Result<Vec<String>> {
    let root = workspace_root();
    let fresh = tempfile::tempdir().context("make a folder to generate in")?;
    let migrations = migrations(&root.join("migrations"))?;
    let prepared = interrupt.blocking(|| migrated(migrations))?;
    let postgres = prepared.start()?;
    let url = postgres.url(DATABASE);
    interrupt.check()?;

    // The macros write their descriptions while they are expanded, so every file with queries has to be compiled anew.
    let _restored = Touched::below(&[
        root.join("crates/storage/src"),
        root.join("crates/storage/tests"),
    ])?;
    let mut command =
        cargo::command(&["check", "--quiet", "--package", "storage", "--all-targets"]);
    command
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", fresh.path())
        .env("DATABASE_URL", &url);
    cargo::run(&mut command, interrupt, None)?;
    sync::folder(&root, ".sqlx", fresh.path(), Mode::of(check))
}

/// The migrations, for Postgres itself to apply while it makes the cluster. Compiling the service that does it otherwise
/// would need the very files that are to be made, and not every machine has psql.
fn migrations(folder: &Path) -> Result<Vec<Script>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    let script = |file: &PathBuf| {
        Ok(Script {
            name: file.display().to_string(),
            database: DATABASE.to_owned(),
            text: fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?,
        })
    };
    files.iter().map(script).collect()
}

fn migrated(migrations: Vec<Script>) -> Result<PreparedPostgres> {
    PostgresServer::prepare(PostgresOptions {
        bootstrap: format!("CREATE DATABASE {DATABASE};"),
        scripts: migrations,
        ..PostgresOptions::default()
    })
}

/// Files whose time of change is now, and is set back when this is dropped: cargo compiles them once more, and what was
/// compiled before from the same text stays good.
struct Touched {
    files: Vec<(PathBuf, SystemTime)>,
}

impl Touched {
    fn below(folders: &[PathBuf]) -> Result<Self> {
        let mut touched = Self { files: Vec::new() };
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            touched.folder(folder)?;
        }
        Ok(touched)
    }

    fn folder(&mut self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                self.folder(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let before = path.metadata().and_then(|about| about.modified());
                let before = before.with_context(|| format!("look at {}", path.display()))?;
                set_modified(&path, now())?;
                self.files.push((path, before));
            }
        }
        Ok(())
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        for (path, before) in &self.files {
            if let Err(error) = set_modified(path, *before) {
                eprintln!("warning: {error:#}");
            }
        }
    }
}

fn set_modified(path: &Path, time: SystemTime) -> Result<()> {
    fs::File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(time))
        .with_context(|| format!("touch {}", path.display()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo compares files with the machine's own clock"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_migrations_apply_without_psql() {
        let mut scripts = migrations(&workspace_root().join("migrations")).unwrap();
        scripts.push(Script {
            name: "a look at what they made".to_owned(),
            database: DATABASE.to_owned(),
            text: "SELECT count(*) FROM tenants;".to_owned(),
        });
        assert!(scripts.len() > 1);
        migrated(scripts).unwrap();
    }

    #[test]
    fn touched_files_get_their_time_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/lib.rs");
        fs::create_dir(file.parent().unwrap()).unwrap();
        fs::write(&file, "fn main() {}").unwrap();
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        set_modified(&file, old).unwrap();

        let touched = Touched::below(&[folder.path().to_owned(), "not/there".into()]).unwrap();
        assert!(file.metadata().unwrap().modified().unwrap() > old);
        drop(touched);

        assert_eq!(file.metadata().unwrap().modified().unwrap(), old);
        assert_eq!(fs::read_to_string(&file).unwrap(), "fn main() {}");
    }
}
