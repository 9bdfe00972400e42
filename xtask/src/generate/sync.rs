//! Bringing a checked-in folder to what was generated.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Only say what differs.
    Check,
    /// Write, and remove what is generated no more.
    Write,
}

impl Mode {
    pub(super) fn of(check: bool) -> Self {
        if check { Self::Check } else { Self::Write }
    }
}

/// Compares the files of the folder `name` below `root` with those in `fresh`, and in [`Mode::Write`] makes them the
/// same. Answers with a line for each difference. A file that is equal is not written, so its time does not change and
/// nothing is compiled for it.
pub(super) fn folder(root: &Path, name: &str, fresh: &Path, mode: Mode) -> Result<Vec<String>> {
    let checked_in = root.join(name);
    let (old, new) = (read(&checked_in)?, read(fresh)?);
    let files: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut differences = Vec::new();
    for file in files {
        let path = checked_in.join(file);
        let what = match (old.get(file), new.get(file)) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(_), Some(_)) => "changed",
            (None, _) => "new",
            (Some(_), None) => "generated no more",
        };
        differences.push(format!("{name}/{file}: {what}"));
        match (mode, new.get(file)) {
            (Mode::Check, _) => {}
            (Mode::Write, Some(text)) => write(&path, text)?,
            (Mode::Write, None) => {
                fs::remove_file(&path).with_context(|| format!("remove {}", path.display()))?;
            }
        }
    }
    Ok(differences)
}

/// Compares the file `name` below `root` with `fresh`, and in [`Mode::Write`] makes it the same. Answers with a line when
/// it differs.
pub(super) fn file(root: &Path, name: &str, fresh: &str, mode: Mode) -> Result<Option<String>> {
    let path = root.join(name);
    let what = match fs::read(&path) {
        Ok(old) if old == fresh.as_bytes() => return Ok(None),
        Ok(_) => "changed",
        Err(_) => "new",
    };
    if mode == Mode::Write {
        write(&path, fresh.as_bytes())?;
    }
    Ok(Some(format!("{name}: {what}")))
}

fn write(path: &Path, text: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("write {}", path.display()))
}

/// The files of a flat folder; none when it is not there.
fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(files);
    };
    for entry in entries {
        let entry = entry.with_context(|| format!("read {}", folder.display()))?;
        let text =
            fs::read(entry.path()).with_context(|| format!("read {}", entry.path().display()))?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), text);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once() {
        let root = tempfile::tempdir().unwrap();
        let file = |text, mode| file(root.path(), "deep/file", text, mode).unwrap();
        assert_eq!(file("1", Mode::Check).unwrap(), "deep/file: new");
        assert_eq!(file("1", Mode::Write).unwrap(), "deep/file: new");
        assert_eq!(file("1", Mode::Check), None);
        assert_eq!(file("2", Mode::Check).unwrap(), "deep/file: changed");
        assert_eq!(
            fs::read_to_string(root.path().join("deep/file")).unwrap(),
            "1"
        );
    }

    #[test]
    fn checking_changes_nothing_and_writing_leaves_nothing_to_check() {
        let root = tempfile::tempdir().unwrap();
        let fresh = tempfile::tempdir().unwrap();
        let checked_in = root.path().join("out");
        fs::create_dir(&checked_in).unwrap();
        for (name, text) in [("same", "1"), ("changed", "old"), ("gone", "3")] {
            fs::write(checked_in.join(name), text).unwrap();
        }
        for (name, text) in [("same", "1"), ("changed", "new"), ("added", "4")] {
            fs::write(fresh.path().join(name), text).unwrap();
        }
        let expected = [
            "out/added: new",
            "out/changed: changed",
            "out/gone: generated no more",
        ];

        let check = || folder(root.path(), "out", fresh.path(), Mode::Check).unwrap();
        assert_eq!(check(), expected);
        assert_eq!(check(), expected, "the first look changed nothing");
        assert_eq!(
            folder(root.path(), "out", fresh.path(), Mode::Write).unwrap(),
            expected
        );
        assert!(check().is_empty());
    }
}
