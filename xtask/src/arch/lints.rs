//! Whom the workspace's lints bind, `unsafe_code = "forbid"` before all others: a member that does not inherit them is bound
//! by none, and nothing else says so. A build script runs on every developer's machine, so each is known by name.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, TargetKind};

/// Members that have a build script: storage compiles the migrations in.
const WITH_BUILD_SCRIPT: &[&str] = &["storage"];

/// One line for each broken rule.
pub(super) fn broken(metadata: &Metadata, root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if !has(
        &read(&root.join("Cargo.toml"))?,
        "[workspace.lints.rust]",
        FORBIDDEN,
    ) {
        found.push(format!(
            "Cargo.toml does not say `{FORBIDDEN}` in [workspace.lints.rust]"
        ));
    }
    for package in metadata.workspace_packages() {
        let manifest = read(package.manifest_path.as_std_path())?;
        let kinds = package.targets.iter().flat_map(|target| &target.kind);
        let has_script = kinds
            .into_iter()
            .any(|kind| *kind == TargetKind::CustomBuild);
        found.extend(broken_by(&package.name, &manifest, has_script));
    }
    Ok(found)
}

/// It covers `#[no_mangle]`, `#[export_name]` and `#[link_section]` as well.
const FORBIDDEN: &str = r#"unsafe_code = "forbid""#;

fn broken_by(package: &str, manifest: &str, has_script: bool) -> Vec<String> {
    let mut found = Vec::new();
    if !has(manifest, "[lints]", "workspace = true") {
        found.push(format!(
            "{package} does not inherit the workspace's lints, which forbid unsafe code: [lints] workspace = true"
        ));
    }
    if has_script && !WITH_BUILD_SCRIPT.contains(&package) {
        found.push(format!("{package} has a build script that nobody knows"));
    }
    found
}

/// Whether a section of a manifest has this line.
fn has(manifest: &str, section: &str, wanted: &str) -> bool {
    manifest
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != section)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .any(|line| line == wanted)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: &str = "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n\n[dependencies]\n";

    #[test]
    fn a_member_without_the_lints_is_found() {
        assert_eq!(broken_by("a", BOUND, false), [""; 0]);
        for manifest in [
            "[package]\nname = \"a\"\n",
            "[package]\n[lints]\n[dependencies]\nworkspace = true\n",
            "[lints]\n# workspace = true\n",
        ] {
            let found = broken_by("a", manifest, false);
            assert_eq!(found.len(), 1, "{manifest}");
            assert!(found[0].starts_with("a does not inherit"), "{found:?}");
        }
    }

    #[test]
    fn a_build_script_that_nobody_knows_is_found() {
        assert_eq!(broken_by("storage", BOUND, true), [""; 0]);
        assert_eq!(
            broken_by("bot", BOUND, true),
            ["bot has a build script that nobody knows"]
        );
    }
}
