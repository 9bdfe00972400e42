//! Scores labelled messages: `score FILE [PREDICTIONS]` prints the table and writes what was understood, as JSON lines.
#![expect(clippy::print_stdout, reason = "a command line speaks on stdout")]

use std::{env, error::Error, fs};

use understanding::{
    Understanding,
    score::{Gold, Prediction, Score},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let file = arguments
        .next()
        .ok_or("a file of labelled messages is needed")?;
    let understanding = Understanding::new();
    let mut score = Score::default();
    let mut predictions = String::new();
    for line in fs::read_to_string(file)?
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let gold: Gold = serde_json::from_str(line)?;
        let understood = understanding.understand(&gold.text, gold.context);
        score.add(&gold, &understood);
        let prediction = Prediction {
            id: &gold.id,
            understood: &understood,
        };
        predictions.push_str(&serde_json::to_string(&prediction)?);
        predictions.push('\n');
    }
    println!("{score}");
    if let Some(path) = arguments.next() {
        fs::write(path, predictions)?;
    }
    Ok(())
}
