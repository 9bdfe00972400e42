//! Benchmarks: what Peyk does beside what it is compared with, in one run on one machine.

mod case;
mod cost;
mod ingress;
mod load;
mod report;
mod venv;

use anyhow::Result;

use crate::interrupt::Interrupt;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Bench {
    /// The door: webhooks a second, how long they take and what they cost, from HTTP to the disk. Needs `wrk`; Python for
    /// what it is compared with. Stop other work first: every program here competes for the same processors
    Ingress(ingress::Arguments),
}

pub(crate) fn run(bench: &Bench, interrupt: &Interrupt) -> Result<()> {
    match bench {
        Bench::Ingress(arguments) => ingress::run(arguments, interrupt),
    }
}
