//! What holds for any text.

use std::sync::LazyLock;

use proptest::prelude::*;
use understanding::{Context, Understanding, score::Gold};

static UNDERSTANDING: LazyLock<Understanding> = LazyLock::new(Understanding::new);

static SAMPLE: LazyLock<Vec<Gold>> = LazyLock::new(|| {
    include_str!("../corpus/sample.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("the sample is well formed"))
        .collect()
});

fn context() -> impl Strategy<Value = Option<Context>> {
    prop::sample::select(vec![
        None,
        Some(Context::Budget),
        Some(Context::Bedrooms),
        Some(Context::Timeline),
        Some(Context::Area),
        Some(Context::Name),
        Some(Context::Menu),
    ])
}

/// Pieces of real messages in any order, which reach further than random letters.
fn jumble() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> = SAMPLE
        .iter()
        .flat_map(|gold| gold.text.split(' '))
        .collect();
    prop::collection::vec(prop::sample::select(words), 0..30).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_panics(text in "\\PC{0,80}", context in context()) {
        UNDERSTANDING.understand(&text, context);
    }

    #[test]
    fn no_order_of_words_panics(text in jumble(), context in context()) {
        UNDERSTANDING.understand(&text, context);
    }

    #[test]
    fn the_same_text_is_always_understood_alike(text in jumble(), context in context()) {
        let once = UNDERSTANDING.understand(&text, context);
        prop_assert_eq!(UNDERSTANDING.understand(&text, context), once);
    }
}

/// The values of the sample's messages, but for names, which are kept as written.
fn same_slots(change: impl Fn(&str) -> String) {
    for gold in SAMPLE.iter() {
        let changed = change(&gold.text);
        let mut before = UNDERSTANDING.understand(&gold.text, gold.context).slots;
        let mut after = UNDERSTANDING.understand(&changed, gold.context).slots;
        assert_eq!(
            before.name.take().is_some(),
            after.name.take().is_some(),
            "{changed}"
        );
        assert_eq!(before, after, "{changed}");
    }
}

#[test]
fn stretching_changes_no_values() {
    same_slots(|text| text.replace('ل', "لـ").replace('م', "ـم"));
}

#[test]
fn marks_of_direction_change_no_values() {
    same_slots(|text| format!("\u{202b}{}\u{202c}", text.replace(' ', " \u{200f}")));
}

#[test]
fn the_script_of_digits_changes_no_values() {
    for zero in ['۰', '٠'] {
        same_slots(|text| {
            // Digits between Latin letters are letters themselves: "b3d".
            if text.chars().any(|c| c.is_ascii_alphabetic()) {
                return text.to_owned();
            }
            text.chars()
                .map(|c| match c.to_digit(10) {
                    Some(digit) => char::from_u32(u32::from(zero) + digit).unwrap(),
                    None => c,
                })
                .collect()
        });
    }
}

/// Found by `no_text_panics`.
#[test]
fn two_sums_may_share_a_sign() {
    UNDERSTANDING.understand("2$3x", None);
}

#[test]
fn an_endless_text_is_understood_in_time() {
    let text = "no more than 2 million or 3 million dirham in dubai marina ".repeat(20_000);
    UNDERSTANDING.understand(&text, None);
}
