//! Setting up logs, traces and numbers for a process, and flushing them at its end.

use std::io::{self, IsTerminal};

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::ExporterBuildError;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing::Subscriber;
use tracing_subscriber::filter::{EnvFilter, LevelFilter, ParseError};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use super::propagation::nobody_sees_spans;
use crate::config::{LogFormat, TelemetrySettings};

use super::collector::Collector;
use super::lines::{Lines, Spelling};
use super::resource;
use super::traced::Traced;
use crate::metrics::Pushed;

/// Why logs and traces cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `telemetry.filter` is not a filter.
    #[error("the log filter cannot be read")]
    Filter(#[source] ParseError),
    /// The exporter refuses `telemetry.otlp_endpoint`.
    #[error("the exporter to the collector cannot be built")]
    Exporter(#[source] ExporterBuildError),
    /// The thread that speaks gRPC cannot be started.
    #[error("the exporter to the collector cannot be started")]
    Grpc(#[source] io::Error),
    /// Something else in this process has set up logging before.
    #[error("logging is already set up")]
    AlreadySet(#[source] TryInitError),
}

/// Flushes traces and numbers at the end of the process.
#[derive(Debug)]
#[must_use = "traces that are not flushed are lost"]
pub struct TelemetryGuard {
    traces: SdkTracerProvider,
    numbers: Option<Pushed>,
    collector: Option<Collector>,
}

impl TelemetryGuard {
    /// Exports what is still in the batch, and the numbers as they are now. Blocks; not to be called inside the async runtime.
    pub fn shutdown(self) {
        if let Err(error) = self.traces.shutdown() {
            tracing::warn!(%error, "the last traces may be lost");
        }
        if let Some(Err(error)) = self.numbers.map(Pushed::shutdown) {
            tracing::warn!(%error, "the last numbers may be lost");
        }
        if let Some(collector) = self.collector {
            collector.close();
        }
    }
}

/// Sets up logs, traces and numbers for this process, before anything is counted. Not to be called inside the async
/// runtime: the exporters have threads and clients of their own.
pub fn init(
    settings: &TelemetrySettings,
    name: &'static str,
    version: &'static str,
) -> Result<TelemetryGuard, TelemetryError> {
    let filter = EnvFilter::builder()
        .parse(&settings.filter)
        .map_err(TelemetryError::Filter)?;
    let logs = match settings.format {
        LogFormat::Text if io::stderr().is_terminal() => fmt::layer()
            .with_writer(Lines::new(io::stderr, Spelling::Coloured))
            .with_ansi(true)
            .event_format(Traced::text(fmt::format().with_ansi(true)))
            .boxed(),
        LogFormat::Text => fmt::layer()
            .with_writer(Lines::new(io::stderr, Spelling::Rust))
            .with_ansi(false)
            .event_format(Traced::text(fmt::format().with_ansi(false)))
            .boxed(),
        LogFormat::Json => fmt::layer()
            .with_writer(Lines::new(io::stderr, Spelling::Json))
            .json()
            .event_format(Traced::json(fmt::format().json()))
            .boxed(),
    };
    let resource = resource::of(name, version);
    let collector = Collector::of(settings)?;
    if collector.is_none() {
        nobody_sees_spans();
    }
    let traces = traces(settings, collector.as_ref(), resource.clone())?;
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    tracing_subscriber::registry()
        .with(logs.with_filter(filter))
        .with(layer_with(&traces))
        .try_init()
        .map_err(TelemetryError::AlreadySet)?;
    log_panics();
    let numbers = match &collector {
        Some(collector) if settings.otlp_metrics => {
            let exporter = collector.numbers()?;
            let every = settings.otlp_metrics_interval;
            Some(Pushed::install(exporter, every, resource))
        }
        _ => None,
    };
    Ok(TelemetryGuard {
        traces,
        numbers,
        collector,
    })
}

/// The layer that turns `tracing` spans into OpenTelemetry ones of `provider`. Tests combine it
/// with an exporter that keeps the spans in memory.
pub fn layer_with<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    // With a filter of its own: silencing the log must not cut traces.
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("peyk"))
        // A request is polled on any thread, and how long it waited is what its children tell.
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_filter(LevelFilter::INFO)
}

fn traces(
    settings: &TelemetrySettings,
    collector: Option<&Collector>,
    resource: Resource,
) -> Result<SdkTracerProvider, TelemetryError> {
    let provider = SdkTracerProvider::builder().with_resource(resource);
    let Some(collector) = collector else {
        // Ids are made and passed on all the same. What nobody will see is not worth recording.
        return Ok(provider.with_sampler(Sampler::AlwaysOff).build());
    };
    // Decided once, where a trace begins, by its id: it is there whole or not at all, whoever takes part in it.
    let sampler = Sampler::TraceIdRatioBased(settings.sample_ratio);
    let provider = provider.with_sampler(Sampler::ParentBased(Box::new(sampler)));
    Ok(provider.with_batch_exporter(collector.traces()?).build())
}

/// Panics become log lines like all others, so that a JSON log stays JSON.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        tracing::error!(
            location,
            message = panic.payload_as_str().unwrap_or("(not a text)"),
            "panicked"
        );
    }));
}
