//! Files of media, as WAHA keeps them: for a while, and not too many.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use service_runtime::clock;
use time::OffsetDateTime;

use crate::network::{Media, lock};

/// What all files together may take; one alone may be larger.
const CAPACITY_BYTES: usize = 256 * 1024 * 1024;

/// A stored file.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    /// `{session}/{message id}.{extension}`.
    pub(crate) path: String,
    pub(crate) mimetype: String,
    pub(crate) content: Bytes,
    pub(crate) at: OffsetDateTime,
}

impl StoredFile {
    /// The content of a message's media, kept from now on.
    pub(crate) fn new(session: &str, message_id: &str, media: &Media, content: Bytes) -> Self {
        Self {
            path: path(session, message_id, media),
            mimetype: media.mimetype.clone(),
            content,
            at: clock::now(),
        }
    }
}

/// Where the media of a message is found, below `/api/files/`.
pub(crate) fn path(session: &str, message_id: &str, media: &Media) -> String {
    format!("{session}/{message_id}.{}", media.extension())
}

/// The files that can be fetched.
#[derive(Debug)]
pub(crate) struct MediaStore {
    capacity: usize,
    capacity_bytes: usize,
    files: Mutex<VecDeque<StoredFile>>,
}

impl MediaStore {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            capacity_bytes: CAPACITY_BYTES,
            files: Mutex::default(),
        }
    }

    /// Keeps a file; the oldest make room.
    pub(crate) fn put(&self, file: StoredFile) {
        let mut files = lock(&self.files);
        files.retain(|known| known.path != file.path);
        let mut bytes: usize = files.iter().map(|known| known.content.len()).sum();
        while files.len() >= self.capacity || bytes + file.content.len() > self.capacity_bytes {
            let Some(oldest) = files.pop_front() else {
                break;
            };
            bytes -= oldest.content.len();
        }
        files.push_back(file);
    }

    /// A file that is not older than `lifetime`.
    pub(crate) fn get(
        &self,
        path: &str,
        lifetime: Duration,
        now: OffsetDateTime,
    ) -> Option<StoredFile> {
        let files = lock(&self.files);
        let found = files.iter().find(|file| file.path == path);
        found.filter(|file| now - file.at < lifetime).cloned()
    }

    /// Downloads a file from WhatsApp once more, which has it for longer: it can be fetched again from now on.
    pub(crate) fn renew(&self, path: &str, now: OffsetDateTime) {
        let mut files = lock(&self.files);
        if let Some(file) = files.iter_mut().find(|file| file.path == path) {
            file.at = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn large_files_make_more_room_and_a_path_is_kept_once() {
        let mut store = MediaStore::new(10);
        store.capacity_bytes = 10;
        let at = datetime!(2026-09-15 14:00 UTC);
        let kept = |paths: [&str; 3]| {
            paths.map(|path| store.get(path, Duration::from_mins(3), at).is_some())
        };
        let put = |path: &str, bytes: &'static [u8]| {
            store.put(StoredFile {
                path: path.to_owned(),
                mimetype: "image/png".to_owned(),
                content: Bytes::from_static(bytes),
                at,
            });
        };
        put("a", &[0; 5]);
        put("a", &[0; 5]);
        put("b", &[0; 5]);
        assert_eq!(kept(["a", "b", "c"]), [true, true, false]);
        put("c", &[0; 20]);
        assert_eq!(kept(["a", "b", "c"]), [false, false, true]);
    }

    #[test]
    fn files_expire_and_make_room() {
        let store = MediaStore::new(2);
        let at = datetime!(2026-09-15 14:00 UTC);
        for path in ["a", "b", "c"] {
            let file = StoredFile {
                path: path.to_owned(),
                mimetype: "image/png".to_owned(),
                content: Bytes::new(),
                at,
            };
            store.put(file);
        }
        let lifetime = Duration::from_mins(3);
        assert!(store.get("a", lifetime, at).is_none(), "pushed out");
        assert!(store.get("c", lifetime, at + lifetime / 2).is_some());
        assert!(store.get("c", lifetime, at + lifetime).is_none(), "expired");
        store.renew("c", at + lifetime);
        assert!(store.get("c", lifetime, at + lifetime).is_some(), "renewed");
    }
}
