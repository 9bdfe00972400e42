//! What a running service is handed by its surroundings.

use metrics::gauge;

use crate::{
    MetricsHandle, Readiness, Shutdown,
    metrics::{Metric, OF_EVERY_SERVICE},
};

/// The surroundings of one running service: how it is stopped, when it is ready, what it counts.
///
/// Cloning is cheap and gives the same surroundings.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// When to stop, and the tasks to wait for.
    pub shutdown: Shutdown,
    /// What the service still waits for before it can do its work.
    pub readiness: Readiness,
    /// The numbers that `/metrics` shows; shared by all services of one process.
    pub metrics: MetricsHandle,
    identity: Identity,
}

#[derive(Clone, Copy, Debug)]
struct Identity {
    name: &'static str,
    version: &'static str,
}

impl Runtime {
    /// A runtime without a name, for tests.
    pub fn new() -> Self {
        Self::named("service", env!("CARGO_PKG_VERSION"))
    }

    /// A runtime of the service `name` in its version.
    pub fn named(name: &'static str, version: &'static str) -> Self {
        let shutdown = Shutdown::new();
        Self {
            readiness: Readiness::new(shutdown.soft().clone()),
            metrics: MetricsHandle::install(),
            identity: Identity { name, version },
            shutdown,
        }
    }

    /// Makes known what the service exports, before it counts anything, and which version of it exports that.
    pub fn export(&self, catalogues: &[&[Metric]]) {
        self.metrics.declare(&[OF_EVERY_SERVICE]);
        self.metrics.declare(catalogues);
        gauge!("build_info", "service" => self.name(), "version" => self.version()).set(1.0);
    }

    /// The service's name, as in its binary.
    pub fn name(&self) -> &'static str {
        self.identity.name
    }

    /// The service's version.
    pub fn version(&self) -> &'static str {
        self.identity.version
    }
}

impl Default for Runtime {
    fn default() -> Self {
        Self::new()
    }
}
