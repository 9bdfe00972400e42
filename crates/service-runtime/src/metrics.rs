//! The recorder behind the `metrics` macros, what it is told beforehand, and how its numbers are read.

mod catalogue;

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;

pub use catalogue::{Kind, Labels, Metric, OF_EVERY_SERVICE};

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

/// Reads what the process has counted.
///
/// The recorder is the process's own and is installed once; every [`crate::Runtime`] shares it.
/// Histograms whose name ends in `_seconds` or `_size` get buckets for that unit.
#[derive(Clone)]
pub struct MetricsHandle(PrometheusHandle);

impl MetricsHandle {
    /// The process's recorder, installed by the first call.
    pub fn install() -> Self {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        Self(HANDLE.get_or_init(install_recorder).clone())
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
        self.0.render()
    }

    /// Folds what histograms have collected; to be called every few seconds.
    pub fn run_upkeep(&self) {
        self.0.run_upkeep();
    }
}

impl fmt::Debug for MetricsHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetricsHandle")
    }
}

fn install_recorder() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS_BUCKETS)
        .and_then(|builder| {
            builder.set_buckets_for_metric(Matcher::Suffix("_size".to_owned()), &SIZE_BUCKETS)
        })
        .expect("the bucket lists are not empty")
        .build_recorder();
    let handle = recorder.handle();
    // Refused only when a test has put its own recorder in place; then that one counts, and
    // `/metrics` stays empty.
    let _ = ::metrics::set_global_recorder(recorder);
    Collector::default().describe();
    handle
}
