//! The Python of the handlers that Peyk is compared with.

use std::path::PathBuf;

use anyhow::Result;

use crate::venv;

/// With what `bench/python/requirements.txt` names.
pub(super) fn find() -> Result<PathBuf> {
    let bin = venv::programs(
        "bench/venv",
        "bench/python/requirements.txt",
        "asyncpg, fastapi, greenlet, httpx, httptools, nats, sqlalchemy, uvicorn, uvloop",
    )?;
    Ok(bin.join("python"))
}
