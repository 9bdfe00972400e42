//! `peyk-chaos`: breaks everything in turn under load. Started by `cargo xtask chaos`.

use std::process::ExitCode;

use clap::Parser;
use e2e::chaos::{self, Settings};

/// What a shell reports for a program that was ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

#[tokio::main]
async fn main() -> ExitCode {
    match chaos::run(&Settings::parse()).await {
        Ok(Some(true)) => ExitCode::SUCCESS,
        Ok(Some(false)) => ExitCode::FAILURE,
        Ok(None) => INTERRUPTED.into(),
        Err(error) => {
            eprintln!("peyk-chaos: {error:#}");
            ExitCode::FAILURE
        }
    }
}
