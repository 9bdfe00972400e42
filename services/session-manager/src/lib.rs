//! Tenants and their WhatsApp sessions, and the API of the dashboard.
//!
//! `POST /api/tenants/5/whatsapp/connect` makes session `tenant_5` in WAHA and answers where its QR
//! code is; WAHA then tells what becomes of it through the bus. What is *wanted* of a session is in
//! Postgres, before WAHA is asked for anything.

mod api;
mod app;
mod auth;
mod checkup;
mod crm;
mod dashboard;
mod extract;
mod flows;
mod gap_fill;
mod message_counts;
mod metrics;
mod nodes;
mod operators;
mod privacy;
mod problem;
mod qr_link;
mod reconcile;
mod routes;
mod sampler;
mod service;
mod session_leases;
mod settings;
mod status_events;
mod tenant_locks;
#[cfg(test)]
mod testing;
mod unrouted;
mod wake;
mod watchers;
mod whatsapp;

pub use self::metrics::METRICS;
pub use api::document;
pub use app::run;
pub use crm::CrmSettings;
pub use gap_fill::{DeafSettings, GapFillSettings};
pub use privacy::PrivacySettings;
pub use reconcile::ReconcileSettings;
pub use sampler::MetricsSettings;
pub use service::{Command, SessionManager};
pub use settings::{
    ApiSettings, AuthSettings, DashboardSettings, EventSettings, RouteSettings, Settings,
    WebhookSettings,
};
pub use unrouted::UnroutedSettings;
