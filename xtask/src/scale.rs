//! `cargo xtask scale`: which machines so many tenants need, from what the benchmarks have measured here.

mod measured;
mod model;

use std::path::PathBuf;

use anyhow::Result;
use private_servers::workspace_root;

use self::{
    measured::Measured,
    model::{Load, Need, Room},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many tenants, each with a session
    #[arg(long, value_delimiter = ',', default_values_t = [1_000.0, 10_000.0, 100_000.0])]
    tenants: Vec<f64>,
    #[command(flatten)]
    load: Load,
    #[command(flatten)]
    room: Room,
    /// The folder of what `cargo xtask bench ingress`, `worker` and `nats` have written
    #[arg(long)]
    measured: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints what is needed.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let folder = arguments
        .measured
        .clone()
        .unwrap_or_else(|| workspace_root().join("target/peyk/bench"));
    let measured = Measured::read(&folder)?;
    let needs: Vec<Need> = arguments
        .tenants
        .iter()
        .map(|tenants| Need::of(*tenants, &arguments.load, &arguments.room, &measured))
        .collect();
    if arguments.json {
        let all = serde_json::json!({ "measured": measured, "needs": needs });
        println!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    println!("measured, on one machine of this kind:");
    for (what, value, unit) in measured.lines() {
        println!("  {what:<42} {value:>10.1} {unit}");
    }
    for need in &needs {
        println!("\n{:.0} tenants, in the busiest minutes:", need.tenants);
        for (what, value, unit) in need.lines() {
            println!("  {what:<42} {value:>10.1} {unit}");
        }
        println!("  {:<42} {}", "what is full first", need.first_limit());
    }
    Ok(())
}
