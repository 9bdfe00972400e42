//! A WAHA with its customers: it posts what they write, takes what is sent to them, and measures the time between.
//!
//! It is as light as can be, because it shares the machine with what is measured.

mod api;
mod bodies;
mod door;
mod events;
mod flood;
mod ledger;
mod load;
mod server;
#[cfg(test)]
mod tests;

pub(crate) use server::{Settings, serve};
