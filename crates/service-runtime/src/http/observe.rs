//! Span, log line and numbers of a request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::trace::TraceContextExt;
use tracing::field::{Empty, display};
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::telemetry::{extract, semconv, set_parent_context};

const NO_ROUTE: &str = "(no route)";

pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_label(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| NO_ROUTE.to_owned(), |path| path.as_str().to_owned());
    // Never the URI: its query carries signatures, and its path has no bound.
    let span = tracing::info_span!(
        "http.request",
        { semconv::OTEL_NAME } = format!("{method} {route}"),
        { semconv::OTEL_KIND } = "server",
        { semconv::OTEL_STATUS_CODE } = Empty,
        { semconv::HTTP_REQUEST_METHOD } = method,
        { semconv::HTTP_ROUTE } = route,
        { semconv::HTTP_RESPONSE_STATUS_CODE } = Empty,
        trace_id = Empty,
    );
    join_trace(&span, request.headers());

    let response = next.run(request).instrument(span.clone()).await;

    let status = response.status();
    let elapsed = started.elapsed();
    span.record(semconv::HTTP_RESPONSE_STATUS_CODE, status.as_u16());
    span.in_scope(|| {
        let elapsed_ms = elapsed.as_secs_f64() * 1_000.0;
        if status.is_server_error() {
            span.record(semconv::OTEL_STATUS_CODE, "error");
            tracing::warn!(elapsed_ms, "answered");
        } else {
            // Nor louder when the client is at fault: strangers must not be able to fill the disk.
            tracing::debug!(elapsed_ms, "answered");
        }
    });
    metrics::counter!(
        "http_requests_total",
        "method" => method, "route" => route.clone(), "status" => status.as_str().to_owned()
    )
    .increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route)
        .record(elapsed);
    response
}

fn join_trace(span: &Span, headers: &HeaderMap) {
    let parent = extract(|name| headers.get(name)?.to_str().ok());
    set_parent_context(span, parent);
    let context = span.context();
    let otel_span = context.span();
    if otel_span.span_context().is_valid() {
        // So that a log line leads to its trace.
        span.record("trace_id", display(otel_span.span_context().trace_id()));
    }
}

/// Methods are free text in HTTP; a label must be one of few.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "OTHER",
    }
}
