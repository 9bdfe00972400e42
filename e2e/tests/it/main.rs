//! All services in one process, against a real NATS and a real Postgres; run by `cargo xtask test`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod answered;
mod breaking;
mod events;
mod fleet;
mod harness;
mod heals;
mod killed;
mod once;
mod proxy;
mod refused;
mod sessions;
mod states;
mod tenant_life;
mod traced;
mod unrouted;
