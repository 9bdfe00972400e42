//! Span, log line and numbers of a request.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use opentelemetry::trace::TraceContextExt;
use pin_project_lite::pin_project;
use tower::{Layer, Service};
use tracing::field::{Empty, display};
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::telemetry::{extract, semconv, set_parent_context};

const NO_ROUTE: &str = "(no route)";

/// Puts [`Observe`] around a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct ObserveLayer;

/// Observes the requests of the service within.
#[derive(Clone, Debug)]
pub(super) struct Observe<S>(S);

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Observe<S> {
        Observe(inner)
    }
}

impl<S, B> Service<Request> for Observe<S>
where
    S: Service<Request, Response = Response<B>>,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Observed<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let started = Instant::now();
        let method = method_label(request.method());
        let route = request
            .extensions()
            .get::<MatchedPath>()
            .map_or(Route::None, |path| Route::Matched(path.clone()));
        // Never the URI: its query carries signatures, and its path has no bound.
        let span = tracing::info_span!(
            "http.request",
            { semconv::OTEL_NAME } = format!("{method} {}", route.as_str()),
            { semconv::OTEL_KIND } = "server",
            { semconv::OTEL_STATUS_CODE } = Empty,
            { semconv::HTTP_REQUEST_METHOD } = method,
            { semconv::HTTP_ROUTE } = route.as_str(),
            { semconv::HTTP_RESPONSE_STATUS_CODE } = Empty,
            trace_id = Empty,
        );
        join_trace(&span, request.headers());
        let answer = span.in_scope(|| self.0.call(request)).instrument(span);
        Observed {
            answer,
            started,
            method,
            route,
        }
    }
}

pin_project! {
    /// A request that is being answered.
    pub(super) struct Observed<F> {
        #[pin]
        answer: Instrumented<F>,
        started: Instant,
        method: &'static str,
        route: Route,
    }
}

/// The path as the router knows it.
enum Route {
    Matched(MatchedPath),
    None,
}

impl Route {
    fn as_str(&self) -> &str {
        match self {
            Self::Matched(path) => path.as_str(),
            Self::None => NO_ROUTE,
        }
    }
}

impl<F, B, E> Future for Observed<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let answer = ready!(this.answer.as_mut().poll(cx));
        if let Ok(response) = &answer {
            let span = this.answer.span();
            report(span, this.method, this.route, response, *this.started);
        }
        Poll::Ready(answer)
    }
}

fn report<B>(
    span: &Span,
    method: &'static str,
    route: &Route,
    response: &Response<B>,
    started: Instant,
) {
    let status = response.status();
    let elapsed = started.elapsed();
    span.record(semconv::HTTP_RESPONSE_STATUS_CODE, status.as_u16());
    if status.is_server_error() {
        span.record(semconv::OTEL_STATUS_CODE, "error");
    }
    span.in_scope(|| {
        let elapsed_ms = elapsed.as_secs_f64() * 1_000.0;
        // Not louder when the client is at fault, or when there are too many of them: neither must be able to fill the
        // disk. Who answers "not now" says why, as often as it is worth reading.
        if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
            tracing::warn!(elapsed_ms, "answered");
        } else {
            tracing::debug!(elapsed_ms, "answered");
        }
    });
    let route = route.as_str();
    metrics::counter!(
        "http_requests_total",
        "method" => method, "route" => route.to_owned(), "status" => status.as_str().to_owned()
    )
    .increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route.to_owned())
        .record(elapsed);
}

fn join_trace(span: &Span, headers: &HeaderMap) {
    if headers.contains_key("traceparent") {
        let parent = extract(|name| headers.get(name)?.to_str().ok());
        set_parent_context(span, parent);
    }
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
