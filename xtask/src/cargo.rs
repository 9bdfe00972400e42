//! Running cargo, interruptibly.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use private_servers::{PidRegistry, Process, Signal, workspace_root};

use crate::interrupt::Interrupt;

/// A cargo command in the workspace's root, without the settings of a Peyk that the caller's environment may hold:
/// neither a build nor a test shall ever reach somebody's real servers.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace_root());
    without_peyk(&mut command);
    // What `cargo run` says of xtask. Build scripts that look at it, such as ring's, would run again after each change
    // between a build of ours and one by hand, and everything above them be compiled anew.
    for (name, _) in env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Whether cargo has a subcommand that is installed by itself, such as `nextest`.
pub(crate) fn has(subcommand: &str) -> bool {
    command(&[subcommand, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Removes from a command what the caller's environment says about Peyk's settings.
pub(crate) fn without_peyk(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PEYK__") {
            command.env_remove(name);
        }
    }
    for name in ["PEYK_CONFIG", "DATABASE_URL"] {
        command.env_remove(name);
    }
}

/// Runs a command with our outputs to its end, and fails when it fails.
pub(crate) fn run(
    command: &mut Command,
    interrupt: &Interrupt,
    registry: Option<&PidRegistry>,
) -> Result<()> {
    let what = describe(command);
    // It reaches cargo and the compilers that it started. SIGINT would not, where we were started in the background.
    let mut process = Process::spawn_attached(&what, command, Signal::TERM, registry)?;
    let status = interrupt.finish(&mut process)?;
    if !status.success() {
        bail!("`{what}` failed ({status})");
    }
    Ok(())
}

/// Where cargo puts programs and libraries: `target`, unless told otherwise.
pub(crate) fn target_directory() -> Result<PathBuf> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .current_dir(workspace_root())
        .no_deps()
        .exec()
        .context("ask cargo about the workspace")?;
    Ok(metadata.target_directory.into_std_path_buf())
}

fn describe(command: &Command) -> String {
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy());
    std::iter::once("cargo".into())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}
