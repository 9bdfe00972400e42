//! Logs, traces and numbers: one trace from the webhook to the reply.
//!
//! Spans always exist and trace context always flows, whether or not anything is exported; the log
//! filter has no say in it.

mod chain;
mod collector;
mod init;
mod lines;
mod noted;
mod propagation;
mod resource;
pub mod semconv;
mod traced;

pub use chain::{Chain, chain};
pub use init::{TelemetryError, TelemetryGuard, init, layer_with};
pub(crate) use propagation::{TRACEPARENT, set_parent_context};
pub use propagation::{
    TraceHeaders, add_link, current_headers, current_traceparent, extract, is_recording,
    set_parent, span_context, spans_are_seen,
};
