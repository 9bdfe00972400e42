//! The dashboard, which node builds: `npm ci && npm run build`, only when there is something new to build.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::SystemTime,
};

use anyhow::{Context, Result, bail};
use private_servers::{PidRegistry, Process, Signal, workspace_root};

use crate::interrupt::{Interrupt, Interrupted};

/// What a built dashboard is made from.
const SOURCES: &[&str] = &[
    "build",
    "index.html",
    "package-lock.json",
    "package.json",
    "public",
    "src",
    "vite.config.ts",
];
/// What a build writes.
const BUILT: &str = "dist/index.html";
/// What npm writes at the end of an installation.
const INSTALLED: &str = "node_modules/.package-lock.json";
const NO_NODE: &str = "node and npm are not on PATH (node 20.19 or newer is needed)";

/// The folder of the built dashboard, when there is one.
pub(crate) fn built() -> Option<PathBuf> {
    let index = folder().join(BUILT);
    index.is_file().then(|| folder().join("dist"))
}

/// Builds it when its sources are newer. Without node, or when the build fails, that is said and all else goes on.
pub(crate) fn build(pids: &PidRegistry, interrupt: &Interrupt) -> Result<()> {
    let folder = folder();
    if is_fresh(&folder, SOURCES, BUILT)? {
        return Ok(());
    }
    let outcome = if has_node() {
        println!("building the dashboard …");
        install_and_build(&folder, pids, interrupt)
    } else {
        Err(anyhow::anyhow!(NO_NODE))
    };
    match outcome {
        Err(error) if !error.is::<Interrupted>() => {
            let instead = if built().is_some() {
                "the one of an earlier build is served"
            } else {
                "this runs without it"
            };
            println!("the dashboard is not built, {instead}: {error:#}");
            Ok(())
        }
        outcome => outcome,
    }
}

/// As [`build`], for who cannot go on without.
pub(crate) fn require_built(pids: &PidRegistry, interrupt: &Interrupt) -> Result<()> {
    let folder = folder();
    install(&folder, Some(pids), interrupt)?;
    if is_fresh(&folder, SOURCES, BUILT)? {
        return Ok(());
    }
    println!("building the dashboard …");
    install_and_build(&folder, pids, interrupt)
}

fn install_and_build(folder: &Path, pids: &PidRegistry, interrupt: &Interrupt) -> Result<()> {
    install(folder, Some(pids), interrupt)?;
    let quietly = ["run", "build", "--", "--logLevel", "warn"];
    npm(folder, &quietly, Some(pids), interrupt)
}

fn install(folder: &Path, pids: Option<&PidRegistry>, interrupt: &Interrupt) -> Result<()> {
    if is_fresh(folder, &["package-lock.json"], INSTALLED)? {
        return Ok(());
    }
    npm(folder, &["ci"], pids, interrupt)
}

/// Why nothing can be done with it here.
pub(crate) fn missing() -> Option<String> {
    (!has_node()).then(|| NO_NODE.to_owned())
}

/// Writes its types of the API's bodies, or only looks whether they are fresh.
pub(crate) fn types(check: bool, interrupt: &Interrupt) -> Result<()> {
    let folder = folder();
    install(&folder, None, interrupt)?;
    let arguments: &[&str] = if check {
        &["run", "gen", "--", "--check"]
    } else {
        &["run", "gen"]
    };
    npm(&folder, arguments, None, interrupt)
}

/// Its tests that need no browser.
pub(crate) fn test(interrupt: &Interrupt) -> Result<()> {
    let folder = folder();
    install(&folder, None, interrupt)?;
    npm(&folder, &["run", "test"], None, interrupt)
}

/// Everything that has to pass, as a step of something larger: types, format, tests, and that it can be built.
pub(crate) fn check(interrupt: &Interrupt) -> Result<()> {
    if !has_node() {
        bail!("the dashboard cannot be checked: {NO_NODE}");
    }
    let folder = folder();
    npm(&folder, &["ci"], None, interrupt)?;
    for script in ["types", "lint", "test", "build"] {
        npm(&folder, &["run", script], None, interrupt)?;
    }
    Ok(())
}

/// Where it lies.
pub(crate) fn folder() -> PathBuf {
    workspace_root().join("services/dashboard")
}

fn has_node() -> bool {
    ["node", "npm"].iter().all(|program| {
        let mut command = Command::new(program);
        command
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

fn npm(
    folder: &Path,
    arguments: &[&str],
    pids: Option<&PidRegistry>,
    interrupt: &Interrupt,
) -> Result<()> {
    let what = format!("npm {}", arguments.join(" "));
    let mut command = Command::new("npm");
    command
        .args(["--silent", "--no-audit", "--no-fund"])
        .args(arguments)
        .current_dir(folder);
    let mut process = Process::spawn_attached(&what, &mut command, Signal::TERM, pids)?;
    let status = interrupt.finish(&mut process)?;
    if !status.success() {
        bail!("`{what}` in services/dashboard failed ({status})");
    }
    Ok(())
}

/// Whether `result` is there and no older than everything that it is made from.
fn is_fresh(folder: &Path, sources: &[&str], result: &str) -> Result<bool> {
    let Ok(result) = fs::metadata(folder.join(result)).and_then(|found| found.modified()) else {
        return Ok(false);
    };
    for source in sources {
        if newest(&folder.join(source))? > result {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The last change in a file, or in a folder and all that is in it: a folder changes when a file in it goes.
fn newest(path: &Path) -> Result<SystemTime> {
    let read = || format!("read {}", path.display());
    let metadata = fs::metadata(path).with_context(read)?;
    let mut newest_yet = metadata.modified().with_context(read)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).with_context(read)? {
            newest_yet = newest_yet.max(newest(&entry.with_context(read)?.path())?);
        }
    }
    Ok(newest_yet)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_build_is_old_when_anything_that_it_is_made_from_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let change = |name: &str, second: u64| {
            let file = fs::File::open(path(name)).unwrap();
            file.set_modified(start + Duration::from_secs(second))
                .unwrap();
        };
        let fresh = || is_fresh(folder.path(), &["package.json", "src"], "built").unwrap();
        fs::create_dir_all(path("src/deep")).unwrap();
        for name in ["package.json", "src/deep/file"] {
            fs::write(path(name), "").unwrap();
        }
        for name in ["package.json", "src", "src/deep", "src/deep/file"] {
            change(name, 0);
        }
        assert!(!fresh(), "nothing was built");

        fs::write(path("built"), "").unwrap();
        change("built", 1);
        assert!(fresh());
        for name in ["package.json", "src/deep/file", "src/deep"] {
            change(name, 2);
            assert!(!fresh(), "{name}");
            change(name, 0);
        }
        assert!(fresh());
    }

    #[test]
    fn everything_that_it_is_made_from_is_there() {
        for source in SOURCES {
            assert!(newest(&folder().join(source)).is_ok(), "{source}");
        }
    }

    #[test]
    fn its_lock_file_names_no_registry() {
        let lock = fs::read_to_string(folder().join("package-lock.json")).unwrap();
        // Its own packages are resolved to their folders.
        assert!(!lock.contains(r#""resolved": "http"#));
    }
}
