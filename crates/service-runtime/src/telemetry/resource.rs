//! Who is it that tells: the service, and which of its processes.

use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;

/// The service `name` in its version, as this process.
pub(super) fn of(name: &'static str, version: &'static str) -> Resource {
    Resource::builder()
        .with_service_name(name)
        .with_attribute(KeyValue::new("service.version", version))
        .with_attribute(KeyValue::new("service.instance.id", instance()))
        .build()
}

/// Tells the processes of a service apart, whose numbers would be mixed up: `host:pid`. In a container the host is the
/// container or pod, so that a process that starts again there goes on with its series.
fn instance() -> String {
    let system = rustix::system::uname();
    let host = system.nodename().to_string_lossy();
    format!("{host}:{}", std::process::id())
}
