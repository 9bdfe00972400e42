//! The OpenTelemetry collector, and how it is spoken to.

use opentelemetry_otlp::tonic_types::transport::ClientTlsConfig;
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig, WithTonicConfig};
use tokio::runtime::{Builder, Runtime};
use url::Url;

use super::TelemetryError;
use super::noted::Noted;
use crate::config::{OtlpProtocol, TelemetrySettings};

/// Where a collector takes traces by HTTP, below its URL. By gRPC it is the method's name.
const TRACES: &str = "v1/traces";
/// Where it takes numbers.
const METRICS: &str = "v1/metrics";

/// The collector of the settings.
#[derive(Debug)]
pub(super) struct Collector {
    url: String,
    way: Way,
}

#[derive(Debug)]
enum Way {
    /// Each exporter has a thread, and a client that blocks it.
    Http,
    /// Each exporter has a thread, which waits for a connection that lives in an async runtime. In one of its own: the
    /// service's begins later and ends earlier, and may be too busy with what is to be told.
    Grpc(Runtime),
}

impl Collector {
    /// The collector that the settings name; `None` when they name none.
    pub(super) fn of(settings: &TelemetrySettings) -> Result<Option<Self>, TelemetryError> {
        if settings.otlp_endpoint.is_empty() {
            return Ok(None);
        }
        let way = match settings.otlp_protocol {
            OtlpProtocol::HttpProtobuf => Way::Http,
            OtlpProtocol::Grpc => Way::Grpc(
                Builder::new_multi_thread()
                    .worker_threads(1)
                    .thread_name("otlp")
                    .enable_all()
                    .build()
                    .map_err(TelemetryError::Grpc)?,
            ),
        };
        let url = settings.otlp_endpoint.trim_end_matches('/').to_owned();
        Ok(Some(Self { url, way }))
    }

    /// What sends it traces.
    pub(super) fn traces(&self) -> Result<Noted<SpanExporter>, TelemetryError> {
        let exporter = SpanExporter::builder();
        let built = match &self.way {
            Way::Http => self.by_http(exporter.with_http(), TRACES).build(),
            Way::Grpc(runtime) => {
                let _entered = runtime.enter();
                self.by_grpc(exporter.with_tonic()).build()
            }
        };
        let exporter = built.map_err(TelemetryError::Exporter)?;
        Ok(Noted::new("traces", exporter))
    }

    /// What sends it numbers.
    pub(super) fn numbers(&self) -> Result<Noted<MetricExporter>, TelemetryError> {
        let exporter = MetricExporter::builder();
        let built = match &self.way {
            Way::Http => self.by_http(exporter.with_http(), METRICS).build(),
            Way::Grpc(runtime) => {
                let _entered = runtime.enter();
                self.by_grpc(exporter.with_tonic()).build()
            }
        };
        let exporter = built.map_err(TelemetryError::Exporter)?;
        Ok(Noted::new("numbers", exporter))
    }

    /// Ends its connections, after the exporters.
    pub(super) fn close(self) {
        if let Way::Grpc(runtime) = self.way {
            runtime.shutdown_background();
        }
    }

    fn by_http<B: WithExportConfig>(&self, exporter: B, path: &str) -> B {
        exporter.with_endpoint(format!("{}/{path}", self.url))
    }

    fn by_grpc<B: WithExportConfig + WithTonicConfig>(&self, exporter: B) -> B {
        let exporter = exporter.with_endpoint(&self.url);
        let url = self.url.parse::<Url>();
        if url.is_ok_and(|url| url.scheme() == "https") {
            // Of itself it would trust nobody.
            exporter.with_tls_config(ClientTlsConfig::new().with_enabled_roots())
        } else {
            exporter
        }
    }
}
