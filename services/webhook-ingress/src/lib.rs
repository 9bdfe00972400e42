//! The door: authenticates WAHA's webhooks, finds their tenant and publishes them to JetStream.
//!
//! A webhook is answered with 202 once JetStream has it on disk, and not before: WAHA keeps an event in
//! memory until it has a 2xx, and forgets it then. The way of one webhook is `receive`: its limits,
//! its shape (`webhook`), whose it is (`route`) and whether it is true (`authenticate`), then the bus
//! (`upstream`), then its `answer`.

mod answer;
mod app;
mod authenticate;
mod metrics;
mod places;
mod receive;
mod refusals;
mod route;
mod settings;
mod store;
mod upstream;
mod webhook;

pub use self::metrics::METRICS;
pub use app::{WebhookIngress, run};
pub use settings::{Settings, WebhookSettings};
