//! Starts the service.

use std::process::ExitCode;

// Half of what the door does is to take and give back small pieces of memory; this costs a fifth of the time that
// libc's allocator needs for it, and gives pages back after a burst.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Thousands of connections hold buffers of which they touch a part: with pages of 2 MiB the rest would be held too.
    // Refused by a system that has no such pages.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    service_runtime::main::<webhook_ingress::WebhookIngress>()
}
