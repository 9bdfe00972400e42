//! What we take from others: whether its licences let us, and whether it comes from where it should. `deny.toml` says what
//! may be; of the dashboard's packages the lock file says what they are under.
//!
//! Known holes are another matter: their lists are a git repository (`RustSec`) and an endpoint of npm's registry, which not
//! every machine reaches. The nightly workflow asks for the former; the latter is asked here, and silence is a warning.

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{cargo, dashboard, interrupt::Interrupt};

/// Under which the dashboard's packages may be that a browser gets. As in `deny.toml`, and the licence of fonts.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "OFL-1.1",
];

/// A step of `cargo xtask ci`.
pub(crate) fn check(interrupt: &Interrupt) -> Result<()> {
    if !cargo::has("deny") {
        bail!(
            "cargo-deny is missing: `.ci/run` installs it, or `cargo install --locked cargo-deny`"
        );
    }
    let deny = [
        "deny",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ];
    cargo::run(&mut cargo::command(&deny), interrupt, None)?;

    let lock = dashboard::folder().join("package-lock.json");
    let lock = fs::read_to_string(&lock).with_context(|| format!("read {}", lock.display()))?;
    let refused = refused(&serde_json::from_str(&lock).context("read package-lock.json")?);
    if !refused.is_empty() {
        bail!(
            "the dashboard's packages have licences that nobody allowed:\n  {}",
            refused.join("\n  ")
        );
    }
    match audit()? {
        Audit::Holes(0) => println!("npm knows no hole in the dashboard's packages"),
        Audit::Holes(holes) => bail!(
            "npm knows {holes} grave holes in the dashboard's packages: `npm audit` in services/dashboard tells them"
        ),
        Audit::Silent(why) => println!("warning: npm was not asked about holes: {why}"),
    }
    Ok(())
}

/// The packages that a browser gets and whose licence is not among [`LICENCES`].
fn refused(lock: &Value) -> Vec<String> {
    let packages = lock["packages"].as_object().into_iter().flatten();
    packages
        .filter(|(place, package)| {
            place.contains("node_modules/") && package["dev"] != true && package["link"] != true
        })
        .filter_map(|(place, package)| {
            let licence = package["license"].as_str().unwrap_or("none");
            // `(MIT OR CC0-1.0)`: we choose.
            let mut choices = licence.trim_matches(['(', ')']).split(" OR ");
            let is_allowed = choices.any(|choice| LICENCES.contains(&choice));
            (!is_allowed).then(|| format!("{place}: {licence}"))
        })
        .collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Audit {
    /// So many that are grave.
    Holes(u64),
    /// No answer, and why.
    Silent(String),
}

fn audit() -> Result<Audit> {
    let mut command = Command::new("npm");
    command
        .args(["audit", "--json", "--omit", "dev"])
        .current_dir(dashboard::folder());
    let output = command.output().context("run npm")?;
    Ok(told(&output.stdout))
}

fn told(answer: &[u8]) -> Audit {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let number = |severity: &str| answer["metadata"]["vulnerabilities"][severity].as_u64();
    if let (Some(high), Some(critical)) = (number("high"), number("critical")) {
        return Audit::Holes(high + critical);
    }
    // Its message names the registry's host, so only the number is told.
    let status = answer["statusCode"].as_u64();
    Audit::Silent(status.map_or_else(
        || "the registry does not answer".to_owned(),
        |status| format!("the registry answers with {status}"),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_licence_that_nobody_allowed_is_found_where_a_browser_gets_it() {
        let lock = json!({ "packages": {
            "": { "license": "Apache-2.0" },
            "gen": { "name": "gen" },
            "node_modules/gen": { "link": true },
            "node_modules/react": { "license": "MIT" },
            "node_modules/either": { "license": "(MIT OR CC0-1.0)" },
            "node_modules/both": { "license": "(MIT AND GPL-3.0)" },
            "node_modules/tool": { "license": "GPL-3.0", "dev": true },
            "node_modules/trap": { "license": "AGPL-3.0" },
            "node_modules/mute": {},
        } });
        assert_eq!(
            refused(&lock),
            [
                "node_modules/both: (MIT AND GPL-3.0)",
                "node_modules/mute: none",
                "node_modules/trap: AGPL-3.0"
            ]
        );
    }

    #[test]
    fn silence_is_told_from_an_answer() {
        let holes =
            json!({ "metadata": { "vulnerabilities": { "low": 9, "high": 1, "critical": 2 } } });
        assert_eq!(told(holes.to_string().as_bytes()), Audit::Holes(3));
        let refusal = json!({ "statusCode": 405, "message": "405 - POST somewhere" });
        assert_eq!(
            told(refusal.to_string().as_bytes()),
            Audit::Silent("the registry answers with 405".to_owned())
        );
        assert!(matches!(told(b""), Audit::Silent(_)));
    }
}
