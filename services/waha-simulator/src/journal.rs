//! What outlives a kill: WhatsApp's network, and what WAHA has on disk, written down as it changes.
//!
//! Each change is a line of JSON, written before the call that made it is answered. There is no wait for the disk: what
//! a killed process has written the system still has. At the next start the same changes are made again, in order, so
//! that a line means what the method means that wrote it.
//!
//! Not in here is what a real WAHA has in memory alone: webhooks that wait, subscriptions, QR codes, media, and which
//! messages it has sent itself.

use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::network::{AccountChange, Phone, lock};
use crate::session::SessionChange;
use crate::sim::FaultSettings;

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    /// An account of the network, by its session and its number.
    Account {
        session: String,
        phone: Phone,
        change: AccountChange,
    },
    /// A session on WAHA's disk.
    Session {
        session: String,
        change: SessionChange,
    },
    /// What goes wrong from now on: a test that kills the process goes on.
    Faults(FaultSettings),
}

/// Where changes are written down; nowhere, before [`Journal::record`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Journal(Arc<OnceLock<Mutex<File>>>);

impl Journal {
    /// Writes a change down. `entry` is called only when somebody wants to know.
    pub(crate) fn note(&self, entry: impl FnOnce() -> Entry) {
        let Some(file) = self.0.get() else { return };
        let mut line = serde_json::to_vec(&entry()).expect("keys are texts and numbers finite");
        line.push(b'\n');
        // In one piece: what a kill cuts off is at most the last line.
        if let Err(error) = lock(file).write_all(&line) {
            tracing::error!(%error, "the journal cannot be written: this change does not outlive the process");
        }
    }

    /// Reads what is there, and writes behind it from now on. The file is made when it is missing.
    pub(crate) fn record(&self, path: &Path, mut apply: impl FnMut(Entry)) -> anyhow::Result<()> {
        let mut file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .with_context(|| format!("open the journal {}", path.display()))?;
        let whole = replay(&file, &mut apply).with_context(|| path.display().to_string())?;
        file.set_len(whole)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .with_context(|| format!("cut off half a line of {}", path.display()))?;
        assert!(
            self.0.set(Mutex::new(file)).is_ok(),
            "a journal is opened once"
        );
        Ok(())
    }
}

/// Reads whole lines; answers how many bytes they take. A last line without its end was being written when the process
/// was killed, and nobody has been told of it.
fn replay(file: &File, apply: &mut impl FnMut(Entry)) -> anyhow::Result<u64> {
    let mut reader = BufReader::new(file);
    let (mut line, mut whole) = (Vec::new(), 0);
    for number in 1_u64.. {
        line.clear();
        match reader.read_until(b'\n', &mut line) {
            Ok(_) if line.last() != Some(&b'\n') => break,
            Ok(length) => whole += length as u64,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error).context("read the journal"),
        }
        let entry = serde_json::from_slice(&line)
            .with_context(|| format!("line {number} of the journal is none of ours"))?;
        apply(entry);
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn started(session: &str) -> Entry {
        Entry::Session {
            session: session.to_owned(),
            change: SessionChange::Started,
        }
    }

    fn sessions(path: &Path) -> (Journal, Vec<String>) {
        let (journal, mut names) = (Journal::default(), Vec::new());
        let read = journal.record(path, |entry| match entry {
            Entry::Session { session, .. } => names.push(session),
            other => panic!("{other:?}"),
        });
        read.unwrap();
        (journal, names)
    }

    #[test]
    fn half_a_line_is_cut_off_and_the_next_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (journal, names) = sessions(&path);
        assert!(names.is_empty());
        journal.note(|| started("one"));
        journal.note(|| started("two"));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 5]).unwrap();

        let (journal, names) = sessions(&path);
        assert_eq!(names, ["one"]);
        journal.note(|| started("three"));
        assert_eq!(sessions(&path).1, ["one", "three"]);
    }

    #[test]
    fn a_line_that_is_none_of_ours_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        fs::write(&path, "{\"nonsense\":1}\n").unwrap();
        let error = Journal::default().record(&path, drop).unwrap_err();
        assert!(format!("{error:#}").contains("line 1"), "{error:#}");
    }

    #[test]
    fn who_keeps_none_is_not_asked() {
        Journal::default().note(|| panic!("nobody wants to know"));
    }
}
