//! What the services log, and the spans that they end.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex, OnceLock},
};

use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tracing_subscriber::{
    EnvFilter, Layer, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Shows what the services log beside a test that fails (warnings, or what `PEYK_TEST_LOG` says), and keeps
/// every span that ends in this process.
pub(crate) fn spans() -> &'static InMemorySpanExporter {
    static SPANS: LazyLock<InMemorySpanExporter> = LazyLock::new(|| {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(exporter.clone())
            .build();
        let filter = std::env::var("PEYK_TEST_LOG").unwrap_or_else(|_| "warn".to_owned());
        let log = tracing_subscriber::fmt::layer().with_test_writer();
        let captured = LOGS.get().map(|logs| {
            let layer = tracing_subscriber::fmt::layer().with_ansi(false);
            let everything = layer.with_writer(logs.clone());
            everything.with_filter(EnvFilter::new("trace"))
        });
        tracing_subscriber::registry()
            .with(service_runtime::telemetry::layer_with(&provider))
            .with(log.with_filter(EnvFilter::new(filter)))
            .with(captured)
            .init();
        exporter
    });
    &SPANS
}

static LOGS: OnceLock<Logs> = OnceLock::new();

/// Every log line of this process, of every level and every crate.
#[derive(Clone, Default)]
pub(crate) struct Logs(Arc<Mutex<Vec<u8>>>);

impl Logs {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logs {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Keeps what is logged from now on. To be called before anything is started.
pub(crate) fn capture_logs() -> &'static Logs {
    let logs = LOGS.get_or_init(Logs::default);
    spans();
    logs
}
