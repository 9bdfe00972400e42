//! The whole house as processes, which are killed and come back as they were; what customers wrote into it, and whether
//! all of that has come to what it should. For the tests, and for `cargo xtask chaos`.

mod customer;
mod evidence;
mod house;
mod judge;
mod names;
mod service;
mod wire;

pub use customer::write;
pub use evidence::{collect, keep, progress, settled};
pub use house::{House, Link, Plan, Victim};
pub use judge::{Chat, Evidence, Findings, Reply, Stored, Written, judge};
pub use names::{
    AGENCY, MASTER_KEY, MASTER_SECRET, OPERATOR_TOKEN, PATIENCE, WAHA_KEY, agency, session,
};
pub use service::Service;
pub use wire::{Weather, Wire};
