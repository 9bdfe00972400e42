//! Databases to measure over.

use std::fmt;

/// A database, and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct World {
    pub(super) database: &'static str,
    pub(super) tenants: u64,
    pub(super) chats: u64,
    /// Messages that each chat has already.
    pub(super) history: u64,
}

impl World {
    /// Who is in it, for `peyk-bench`.
    pub(super) fn crowd(&self) -> [String; 2] {
        [
            format!("--tenants={}", self.tenants),
            format!("--chats={}", self.chats),
        ]
    }

    /// All of it, for `peyk-bench world`.
    pub(super) fn arguments(&self) -> Vec<String> {
        let mut arguments = self.crowd().to_vec();
        arguments.push(format!("--history={}", self.history));
        arguments
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tenants,
            chats,
            history,
            ..
        } = self;
        write!(
            f,
            "{chats} chats of {tenants} tenants, {history} messages in each"
        )
    }
}
