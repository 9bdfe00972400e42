//! All services in one process, against a real NATS and a real Postgres; run by `cargo xtask test`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod answered;
mod breaking;
mod harness;
mod heals;
mod once;
mod refused;
mod sessions;
mod traced;
mod unrouted;
