//! The numbers of `/metrics`, sent to an OpenTelemetry collector.

use std::time::Duration;

use metrics_opentelemetry::{OpenTelemetryMetrics, OpenTelemetryRecorder};
use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{
    Aggregation, Instrument, InstrumentKind, PeriodicReader, SdkMeterProvider, Stream,
};

use super::{BUCKETS, MetricsHandle};

/// Sends what is counted, again and again, as sums since the process's start.
#[derive(Debug)]
pub(crate) struct Pushed(SdkMeterProvider);

impl Pushed {
    /// Begins. To be called before anything is counted, because nothing of before is sent.
    pub(crate) fn install(
        exporter: impl PushMetricExporter,
        every: Duration,
        resource: Resource,
    ) -> Self {
        let reader = PeriodicReader::builder(exporter)
            .with_interval(every)
            .build();
        let provider = SdkMeterProvider::builder()
            .with_resource(resource)
            .with_view(buckets)
            .with_reader(reader)
            .build();
        let meters = OpenTelemetryMetrics::new(provider.meter("peyk"));
        MetricsHandle::install_with(OpenTelemetryRecorder::new(meters));
        Self(provider)
    }

    /// Sends them for the last time. Blocks.
    pub(crate) fn shutdown(self) -> OTelSdkResult {
        self.0.shutdown()
    }
}

/// The buckets that Prometheus sees.
fn buckets(instrument: &Instrument) -> Option<Stream> {
    if instrument.kind() != InstrumentKind::Histogram {
        return None;
    }
    let mut known = BUCKETS.iter();
    let (_, buckets) = known.find(|(unit, _)| instrument.name().ends_with(unit))?;
    let aggregation = Aggregation::ExplicitBucketHistogram {
        boundaries: buckets.to_vec(),
        record_min_max: false,
    };
    Stream::builder().with_aggregation(aggregation).build().ok()
}
