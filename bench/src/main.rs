//! The parts of `cargo xtask bench` that speak Peyk's languages: requests for a load generator, tenants to send them
//! for, and bare programs to compare with.
#![expect(clippy::print_stdout, reason = "a command line speaks on stdout")]

mod crowd;
mod feed;
mod network;
mod store;
mod tenants;
mod transport;
mod webhooks;
mod world;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use url::Url;

/// The master secret of the benchmark's webhook keys: no secret.
const MASTER_SECRET: &str = "peyk-bench-master-secret-for-webhook-keys";

/// Parts of `cargo xtask bench`.
#[derive(Debug, Parser)]
enum Part {
    /// Write signed webhooks as HTTP requests, one file for each thread of the load generator
    Webhooks {
        /// The folder for `0.requests`, `1.requests`, …
        folder: PathBuf,
        #[command(flatten)]
        load: webhooks::Load,
    },
    /// Answer 202 to any webhook and do nothing: the limit of the transport
    Transport {
        /// The port on the loopback
        #[arg(long)]
        port: u16,
    },
    /// Register tenants 1 to N with their sessions, as session-manager does
    Tenants {
        /// Where NATS is, with user and password
        #[arg(long, env = "PEYK_BENCH_NATS_URL", hide_env_values = true)]
        nats: Url,
        /// On how many servers the streams are kept
        #[arg(long, default_value_t = 1)]
        replicas: usize,
        /// How many
        #[arg(long)]
        count: i64,
    },
    /// Publish events to JetStream with a bare client: the limit of the store
    Feed {
        /// Where NATS is, with user and password
        #[arg(long, env = "PEYK_BENCH_NATS_URL", hide_env_values = true)]
        nats: Url,
        #[command(flatten)]
        how: feed::How,
    },
    /// Look after the stream of events
    Store {
        /// Where NATS is, with user and password
        #[arg(long, env = "PEYK_BENCH_NATS_URL", hide_env_values = true)]
        nats: Url,
        #[command(subcommand)]
        what: store::What,
    },
    /// Migrate a database and fill it: tenants with linked sessions, customers, and what they have written
    World(world::World),
    /// A WAHA with its customers: post what they write, take what is sent to them, measure the time between
    Waha(network::Settings),
}

#[tokio::main]
async fn main() -> Result<()> {
    match Part::parse() {
        Part::Webhooks { folder, load } => webhooks::write(&folder, load),
        Part::Transport { port } => transport::serve(port).await,
        Part::Tenants {
            nats,
            replicas,
            count,
        } => tenants::register(nats, replicas, count).await,
        Part::Feed { nats, how } => feed::run(&nats, how).await,
        Part::Store { nats, what } => store::run(&nats, what).await,
        Part::World(world) => world::make(world).await,
        Part::Waha(settings) => network::serve(settings).await,
    }
}
