//! `/api/files`: what people sent, for as long as WAHA keeps it.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, stream};

use crate::{Client, Error, FilePath};

/// The calls that read files.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a>(pub(crate) &'a Client);

/// A file that is being read.
#[derive(Debug)]
pub struct Download {
    response: reqwest::Response,
}

impl Files<'_> {
    /// Begins to read a file; all of it has to be there within `limit`. [`Error::NotFound`]: WAHA has it no more, which
    /// takes it three minutes.
    pub async fn fetch(&self, path: &FilePath, limit: Duration) -> Result<Download, Error> {
        let request = self.0.get_below("files.fetch", path.as_str());
        let response = request.accept("*/*").within(limit).open().await?;
        Ok(Download { response })
    }
}

impl Download {
    /// How large it says it is.
    pub fn size(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Its bytes.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        stream::try_unfold(self.response, async |mut response| {
            let chunk = response.chunk().await.map_err(Error::from_transport)?;
            Ok(chunk.map(|chunk| (chunk, response)))
        })
    }
}
