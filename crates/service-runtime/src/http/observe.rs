//! Span, log line and numbers of a request.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use pin_project_lite::pin_project;
use tower::{Layer, Service};
use tracing::field::Empty;
use tracing::instrument::Instrumented;
use tracing::{Instrument, Span};

use crate::telemetry::{self, TRACEPARENT, extract, semconv, set_parent_context};

const NO_ROUTE: &str = "(no route)";
const OTHER_METHOD: &str = "OTHER";

/// Which requests get a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spans {
    /// All: log lines of the request carry its fields.
    Always,
    /// Those that somebody will see, or whose caller has begun a trace. For requests that come by the thousands in a
    /// second, where a span costs more than all the rest that surrounds them.
    WhenSeen,
}

/// Puts [`Observe`] around a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct ObserveLayer(pub(super) Spans);

/// Observes the requests of the service within.
#[derive(Clone, Debug)]
pub(super) struct Observe<S> {
    inner: S,
    spans: Spans,
}

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Observe<S> {
        Observe {
            inner,
            spans: self.0,
        }
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
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let started = Instant::now();
        let method = method_label(request.method());
        let route = request
            .extensions()
            .get::<MatchedPath>()
            .map_or(Route::None, |path| Route::Matched(path.clone()));
        let traced = request.headers().contains_key(TRACEPARENT);
        let span = if self.spans == Spans::Always || traced || telemetry::spans_are_seen() {
            span(method, &route, request.headers())
        } else {
            Span::none()
        };
        let answer = span.in_scope(|| self.inner.call(request)).instrument(span);
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
        span.record(semconv::ERROR_TYPE, status.as_str());
    }
    let route = route.as_str();
    span.in_scope(|| {
        let elapsed_ms = elapsed.as_secs_f64() * 1_000.0;
        let status_code = status.as_u16();
        // Not louder when the client is at fault, or when there are too many of them: neither must be able to fill the
        // disk. Who answers "not now" says why, as often as it is worth reading.
        if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
            tracing::warn!(method, route, status_code, elapsed_ms, "answered");
        } else {
            tracing::debug!(method, route, status_code, elapsed_ms, "answered");
        }
    });
    metrics::counter!(
        "http_requests_total",
        "method" => method, "route" => route.to_owned(), "status" => status.as_str().to_owned()
    )
    .increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route.to_owned())
        .record(elapsed);
}

/// The span of a request, in its caller's trace where there is one.
fn span(method: &'static str, route: &Route, headers: &HeaderMap) -> Span {
    let is_known = method != OTHER_METHOD;
    let in_name = if is_known { method } else { "HTTP" };
    let (name, route) = match route {
        Route::Matched(path) => (format!("{in_name} {}", path.as_str()), Some(path.as_str())),
        Route::None => (in_name.to_owned(), None),
    };
    // Never the URI: its query carries signatures, and its path has no bound.
    let span = tracing::info_span!(
        "http.request",
        { semconv::OTEL_NAME } = name,
        { semconv::OTEL_KIND } = "server",
        { semconv::OTEL_STATUS_CODE } = Empty,
        { semconv::HTTP_REQUEST_METHOD } = if is_known { method } else { "_OTHER" },
        { semconv::HTTP_ROUTE } = route,
        { semconv::HTTP_RESPONSE_STATUS_CODE } = Empty,
        { semconv::URL_SCHEME } = "http",
        { semconv::ERROR_TYPE } = Empty,
    );
    if headers.contains_key(TRACEPARENT) {
        let parent = extract(|name| headers.get(name)?.to_str().ok());
        set_parent_context(&span, parent);
    }
    span
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
        _ => OTHER_METHOD,
    }
}
