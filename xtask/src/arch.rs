//! Who may depend on whom, how long a file may be, whom the lints bind, and whether what SECURITY.md promises is tested: the
//! rules of the house that a compiler does not know.

mod files;
mod lints;
mod rules;
mod security;

use std::path::Path;

use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use private_servers::workspace_root;

use rules::{Dependency, Package, Place};

/// Checks the workspace; the error lists every broken rule.
pub(crate) fn run() -> Result<()> {
    let root = workspace_root();
    let metadata = MetadataCommand::new()
        .current_dir(&root)
        .no_deps()
        .exec()
        .context("ask cargo about the workspace")?;
    let packages = packages(&metadata, &root)?;
    let mut broken = rules::broken(&packages);
    broken.extend(files::too_long(&root)?);
    broken.extend(lints::broken(&metadata, &root)?);
    broken.extend(security::broken(&root)?);
    if !broken.is_empty() {
        bail!(
            "the architecture's rules are broken:\n  {}",
            broken.join("\n  ")
        );
    }
    println!("{} packages keep the architecture's rules", packages.len());
    Ok(())
}

fn packages(metadata: &Metadata, root: &Path) -> Result<Vec<Package>> {
    let members = metadata.workspace_packages();
    members
        .iter()
        .map(|package| {
            let folder = package
                .manifest_path
                .strip_prefix(root)
                .with_context(|| format!("{} is not in this checkout", package.manifest_path))?;
            let dependencies = package.dependencies.iter().map(|dependency| Dependency {
                // The name in the registry: renaming a dependency is no way around the rules.
                name: dependency.name.clone(),
                tests_only: dependency.kind == DependencyKind::Development,
            });
            Ok(Package {
                name: package.name.to_string(),
                place: Place::of(folder.as_str()),
                dependencies: dependencies.collect(),
            })
        })
        .collect()
}
