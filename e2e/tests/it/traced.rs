//! One trace from the webhook to the reply.

use std::collections::BTreeMap;

use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tracing_subscriber::layer::SubscriberExt;

use crate::harness::{CUSTOMER, PATIENCE, Stack, message_body};

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_from_the_webhook_to_the_reply() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let layer = service_runtime::telemetry::layer_with(&provider);
    let subscriber = tracing_subscriber::registry().with(layer);
    // Of this process, which a test has to itself under nextest; elsewhere the first to come wins.
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        return;
    }
    let (stack, tenant, session) = Stack::start().await.with_tenant().await;
    let body = message_body(&session, CUSTOMER, "AC36", "Hi");
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let url = format!("{}/api/webhook/waha?tenant_id={tenant}", stack.ingress_url);
    let signed = Stack::sign(tenant, &body);
    let request = stack
        .http
        .post(url)
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"))
        .header("X-Webhook-Hmac", signed)
        .body(body);
    assert_eq!(request.send().await.unwrap().status(), 202);
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from outbox where state = 'sent'",
            "1",
        )
        .await;

    let expected = [
        "waha.events publish",
        "waha.events process",
        "conversation turn",
        "reply deliver",
    ];
    let spans = e2e::eventually("the spans of the trace", PATIENCE, async || {
        let mut spans = BTreeMap::new();
        for span in exporter.get_finished_spans()? {
            if span.span_context.trace_id().to_string() == trace {
                spans.insert(span.name.to_string(), span);
            }
        }
        Ok(expected
            .iter()
            .all(|name| spans.contains_key(*name))
            .then_some(spans))
    });
    let spans = spans.await.unwrap();
    // Each is the child of the one before it.
    for pair in expected.windows(2) {
        let parent = spans[pair[0]].span_context.span_id();
        assert_eq!(
            spans[pair[1]].parent_span_id, parent,
            "{} → {}",
            pair[0], pair[1]
        );
    }
}
