//! The whole house as processes, which are killed and come back as they were; what customers wrote into it, and whether
//! all of that has come to what it should.

mod customer;
mod evidence;
mod house;
mod judge;
mod service;

pub(crate) use customer::write;
pub(crate) use evidence::{collect, keep, settled};
pub(crate) use house::{House, Victim};
pub(crate) use judge::{Chat, Evidence, Findings, Reply, Stored, Written, judge};
pub(crate) use service::Service;
