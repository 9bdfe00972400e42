//! How a service ends: asked once it finishes what it has begun, asked twice it stops.

mod shutdown;
pub(crate) mod signals;

pub use shutdown::{Outcome, Shutdown};
