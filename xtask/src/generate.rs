//! Files that are generated and checked in: readers and builds need neither a protobuf compiler nor a database.

mod api;
mod protobuf;
mod queries;
mod settings;
mod sync;

use anyhow::{Result, bail};

use crate::interrupt::Interrupt;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Change nothing; fail, and say what differs, when a file is stale
    #[arg(long)]
    pub(crate) check: bool,
}

/// Refreshes the generated files, or only looks whether they are fresh.
pub(crate) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<()> {
    // First, because the services compile it in.
    let mut differences = settings::refresh(arguments.check)?;
    differences.extend(protobuf::refresh(arguments.check, interrupt)?);
    differences.extend(queries::refresh(arguments.check, interrupt)?);
    // The service that says what its API is cannot be compiled from queries that are stale.
    if differences.is_empty() || !arguments.check {
        differences.extend(api::refresh(arguments.check, interrupt)?);
    }
    if differences.is_empty() {
        println!("generated files are fresh");
    } else if arguments.check {
        let list = differences.join("\n  ");
        bail!("generated files are stale; run `cargo xtask gen`:\n  {list}");
    } else {
        println!("  {}", differences.join("\n  "));
    }
    Ok(())
}
