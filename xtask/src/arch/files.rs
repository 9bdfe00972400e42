//! How long a file may be.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

const LONGEST: usize = 500;
const FOLDERS: &[&str] = &["crates", "services", "e2e", "xtask"];
/// Generated, built, or not Rust at all.
const SKIPPED: &[&str] = &["gen", "target", "node_modules"];

/// One line for each `.rs` file that is too long.
pub(super) fn too_long(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        let lines = text.lines().count();
        if lines > LONGEST {
            let name = file.strip_prefix(root).unwrap_or(&file).display();
            found.push(format!(
                "{name} has {lines} lines, more than {LONGEST}: a sign that two nouns share a room"
            ));
        }
    }
    Ok(found)
}

/// The `.rs` files in a folder that people wrote.
pub(super) fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("read {}", folder.display()))?
            .path();
        let skipped = path
            .file_name()
            .is_some_and(|name| SKIPPED.iter().any(|skip| name == *skip));
        if path.is_dir() && !skipped {
            collect(&path, files)?;
        } else if path.extension() == Some(OsStr::new("rs")) {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found_and_a_generated_one_is_not() {
        let root = tempfile::tempdir().unwrap();
        for folder in FOLDERS {
            fs::create_dir_all(root.path().join(folder).join("src/gen")).unwrap();
        }
        let line = "//\n";
        fs::write(
            root.path().join("xtask/src/long.rs"),
            line.repeat(LONGEST + 1),
        )
        .unwrap();
        fs::write(root.path().join("xtask/src/short.rs"), line.repeat(LONGEST)).unwrap();
        fs::write(
            root.path().join("xtask/src/gen/long.rs"),
            line.repeat(LONGEST + 1),
        )
        .unwrap();
        let found = too_long(root.path()).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("xtask/src/long.rs has 501 lines"),
            "{found:?}"
        );
    }
}
