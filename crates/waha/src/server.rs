//! The server itself.

use serde::Deserialize;

use crate::{Client, Error};

/// The calls about the server.
#[derive(Debug, Clone, Copy)]
pub struct Server<'a>(pub(crate) &'a Client);

/// What runs there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Version {
    /// Such as `2026.8.2`.
    pub version: String,
    /// `GOWS`, `NOWEB`, `WEBJS` or `WPP`.
    pub engine: String,
    /// `CORE` or `PLUS`. Before 2026.6.1 `CORE` has one session only.
    #[serde(default)]
    pub tier: Option<String>,
}

impl Server<'_> {
    /// Whether somebody answers; needs no key.
    pub async fn ping(&self) -> Result<(), Error> {
        self.0.root("server.ping", "ping").send().await?;
        Ok(())
    }

    /// Version and engine.
    pub async fn version(&self) -> Result<Version, Error> {
        self.0
            .get("server.version", &["server", "version"])
            .send()
            .await?
            .json()
    }
}
