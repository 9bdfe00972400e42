//! Private servers for development and tests: a Postgres and a NATS of our own, on free ports of the loopback, that
//! are found or fetched, started, waited for, and ended, whatever happens to the one who started them.
//!
//! ```no_run
//! use private_servers::{NatsOptions, NatsServer, PostgresOptions, PostgresServer};
//!
//! # fn main() -> anyhow::Result<()> {
//! let nats = NatsServer::start(NatsOptions::default())?; // free port, throw-away store
//! let postgres = PostgresServer::start(PostgresOptions::default())?; // free port, throw-away data
//! println!("{} {}", nats.url(), postgres.url("postgres"));
//! # Ok(()) // both end here, when they are dropped
//! # }
//! ```
//!
//! Everything blocks and no async runtime is needed: starting a server takes a moment at the beginning of a test, and
//! the crate has to compile in seconds because `cargo xtask` waits for it.
//!
//! - [`NatsServer`] and [`PostgresServer`] are running servers; dropping one ends it. [`NatsCluster`] is several of
//!   NATS that keep one another's streams.
//! - [`nats::find`] and [`PostgresBinaries::find`] look for the programs in the usual places and fetch them otherwise.
//! - [`Process`] is a child with a log, which is asked to stop before it is killed.
//! - [`PidRegistry`] remembers children on disk, so that the next start can end what a `kill -9` left behind.

mod account;
mod apt;
pub mod nats;
mod pids;
mod ports;
pub mod postgres;
mod process;
mod tools;
mod wait;

pub use nats::{NatsCluster, NatsOptions, NatsServer};
pub use pids::{PidRecord, PidRegistry};
pub use ports::{free as free_port, is_free as port_is_free};
pub use postgres::{PostgresBinaries, PostgresOptions, PostgresServer};
pub use process::Process;
pub use rustix::process::Signal;
pub use tools::{find_program, tools_dir, workspace_root};
pub use wait::wait_for;
