//! Tenants and their WhatsApp sessions, and the API of the dashboard.
//!
//! `POST /api/tenants/5/whatsapp/connect` makes session `tenant_5` in WAHA and answers where its QR
//! code is; WAHA then tells what becomes of it through the bus. What is *wanted* of a session is in
//! Postgres, before WAHA is asked for anything.

mod api;
mod app;
mod auth;
mod extract;
mod problem;
mod qr_link;
mod routes;
mod service;
mod settings;
mod status_events;
mod tenant_locks;
#[cfg(test)]
mod testing;
mod whatsapp;

pub use app::run;
pub use service::{Command, SessionManager};
pub use settings::{ApiSettings, RouteSettings, Settings, WebhookSettings};
