//! Benchmarks: what Peyk does beside what it is compared with, in one run on one machine.

mod case;
mod cost;
mod ingress;
mod load;
mod nats;
mod python;
mod report;
mod understanding;
mod worker;

use anyhow::Result;

use crate::interrupt::Interrupt;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Bench {
    /// The door: webhooks a second, how long they take and what they cost, from HTTP to the disk. Needs `wrk`; Python for
    /// what it is compared with. Stop other work first: every program here competes for the same processors
    Ingress(ingress::Arguments),
    /// The bot-worker: turns a second, how long a customer waits for his answer, and what a turn costs. Beside the bare SQL
    /// of a turn under pgbench, and beside the design in Python that Peyk replaces. Stop other work first
    Worker(worker::Arguments),
    /// NATS: messages a second with one copy of the stream and with three, each on disk before it is acknowledged and
    /// not. All servers run on this machine. Stop other work first
    Nats(nats::Arguments),
    /// The understanding: messages a second on one core, how long its lists load, and its memory
    Understanding,
}

pub(crate) fn run(bench: &Bench, interrupt: &Interrupt) -> Result<()> {
    match bench {
        Bench::Ingress(arguments) => ingress::run(arguments, interrupt),
        Bench::Worker(arguments) => worker::run(arguments, interrupt),
        Bench::Nats(arguments) => nats::run(arguments, interrupt),
        Bench::Understanding => understanding::run(interrupt),
    }
}
