//! A WAHA that needs no WhatsApp: its HTTP API (GOWS, NOWEB or WEBJS, 2026.8.2), its webhooks, and
//! behind them a pretend network of phones with a control API under `/sim` and a page at `/`.
//!
//! For development, tests, demos and benchmarks. Written from WAHA's contract and from nothing of
//! Peyk's, so that agreement between the two means something.

mod api;
mod app;
mod clock;
mod engine;
mod ids;
mod journal;
mod media;
mod network;
mod payload;
mod session;
mod settings;
mod sim;
mod timestamps;
mod traffic;
mod webhooks;
mod world;

pub use app::{Simulator, WahaSimulator, run};
pub use engine::Engine;
pub use settings::{ClockSettings, LimitSettings, NetworkSettings, Settings, WahaSettings};
