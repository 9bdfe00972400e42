//! Whether what SECURITY.md names is there: a threat whose test was renamed or removed is covered by nothing.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

const PAGE: &str = "SECURITY.md";
/// Where packages are, by name.
const FOLDERS: &[&str] = &["crates", "services", "."];

/// One line for each test and path that is named and not there.
pub(super) fn broken(root: &Path) -> Result<Vec<String>> {
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("read {PAGE}"))?;
    let mut sources = Sources {
        root,
        read: BTreeMap::new(),
    };
    let mut found = Vec::new();
    for word in quoted(&page) {
        if let Some((package, test)) = word.split_once("::") {
            if !is_test(sources.of(package)?, test) {
                found.push(format!(
                    "{PAGE} names the test {word}, which {package} does not have"
                ));
            }
        } else if is_path(word) && !root.join(word).exists() {
            found.push(format!("{PAGE} names {word}, which is not there"));
        }
    }
    Ok(found)
}

/// What stands between backticks, outside of blocks.
fn quoted(page: &str) -> Vec<&str> {
    let mut in_block = false;
    let lines = page.lines().filter(|line| {
        let fence = line.starts_with("```");
        in_block ^= fence;
        !in_block && !fence
    });
    lines
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

fn is_path(word: &str) -> bool {
    word.contains('/')
        && word
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "/._-".contains(char))
}

/// Whether a function of this name follows the attribute of a test.
fn is_test(source: &str, name: &str) -> bool {
    let mut after_attribute = false;
    for line in source.lines().map(str::trim) {
        let line = line.strip_prefix("async ").unwrap_or(line);
        if let Some(rest) = line.strip_prefix("fn ") {
            let is_named = rest
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['(', '<']));
            if is_named && after_attribute {
                return true;
            }
        }
        after_attribute = match line {
            "#[test]" => true,
            _ if line.starts_with("#[tokio::test") => true,
            // Other attributes and comments may stand between.
            _ => after_attribute && (line.starts_with("#[") || line.starts_with("//")),
        };
    }
    false
}

/// All that packages are made of, read once.
struct Sources<'a> {
    root: &'a Path,
    read: BTreeMap<String, String>,
}

impl Sources<'_> {
    /// Nothing when there is no such package.
    fn of(&mut self, package: &str) -> Result<&str> {
        if !self.read.contains_key(package) {
            let folders = FOLDERS
                .iter()
                .map(|folder| self.root.join(folder).join(package));
            let mut text = String::new();
            for folder in folders.filter(|folder| folder.join("Cargo.toml").is_file()) {
                let mut files = Vec::new();
                super::files::collect(&folder, &mut files)?;
                for file in files {
                    text.push_str(&read(&file)?);
                    text.push('\n');
                }
            }
            self.read.insert(package.to_owned(), text);
        }
        Ok(&self.read[package])
    }
}

fn read(file: &PathBuf) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_a_test_when_it_says_so() {
        let source = "\
#[test]
fn one() {}
#[tokio::test(start_paused = true)]
// Why.
#[ignore]
async fn two() {}
#[test]
fn three_and_more() {}
fn helper() {}
";
        for (name, expected) in [
            ("one", true),
            ("two", true),
            ("three", false),
            ("three_and_more", true),
            ("helper", false),
        ] {
            assert_eq!(is_test(source, name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_named_and_gone_is_found() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        fs::create_dir_all(path("crates/door/src")).unwrap();
        fs::write(path("crates/door/Cargo.toml"), "").unwrap();
        fs::write(
            path("crates/door/src/lib.rs"),
            "#[test]\nfn it_closes() {}\n",
        )
        .unwrap();
        let page = "`door::it_closes` in `crates/door/src/lib.rs`\n```text\n`x::y`\n```\n";
        fs::write(path(PAGE), page).unwrap();
        assert_eq!(broken(root.path()).unwrap(), [""; 0]);
        fs::write(
            path(PAGE),
            "`door::it_locks`, `wall::it_stands` in `crates/wall`, `a.b`",
        )
        .unwrap();
        assert_eq!(
            broken(root.path()).unwrap(),
            [
                "SECURITY.md names the test door::it_locks, which door does not have",
                "SECURITY.md names the test wall::it_stands, which wall does not have",
                "SECURITY.md names crates/wall, which is not there",
            ]
        );
    }
}
