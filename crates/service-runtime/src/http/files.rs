//! File handles: every connection takes one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Handles that are not connections of clients: logs, listeners, connections to servers.
const RESERVE: u64 = 64;

/// Raises this process's limit of open files as far as it may be raised, and answers how many of
/// the `wanted` connections have room below it.
pub(super) fn room_for(wanted: usize) -> usize {
    let limit = raised();
    let room = usize::try_from(limit.saturating_sub(RESERVE)).unwrap_or(usize::MAX);
    if room < wanted {
        tracing::warn!(
            limit,
            wanted,
            "fewer files may be open than connections are wanted: raise the limit (ulimit -n) or lower http.max_connections"
        );
    }
    wanted.min(room).max(1)
}

/// The limit of open files after it was raised.
fn raised() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let now = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => raised,
        Err(error) => {
            tracing::debug!(%error, "the limit of open files stays");
            limit
        }
    };
    now.current.unwrap_or(u64::MAX)
}
