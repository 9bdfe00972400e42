//! Finding programs, and the folder for those that had to be fetched.

use std::{
    env,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// The root of the checkout that this crate was compiled from.
pub fn workspace_root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("the crate is in crates/private-servers")
        .to_owned()
}

/// Where fetched programs are kept: once for all stacks and tests of this checkout.
pub fn tools_dir() -> PathBuf {
    workspace_root().join("target/peyk/tools")
}

/// The program that the variable names, else the first of these on PATH.
pub fn find_program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    from_environment(variable).or_else(|| names.iter().find_map(|name| on_path(name)))
}

/// A program on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// A path from the environment; set to nothing is not set.
pub(crate) fn from_environment(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// What a program prints for `--version`; `None` when it cannot be run.
pub(crate) fn version_of(program: &Path) -> Option<Version> {
    let output = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    Version::find_in(&String::from_utf8_lossy(&output.stdout))
}

/// The first two numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

impl Version {
    /// The first word of a text that reads like a version: `nats-server: v2.15.1`, `postgres (PostgreSQL) 17beta1`.
    fn find_in(text: &str) -> Option<Self> {
        text.split_ascii_whitespace().find_map(|word| {
            let mut numbers = word.trim_start_matches('v').split('.').map(leading_number);
            Some(Self(
                numbers.next()??,
                numbers.next().flatten().unwrap_or(0),
            ))
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{}", self.0, self.1)
    }
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

/// Runs a command to its end; what it printed is shown only when it fails.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("run {program}"))?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        bail!(
            "{program} failed ({}):\n{}",
            output.status,
            String::from_utf8_lossy(&said).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Locks the tools folder while something is fetched into it, so that tests which start together fetch once. Holds
/// until the file is dropped.
pub(crate) fn lock(tools: &Path) -> Result<File> {
    fs::create_dir_all(tools).with_context(|| format!("create {}", tools.display()))?;
    let path = tools.join(".lock");
    let file = File::create(&path).with_context(|| format!("create {}", path.display()))?;
    file.lock()
        .with_context(|| format!("lock {}", path.display()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_programs_print_them() {
        for (text, version) in [
            ("nats-server: v2.15.1\n", Version(2, 15)),
            (
                "postgres (PostgreSQL) 15.19 (Debian 15.19-0+deb12u1)\n",
                Version(15, 19),
            ),
            ("postgres (PostgreSQL) 19beta2", Version(19, 0)),
        ] {
            assert_eq!(Version::find_in(text), Some(version), "{text}");
        }
        assert_eq!(Version::find_in("no version here"), None);
        assert!(Version(2, 9) < Version(2, 12));
    }
}
