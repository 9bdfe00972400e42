//! `peyk-demo`: sets the demonstration up and plays it. Started by `cargo xtask dev`.

use std::process::ExitCode;

use clap::Parser;
use e2e::demo::{self, Place};

/// The demonstration of a running development stack
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Add the two demo tenants, if they are not there, and connect their WhatsApp sessions
    Setup,
    /// Play one conversation and print each hop of it with its time
    Play,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Arguments { place, command } = Arguments::parse();
    let done = match command {
        Command::Setup => demo::set_up(&place).await,
        Command::Play => demo::play(&place).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peyk-demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}
