//! Reads labelled messages as JSON lines and writes what is understood of them.
#![expect(clippy::print_stdout, reason = "a command line speaks on stdout")]

use std::io::Read as _;

use serde::Deserialize;
use understanding::{Context, Understanding};

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    context: Option<Context>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let understanding = Understanding::new();
    for line in input.lines().filter(|line| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line)?;
        let understood = understanding.understand(&line.text, line.context);
        let mut value = serde_json::to_value(&understood)?;
        value["id"] = line.id.into();
        println!("{value}");
    }
    Ok(())
}
