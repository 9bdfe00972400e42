//! The store itself.

use std::{fmt, ops::Range, path::PathBuf, sync::Arc};

use bytes::Bytes;
use domain::{MessageKey, TenantId};
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart,
    local::LocalFileSystem, path::Path,
};
use sha2::{Digest, Sha256};
use url::Url;

use crate::{KeepError, StoreError, is_store_url, place, sniff};

/// How many parts of a file are written at once.
const PARTS: usize = 2;

/// Where files are kept. Clones share it.
#[derive(Clone)]
pub struct MediaStore {
    store: Arc<dyn ObjectStore>,
    root: Path,
    /// The folder on this machine.
    folder: PathBuf,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// In bytes.
    pub size: u64,
    /// Of all of it.
    pub sha256: [u8; 32],
    /// Under which type it may be served.
    pub mime: &'static str,
}

/// A file that is read.
pub struct Reading {
    /// What is read of it.
    pub range: Range<u64>,
    /// The whole file's size.
    pub size: u64,
    /// The bytes of the range.
    pub content: BoxStream<'static, Result<Bytes, StoreError>>,
}

impl MediaStore {
    /// The store at a URL. Touches nothing yet: the folder is made with its first file.
    pub fn open(url: &Url) -> Result<Self, StoreError> {
        if !is_store_url(url) {
            return Err(StoreError::Url);
        }
        let folder = url.to_file_path().map_err(|()| StoreError::Url)?;
        let root = Path::from_url_path(url.path()).map_err(|_| StoreError::Url)?;
        // What is marked as stored has to be there after a power cut.
        let store = LocalFileSystem::new().with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            root,
            folder,
        })
    }

    /// Keeps the file of a message, `told` to be of a type. The file is there whole or not at all, and once, however
    /// often it is kept.
    pub async fn keep<E>(
        &self,
        (tenant, key): (TenantId, &MessageKey),
        told: Option<&str>,
        limit: u64,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Kept, KeepError<E>> {
        let place = place::of(&self.root, tenant, key);
        let mut upload = WriteMultipart::new(self.store.put_multipart(&place).await?);
        let written = write(&mut upload, told, limit, content).await;
        match written {
            Ok(kept) => {
                upload.finish().await?;
                self.sweep(&place).await;
                Ok(kept)
            }
            Err(error) => {
                // Why it is not kept says more than that the rest of it cannot be removed.
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    /// Reads a part of a message's file, or all of it; `None` where there is none.
    pub async fn read(
        &self,
        tenant: TenantId,
        key: &MessageKey,
        range: Option<Range<u64>>,
    ) -> Result<Option<Reading>, StoreError> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let place = place::of(&self.root, tenant, key);
        match self.store.get_opts(&place, options).await {
            Ok(found) => Ok(Some(Reading {
                range: found.range.clone(),
                size: found.meta.size,
                content: found.into_stream().map_err(StoreError::from).boxed(),
            })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a message's file, if there is one.
    pub async fn remove(&self, tenant: TenantId, key: &MessageKey) -> Result<(), StoreError> {
        match self.store.delete(&place::of(&self.root, tenant, key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes the file of a message that is gone, by its name in the store ([`MediaStore::name_of`]), and what killed attempts
    /// at it left. There may be none.
    pub async fn remove_named(&self, tenant: TenantId, name: &str) -> Result<(), StoreError> {
        let place = place::of_tenant(&self.root, tenant).join(name);
        match self.store.delete(&place).await {
            Ok(()) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.sweep(&place).await;
        Ok(())
    }

    /// What a message's file is called in its tenant's folder: it tells nothing of the message.
    pub fn name_of(key: &MessageKey) -> String {
        place::name_of(key)
    }

    /// Removes all that is a tenant's, what a crash left unfinished too.
    pub async fn forget(&self, tenant: TenantId) -> Result<(), StoreError> {
        let folder = self.folder.join(tenant.get().to_string());
        match tokio::fs::remove_dir_all(folder).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::Folder(error))
            }
            _ => Ok(()),
        }
    }

    /// Removes what killed attempts at a file left: the store writes beside it, under numbers from 1, and renames.
    async fn sweep(&self, place: &Path) {
        let Some(name) = place.filename() else { return };
        let Some(tenant) = place.parts().rev().nth(1) else {
            return;
        };
        let folder = self.folder.join(tenant.as_ref());
        for number in 1.. {
            let left = folder.join(format!("{name}#{number}"));
            if tokio::fs::remove_file(left).await.is_err() {
                return;
            }
        }
    }
}

async fn write<E>(
    upload: &mut WriteMultipart,
    told: Option<&str>,
    limit: u64,
    content: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Kept, KeepError<E>> {
    let mut content = std::pin::pin!(content);
    let mut head = Vec::with_capacity(sniff::HEAD);
    let mut hash = Sha256::new();
    let mut size = 0_u64;
    while let Some(bytes) = content.next().await {
        let bytes = bytes.map_err(KeepError::Source)?;
        size = size.saturating_add(bytes.len() as u64);
        if size > limit {
            return Err(KeepError::TooLarge);
        }
        let missing = sniff::HEAD.saturating_sub(head.len()).min(bytes.len());
        head.extend_from_slice(bytes.get(..missing).unwrap_or_default());
        hash.update(&bytes);
        upload.wait_for_capacity(PARTS).await?;
        upload.put(bytes);
    }
    Ok(Kept {
        size,
        sha256: hash.finalize().into(),
        mime: sniff::type_of(&head, told),
    })
}

impl fmt::Debug for MediaStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaStore")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
