//! The folder of messages' files.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

use super::finding::Finding;
use crate::Settings;

const SUBJECT: &str = "media";
/// Below this share of the disk, or this many bytes, it is time to look.
const LEAST_SHARE: u64 = 10;
const LEAST: u64 = 1024 * MIB;
const MIB: u64 = 1024 * 1024;

/// Asks the system, and writes nothing.
pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    let Ok(folder) = settings.media.store.to_file_path() else {
        return vec![Finding::wrong(
            SUBJECT,
            "media.store is not a folder of this machine",
            "Set PEYK__MEDIA__STORE to such as file:///var/lib/peyk/media.",
        )];
    };
    let Some(there) = nearest(&folder) else {
        return vec![unwritable(&folder, "there is no such disk")];
    };
    if let Err(error) = access(&there, Access::WRITE_OK | Access::EXEC_OK) {
        return vec![unwritable(&there, &error.to_string())];
    }
    let told = if there == folder {
        format!("{} can be written", folder.display())
    } else {
        format!("{} is not there; the first file makes it", folder.display())
    };
    vec![room(&there, &told)]
}

/// The folder, or the first above it that is there.
fn nearest(folder: &Path) -> Option<PathBuf> {
    let mut above = folder.ancestors();
    above.find(|path| path.exists()).map(Path::to_owned)
}

fn unwritable(folder: &Path, why: &str) -> Finding {
    Finding::wrong(
        SUBJECT,
        format!(
            "{} cannot be written: {why}. Customers' voice messages and pictures are not kept",
            folder.display()
        ),
        "Give the folder to the user that the services run as, and mount the same one in bot-workers.",
    )
}

fn room(there: &Path, told: &str) -> Finding {
    let shared = "bot-workers have to see the same folder";
    let Ok(disk) = statvfs(there) else {
        return Finding::fine(SUBJECT, format!("{told}; {shared}"));
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let all = disk.f_blocks.saturating_mul(disk.f_frsize);
    let told = format!("{told}, {} MiB are free; {shared}", free / MIB);
    if free < LEAST || free < all / 100 * LEAST_SHARE {
        return Finding::warning(
            SUBJECT,
            told,
            "Give it a larger disk before files are refused.",
        );
    }
    Finding::fine(SUBJECT, told)
}
