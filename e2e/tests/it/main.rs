//! All services in one process, against a real NATS and a real Postgres; run by `cargo xtask test`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod advised;
mod answered;
mod bodies;
mod breaking;
mod checkup;
mod dashboards;
mod days;
mod deaf;
mod deployed;
mod door_under_fire;
mod engines;
mod events;
mod fleet;
mod flood;
mod flows;
mod gaps;
mod harness;
mod heals;
mod killed;
mod logs;
mod media;
mod no_room;
mod old_bodies;
mod once;
mod poison;
mod private;
mod proxy;
mod qualified;
mod refused;
mod secrets;
mod sessions;
mod states;
mod tenant_life;
mod traced;
mod unrouted;
mod worker_under_fire;
mod wrong_clock;
