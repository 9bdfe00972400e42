//! The recorder behind the `metrics` macros, what it is told beforehand, and how its numbers are read.

mod catalogue;
mod pushed;

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use metrics_opentelemetry::OpenTelemetryRecorder;
use metrics_process::Collector;
use metrics_util::layers::FanoutBuilder;

pub use catalogue::{Kind, Labels, Metric, OF_EVERY_SERVICE};
pub(crate) use pushed::Pushed;

/// How often histograms are folded, so that they do not grow between two scrapes.
pub(crate) const UPKEEP_PERIOD: Duration = Duration::from_secs(5);

/// Seconds: from a published webhook (a millisecond), and a QR code that WAHA makes wait (20 s), to a customer whose
/// answer had to wait for somebody's repair (half an hour).
const SECONDS_BUCKETS: [f64; 18] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
    60.0, 300.0, 1800.0,
];

/// Pieces at once: the size of a batch.
const SIZE_BUCKETS: [f64; 11] = [
    1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0,
];

/// The buckets of histograms, by the end of their names: the unit.
const BUCKETS: [(&str, &[f64]); 2] = [("_seconds", &SECONDS_BUCKETS), ("_size", &SIZE_BUCKETS)];

/// Reads what the process has counted.
///
/// The recorder is the process's own and is installed once; every [`crate::Runtime`] shares it.
/// Histograms whose name ends in `_seconds` or `_size` get buckets for that unit.
#[derive(Clone)]
pub struct MetricsHandle {
    prometheus: PrometheusHandle,
    /// Whether the numbers also go elsewhere, without being asked for.
    pushed: bool,
}

static INSTALLED: OnceLock<MetricsHandle> = OnceLock::new();

impl MetricsHandle {
    /// The process's recorder, installed by the first call.
    pub fn install() -> Self {
        INSTALLED.get_or_init(|| install_recorder(None)).clone()
    }

    /// Installs a recorder that counts into OpenTelemetry's meters too. To be called before all others.
    fn install_with(meters: OpenTelemetryRecorder) {
        INSTALLED.get_or_init(|| install_recorder(Some(meters)));
    }

    /// Makes these known before anything is counted.
    pub fn declare(&self, catalogues: &[&[Metric]]) {
        for metric in catalogues.iter().copied().flatten() {
            metric.declare();
        }
    }

    /// All numbers in Prometheus' text format, those of the process as they are at this moment.
    pub fn render(&self) -> String {
        Collector::default().collect();
        self.prometheus.render()
    }

    /// Folds what histograms have collected, and looks at the process where nobody asks for that; to be called every few
    /// seconds.
    pub fn run_upkeep(&self) {
        self.prometheus.run_upkeep();
        if self.pushed {
            Collector::default().collect();
        }
    }
}

impl fmt::Debug for MetricsHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsHandle")
    }
}

fn install_recorder(meters: Option<OpenTelemetryRecorder>) -> MetricsHandle {
    let recorder = prometheus();
    let handle = MetricsHandle {
        prometheus: recorder.handle(),
        pushed: meters.is_some(),
    };
    // Refused only when a test has put its own recorder in place; then that one counts, and
    // `/metrics` stays empty.
    let _ = match meters {
        None => ::metrics::set_global_recorder(recorder).is_ok(),
        Some(meters) => {
            let both = FanoutBuilder::default();
            let both = both.add_recorder(recorder).add_recorder(meters).build();
            ::metrics::set_global_recorder(both).is_ok()
        }
    };
    Collector::default().describe();
    handle
}

fn prometheus() -> PrometheusRecorder {
    let builder = BUCKETS
        .iter()
        .try_fold(PrometheusBuilder::new(), |builder, (unit, buckets)| {
            builder.set_buckets_for_metric(Matcher::Suffix((*unit).to_owned()), buckets)
        });
    builder
        .expect("the bucket lists are not empty")
        .build_recorder()
}
