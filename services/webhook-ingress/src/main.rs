//! Starts the service.

use std::process::ExitCode;

fn main() -> ExitCode {
    service_runtime::main::<webhook_ingress::WebhookIngress>()
}
