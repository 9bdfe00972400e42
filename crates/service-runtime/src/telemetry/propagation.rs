//! W3C trace context to and from texts, for whatever carries headers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{TraceContextExt, TraceFlags};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

pub(crate) const TRACEPARENT: &str = "traceparent";
const TRACESTATE: &str = "tracestate";

/// The trace context of a span, as the headers that carry it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceHeaders {
    /// `traceparent`: trace, span and flags.
    pub traceparent: String,
    /// `tracestate`: what other tracing systems passed on; often nothing.
    pub tracestate: Option<String>,
}

impl TraceHeaders {
    /// The headers by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let tracestate = self.tracestate.as_deref().map(|state| (TRACESTATE, state));
        std::iter::once((TRACEPARENT, self.traceparent.as_str())).chain(tracestate)
    }
}

/// The current span's headers; `None` outside of any traced span.
pub fn current_headers() -> Option<TraceHeaders> {
    let mut headers = HashMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut headers);
    Some(TraceHeaders {
        traceparent: headers.remove(TRACEPARENT)?,
        tracestate: headers.remove(TRACESTATE).filter(|state| !state.is_empty()),
    })
}

/// Whether spans are exported, or might be: unless [`super::init`] knows better, as in tests, they are.
static SEEN: AtomicBool = AtomicBool::new(true);

pub(super) fn nobody_sees_spans() {
    SEEN.store(false, Ordering::Relaxed);
}

/// Whether somebody may see the spans that are made. Where nobody does, one that only says more about the span around
/// it need not be made: trace context is passed on without it.
pub fn spans_are_seen() -> bool {
    SEEN.load(Ordering::Relaxed)
}

/// Whether somebody will see what is told below the current span: spans are seen, and its trace is one of those that are
/// exported. For what is worth telling as a part of something and never by itself.
pub fn is_recording() -> bool {
    spans_are_seen() && Context::map_current(|context| context.span().span_context().is_sampled())
}

/// The current span's `traceparent`, to be stored or sent with what it causes.
pub fn current_traceparent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    // Written by hand, once for each of thousands of messages a second: the propagator makes a map of headers.
    span.is_valid().then(|| {
        format!(
            "00-{:032x}-{:016x}-{:02x}",
            span.trace_id(),
            span.span_id(),
            span.trace_flags() & TraceFlags::SAMPLED
        )
    })
}

/// The context that `traceparent` names; an empty one when it is malformed.
pub fn span_context(traceparent: &str) -> Context {
    extract(|name| (name == TRACEPARENT).then_some(traceparent))
}

/// The context in the headers that `get` finds by name.
pub fn extract<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Context {
    let headers: HashMap<String, String> = [TRACEPARENT, TRACESTATE]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), get(name)?.to_owned())))
        .collect();
    // From an empty context: what happens to be current here is not the sender.
    TraceContextPropagator::new().extract_with_context(&Context::new(), &headers)
}

/// Makes `span` a child of the span that `traceparent` names: one request going on elsewhere.
pub fn set_parent(span: &Span, traceparent: Option<&str>) {
    if let Some(traceparent) = traceparent {
        set_parent_context(span, span_context(traceparent));
    }
}

pub(crate) fn set_parent_context(span: &Span, parent: Context) {
    if parent.span().span_context().is_valid() {
        // Refused when no OpenTelemetry layer is installed; then there is no trace to join.
        let _ = span.set_parent(parent);
    }
}

/// Links `span` to the span that `traceparent` names: work caused by it, at another time.
pub fn add_link(span: &Span, traceparent: Option<&str>) {
    if let Some(traceparent) = traceparent {
        let linked = span_context(traceparent);
        if linked.span().span_context().is_valid() {
            span.add_link(linked.span().span_context().clone());
        }
    }
}
