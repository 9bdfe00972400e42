//! Ports for servers whose port nobody chose.

use std::{
    hash::{BuildHasher, RandomState},
    net::{Ipv4Addr, TcpListener},
};

use anyhow::{Result, bail};

/// Below the range from which Linux takes the ports of outgoing connections (32768 up): a server that is ended and
/// started again finds its port free, however many connections others opened meanwhile.
const RANGE: std::ops::Range<u16> = 20_000..32_000;
const ATTEMPTS: u64 = 200;

/// A port of the loopback that nobody listens on at this moment. Another may take it before it is used, so whoever
/// starts a server on it tries again with the next.
///
/// # Errors
/// When chance finds none.
pub fn free() -> Result<u16> {
    let chance = RandomState::new();
    for attempt in 0..ATTEMPTS {
        let width = u64::from(RANGE.end - RANGE.start);
        let offset = u16::try_from(chance.hash_one(attempt) % width).expect("the range is in u16");
        let port = RANGE.start + offset;
        if is_free(port) {
            return Ok(port);
        }
    }
    bail!(
        "found no free port between {} and {}",
        RANGE.start,
        RANGE.end
    );
}

/// Whether a server could listen on this port of the loopback now.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_not_free() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(!is_free(taken.local_addr().unwrap().port()));
        assert!(RANGE.contains(&free().unwrap()));
    }
}
