//! Several servers that keep one another's streams.

use std::path::Path;

use anyhow::{Context, Result};

use super::{NatsOptions, NatsServer};
use crate::ports;

/// Servers of one cluster on the loopback, each with a store of its own. Dropping it ends them.
#[derive(Debug)]
pub struct NatsCluster {
    servers: Vec<NatsServer>,
}

/// Where a server sits in its cluster.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    /// Where the others reach it.
    port: u16,
    /// The ports of all of them.
    all: Vec<u16>,
}

impl Seat {
    /// The name of the cluster; any, as long as all have the same.
    const CLUSTER: &str = "peyk";

    pub(super) fn arguments(&self) -> Vec<String> {
        let address = |port: &u16| format!("nats://127.0.0.1:{port}");
        let routes: Vec<String> = self.all.iter().map(address).collect();
        vec![
            "--cluster_name".to_owned(),
            Self::CLUSTER.to_owned(),
            "--cluster".to_owned(),
            address(&self.port),
            "--routes".to_owned(),
            routes.join(","),
        ]
    }
}

impl NatsCluster {
    /// Starts `size` servers (one stands alone) under our settings, or under those of `config`. They elect a leader a moment after they
    /// have come up; a client that declares its streams tries again until then.
    ///
    /// # Errors
    /// When a server does not start: the end of its log is in the message.
    pub fn start(size: usize, config: Option<&Path>) -> Result<Self> {
        let ports: Vec<u16> = (0..size)
            .map(|_| ports::free().context("find a port for a cluster"))
            .collect::<Result<_>>()?;
        let servers = ports.iter().map(|&port| {
            let options = NatsOptions {
                config: config.map(Path::to_owned),
                ..NatsOptions::default()
            };
            let all = ports.clone();
            let seat = (size > 1).then_some(Seat { port, all });
            NatsServer::start_at(options, seat)
        });
        let servers = servers.collect::<Result<_>>()?;
        Ok(Self { servers })
    }

    /// The servers, for killing one of them.
    pub fn servers(&mut self) -> &mut [NatsServer] {
        &mut self.servers
    }

    /// Where clients connect, with user and password; they learn of the other servers from this one.
    pub fn url(&self) -> String {
        self.servers
            .first()
            .map(NatsServer::url)
            .unwrap_or_default()
    }

    /// Where the first server answers about itself.
    pub fn monitor_url(&self) -> String {
        let first = self.servers.first();
        first.map(NatsServer::monitor_url).unwrap_or_default()
    }
}
