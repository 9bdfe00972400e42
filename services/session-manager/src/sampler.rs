//! What is measured of the whole house every few seconds, for graphs and alerts.
//!
//! Each session-manager measures for itself and tells the same: of numbers that are told by several, a graph takes the
//! largest.

mod sample;
mod settings;

pub(crate) use sample::{FAILURES, NODE_STATES, Sampler};
pub use settings::MetricsSettings;
