//! Statements as spans of the trace around them.

use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use service_runtime::telemetry;
use storage::{Database, StorageError, Tx, tenants};
use tracing::{Instrument as _, Subscriber, instrument::WithSubscriber as _};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::database;

/// What keeps spans, as long as the provider is there.
fn subscriber() -> (
    impl Subscriber + Send + Sync,
    InMemorySpanExporter,
    SdkTracerProvider,
) {
    let spans = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(spans.clone())
        .build();
    let layer = telemetry::layer_with(&provider);
    (tracing_subscriber::registry().with(layer), spans, provider)
}

fn attribute(span: &SpanData, name: &str) -> Option<String> {
    let found = span.attributes.iter().find(|it| it.key.as_str() == name);
    found.map(|it| it.value.to_string())
}

/// Adds a tenant with a telling name, and then one thing that Postgres refuses.
async fn work(database: &Database) -> Result<(), StorageError> {
    let mut tx: Tx = database.begin_for(&[]).await?;
    let tenant = tenants::add(&mut tx, "Peacock Homes").await?.id;
    tx.turn_to(&[tenant]).await?;
    tx.commit().await?;
    let mut tx = database.begin(tenant).await?;
    let refused = tenants::add(&mut tx, "a\0b").await;
    assert!(refused.is_err());
    tx.rollback().await
}

#[tokio::test]
async fn a_trace_tells_its_statements_without_any_value() {
    let (_test, database) = database().await;
    let (subscriber, spans, _provider) = subscriber();
    let traced = async {
        let span = tracing::info_span!("request");
        work(&database).instrument(span).await
    };
    traced.with_subscriber(subscriber).await.unwrap();
    let spans = spans.get_finished_spans().unwrap();
    let request = spans.iter().find(|span| span.name == "request").unwrap();
    let statements = spans.iter().filter(|span| span.name != "request");
    let names: Vec<&str> = statements.clone().map(|span| &*span.name).collect();
    assert_eq!(
        names,
        [
            "begin",
            "insert tenants",
            "select",
            "commit",
            "begin",
            "insert tenants",
            "rollback"
        ]
    );
    for span in statements.clone() {
        assert_eq!(span.parent_span_id, request.span_context.span_id());
        assert_eq!(span.span_kind, SpanKind::Client);
        let of = |name| attribute(span, name);
        assert_eq!(of("db.system.name").as_deref(), Some("postgresql"));
        assert_eq!(of("db.query.summary").as_deref(), Some(&*span.name));
        assert!(of("db.namespace").is_some() && of("server.address").is_some());
        let text = format!("{span:?}");
        assert!(!text.contains("Peacock") && !text.contains("$1"), "{text}");
    }
    let failed: Vec<&SpanData> = statements.filter(|it| it.status != Status::Unset).collect();
    let [failed] = failed[..] else {
        panic!("{failed:?}")
    };
    // invalid_byte_sequence: a zero in a text
    for name in ["error.type", "db.response.status_code"] {
        assert_eq!(attribute(failed, name).as_deref(), Some("22021"));
    }
}

#[tokio::test]
async fn a_statement_is_no_trace_of_its_own() {
    let (_test, database) = database().await;
    let (subscriber, spans, _provider) = subscriber();
    work(&database).with_subscriber(subscriber).await.unwrap();
    assert!(spans.get_finished_spans().unwrap().is_empty());
}
