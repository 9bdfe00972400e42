//! Why a file is not kept or not read.

/// The store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL of the store is none that we know.
    #[error("the URL of the media store cannot be used")]
    Url,
    /// It failed: no room, no permission, not there.
    #[error("the media store failed")]
    Failed(#[source] object_store::Error),
    /// The folder of a tenant cannot be removed.
    #[error("the folder of a tenant's media cannot be removed")]
    Folder(#[source] std::io::Error),
}

/// A file is not kept; `E` is why it cannot be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum KeepError<E> {
    /// It is larger than what is kept.
    #[error("the file is too large")]
    TooLarge,
    /// Where it comes from broke off.
    #[error("the file cannot be read to its end")]
    Source(E),
    /// Where it goes to failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        Self::Failed(error)
    }
}

impl<E> From<object_store::Error> for KeepError<E> {
    fn from(error: object_store::Error) -> Self {
        Self::Store(error.into())
    }
}
