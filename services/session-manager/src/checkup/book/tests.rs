use std::collections::BTreeSet;

use super::Section;

const BOOK: &str = include_str!("../../../../../docs/operations.md");

/// A heading's anchor, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    let letters = heading
        .to_lowercase()
        .chars()
        .filter(kept)
        .collect::<String>();
    letters.replace(' ', "-")
}

#[test]
fn each_section_that_a_finding_names_is_in_the_book() {
    let headings = BOOK.lines().filter(|line| line.starts_with('#'));
    let anchors: BTreeSet<String> = headings
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect();
    for section in Section::ALL {
        let (_, named) = section.place().split_once('#').unwrap();
        assert!(anchors.contains(named), "{section:?}: no #{named}");
    }
}
