//! JetStream, and nothing of JetStream leaves this crate.
//!
//! [`Bus::connect`], then [`Bus::declare_topology`] before the service reports ready; then
//! [`Bus::publisher`], [`Bus::consume`] and [`Bus::tenant_routes`]. Trace context rides in the headers.

mod connection;
mod consumer;
mod dead;
mod error;
mod publisher;
mod routes;
mod settings;
mod topology;

pub use connection::Bus;
pub use consumer::{Decision, Delivery, Handler};
pub use error::{BusError, PublishError};
pub use publisher::{PublishOutcome, Publisher};
pub use routes::{RouteTable, TenantRoutes};
pub use settings::Settings;
pub use topology::Durable;
