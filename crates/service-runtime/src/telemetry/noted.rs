//! Exports that fail, in the log.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

/// An exporter of which the log says when it begins to fail, and when it works again: not each time, because a collector may
/// be away for hours.
#[derive(Debug)]
pub(crate) struct Noted<E> {
    exporter: E,
    what: &'static str,
    fails: AtomicBool,
}

impl<E> Noted<E> {
    /// The exporter of `what`, in the plural.
    pub(super) fn new(what: &'static str, exporter: E) -> Self {
        let fails = AtomicBool::new(false);
        Self {
            exporter,
            what,
            fails,
        }
    }

    fn note(&self, done: OTelSdkResult) -> OTelSdkResult {
        let has_failed = self.fails.swap(done.is_err(), Ordering::Relaxed);
        match &done {
            Err(error) if !has_failed => tracing::warn!(%error, "{} are not exported", self.what),
            Ok(()) if has_failed => tracing::info!("{} are exported again", self.what),
            _ => {}
        }
        done
    }
}

impl<E: SpanExporter> SpanExporter for Noted<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.note(self.exporter.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl<E: PushMetricExporter> PushMetricExporter for Noted<E> {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.note(self.exporter.export(metrics).await)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}
