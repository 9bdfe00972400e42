//! Trace context through texts: what one service sends, the next one joins or links.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use service_runtime::{http, telemetry};
use tower::ServiceExt;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;
use tracing_subscriber::layer::SubscriberExt;

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Keeps what is exported.
#[derive(Clone, Debug, Default)]
struct Kept(Arc<Mutex<Vec<SpanData>>>);

impl SpanExporter for Kept {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().unwrap().extend(batch);
        Ok(())
    }
}

impl Kept {
    fn named(&self, name: &str) -> SpanData {
        let spans = self.0.lock().unwrap();
        spans
            .iter()
            .find(|span| span.name == name)
            .unwrap_or_else(|| panic!("no {name}"))
            .clone()
    }
}

fn subscriber() -> (
    impl tracing::Subscriber + Send + Sync,
    Kept,
    SdkTracerProvider,
) {
    let kept = Kept::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(kept.clone())
        .build();
    let layer = telemetry::layer_with(&provider);
    (tracing_subscriber::registry().with(layer), kept, provider)
}

#[test]
fn a_span_joins_the_trace_it_is_given_and_passes_it_on() {
    let (subscriber, kept, _provider) = subscriber();
    let sent = tracing::subscriber::with_default(subscriber, || {
        let span = tracing::info_span!("receive");
        telemetry::set_parent(&span, Some(PARENT));
        span.in_scope(telemetry::current_traceparent).unwrap()
    });
    let span = kept.named("receive");
    assert_eq!(span.parent_span_id.to_string(), "b7ad6b7169203331");
    let trace = "0af7651916cd43dd8448eb211c80319c";
    assert_eq!(
        sent,
        format!("00-{trace}-{}-01", span.span_context.span_id())
    );
}

#[test]
fn a_link_does_not_join() {
    let (subscriber, kept, _provider) = subscriber();
    tracing::subscriber::with_default(subscriber, || {
        let span = tracing::info_span!("process");
        telemetry::add_link(&span, Some(PARENT));
        telemetry::add_link(&span, Some("nonsense"));
        telemetry::set_parent(&span, Some("nonsense"));
    });
    let span = kept.named("process");
    let linked: Vec<_> = span
        .links
        .iter()
        .map(|link| link.span_context.span_id())
        .collect();
    assert_eq!(linked.len(), 1);
    assert_eq!(linked[0].to_string(), "b7ad6b7169203331");
    assert_ne!(
        span.span_context.trace_id().to_string(),
        "0af7651916cd43dd8448eb211c80319c"
    );
}

#[test]
fn outside_of_a_span_there_is_nothing_to_pass_on() {
    assert_eq!(telemetry::current_headers(), None);
    assert!(
        !telemetry::span_context("nonsense")
            .span()
            .span_context()
            .is_valid()
    );
}

#[tokio::test]
async fn tracestate_is_read() {
    let (subscriber, _kept, _provider) = subscriber();
    let headers = async {
        let span = tracing::info_span!("receive");
        let parent = telemetry::extract(|name| match name {
            "traceparent" => Some(PARENT),
            _ => Some("vendor=1"),
        });
        assert_eq!(
            parent.span().span_context().trace_state().header(),
            "vendor=1"
        );
        telemetry::set_parent(&span, Some(PARENT));
        async { telemetry::current_headers().unwrap() }
            .instrument(span)
            .await
    };
    let headers = headers.with_subscriber(subscriber).await;
    assert_eq!(headers.iter().count(), 1);
}

#[tokio::test]
async fn a_request_is_a_server_span_of_the_callers_trace() {
    let (subscriber, kept, _provider) = subscriber();
    let router = http::observed(
        Router::new().route("/tenants/{id}", get(async || "ok")),
        http::Spans::Always,
    );
    let request = Request::get("/tenants/5?signature=hunter2")
        .header("traceparent", PARENT)
        .body(Body::empty())
        .unwrap();
    router
        .oneshot(request)
        .with_subscriber(subscriber)
        .await
        .unwrap();
    let span = kept.named("GET /tenants/{id}");
    assert_eq!(span.parent_span_id.to_string(), "b7ad6b7169203331");
    assert_eq!(span.span_kind, opentelemetry::trace::SpanKind::Server);
    let attributes = format!("{:?}", span.attributes);
    assert!(
        attributes.contains("http.response.status_code"),
        "{attributes}"
    );
    assert!(!attributes.contains("hunter2"), "{attributes}");
}
