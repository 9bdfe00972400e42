//! JetStream, and nothing of JetStream leaves this crate.
//!
//! [`Bus::connect`], then [`Bus::declare_topology`] before the service reports ready; then
//! [`Bus::publisher`], [`Bus::consume`] and [`Bus::tenant_routes`]. What could not be routed or processed is
//! on a [`Shelf`]. What people watch is told by [`Changes`] and followed by [`Bus::follow_changes`]. Operators
//! look at it all through [`Bus::overview`]. Trace context rides in the headers.

mod change_feed;
mod changes;
pub mod checkup;
mod connection;
mod consumer;
mod error;
mod forget;
mod lead_lookup;
mod metrics;
mod overview;
mod publisher;
mod routes;
mod settings;
mod shelf;
#[cfg(feature = "testing")]
pub mod testing;
mod topology;

pub use self::metrics::{CONSUMER_METRICS, PUBLISHER_METRICS};
pub use change_feed::{ChangeFeed, ChangeId, InvalidChangeId};
pub use changes::Changes;
pub use connection::Bus;
pub use consumer::{Decision, Delivery, Handler};
pub use error::{BusError, LookupError, PublishError};
pub use lead_lookup::{LeadFinder, LeadLookup};
pub use overview::{ConsumerState, Overview, StreamState};
pub use publisher::{
    FloodWatch, Floods, GroupCommits, GroupLimits, PublishOutcome, Publisher, TenantShare,
};
pub use routes::{RouteTable, TenantRoutes};
pub use settings::Settings;
pub use shelf::{Keepable, Kept, KeptPage, Shelf};
pub use topology::Durable;
