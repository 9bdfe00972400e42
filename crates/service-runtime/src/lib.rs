//! What surrounds any service: settings, telemetry, lifecycle, health.
//!
//! A service says who it is ([`Service`]), what it can be told ([`Settings`]) and what it does
//! ([`Service::run`]); its `main` is one line:
//!
//! ```ignore
//! fn main() -> std::process::ExitCode {
//!     service_runtime::main::<WebhookIngress>()
//! }
//! ```
//!
//! `examples/hello.rs` is the smallest complete one. Nothing in here knows a word of what the
//! services are about.

pub mod clock;
pub mod config;
pub mod health;
mod healthcheck;
pub mod http;
pub mod lifecycle;
pub mod metrics;
mod runtime;
mod service;
pub mod telemetry;

pub use config::{
    HttpSettings, LifecycleSettings, LogFormat, OtlpProtocol, Problems, Secret, SecretUrl,
    Settings, SettingsError, TelemetrySettings,
};
pub use health::{Latch, Readiness};
pub use lifecycle::{Outcome, Shutdown};
pub use metrics::MetricsHandle;
pub use runtime::Runtime;
pub use service::{EXIT_SETTINGS, NoCommand, Service, main};
