//! Installing what is missing on a Debian machine, where we may.

use std::process::Command;

use anyhow::Result;

use crate::tools::{on_path, run};

/// Whether this machine has apt-get and we are root: containers and machines of a CI. Nobody else's system is changed.
pub(crate) fn is_ours() -> bool {
    rustix::process::geteuid().is_root() && on_path("apt-get").is_some()
}

/// Installs a package and what it cannot do without.
pub(crate) fn install(package: &str, say: &dyn Fn(&str)) -> Result<()> {
    say(&format!(
        "installing {package} (apt-get install {package}) …"
    ));
    let apt = |arguments: &[&str]| {
        run(Command::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update"])?;
    apt(&["install", "--yes", "--no-install-recommends", package]).map(drop)
}
