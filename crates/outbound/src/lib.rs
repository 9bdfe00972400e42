//! Calls to servers that tenants name: their CRM, their language model.
//!
//! We make them from within our own network, so that such a URL must not reach what only we can. A [`Guard`] says where a
//! server may be, and a [`client`] goes nowhere else.

mod address;
mod client;
mod guard;

pub use client::{client, refusal};
pub use guard::{Guard, Refused};
