//! Files of media, as WAHA keeps them: for a while, and not too many.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use time::OffsetDateTime;

use crate::network::lock;

/// A stored file.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    /// `{session}/{message id}.{extension}`.
    pub(crate) path: String,
    pub(crate) mimetype: String,
    pub(crate) content: Bytes,
    pub(crate) at: OffsetDateTime,
}

/// The files that can be fetched.
#[derive(Debug)]
pub(crate) struct MediaStore {
    capacity: usize,
    files: Mutex<VecDeque<StoredFile>>,
}

impl MediaStore {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            files: Mutex::default(),
        }
    }

    /// Keeps a file; the oldest makes room.
    pub(crate) fn put(&self, file: StoredFile) {
        let mut files = lock(&self.files);
        if files.len() >= self.capacity {
            files.pop_front();
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
        let mut files = lock(&self.files);
        files.retain(|file| now - file.at < lifetime);
        files.iter().find(|file| file.path == path).cloned()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

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
    }
}
