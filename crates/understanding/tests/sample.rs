//! The sample is understood at least as well as before.

use understanding::{
    Understanding,
    score::{Gold, Score},
};

/// The share of the sample that is all correct, in percent. It may only rise.
const FLOOR: f64 = 100.0;

#[test]
fn the_sample_is_understood_at_least_as_well_as_before() {
    let understanding = Understanding::new();
    let mut score = Score::default();
    for line in include_str!("../corpus/sample.jsonl").lines() {
        let gold: Gold = serde_json::from_str(line).unwrap();
        score.add(&gold, &understanding.understand(&gold.text, gold.context));
    }
    let reached = score.all_correct() * 100.0;
    assert!(
        reached >= FLOOR,
        "{reached:.1} % is below {FLOOR} %\n{score}"
    );
}
