//! A webhook-ingress as a process of its own, for the tests to kill.

use std::process::ExitCode;

fn main() -> ExitCode {
    service_runtime::main::<webhook_ingress::WebhookIngress>()
}
