use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};
use understanding::{Currency, Language, Period, Timeline};

use super::*;
use crate::form::tests::empty;

static UNDERSTANDING: LazyLock<Understanding> = LazyLock::new(Understanding::new);

fn form(fields: &Value) -> Form {
    let mut form = empty();
    for (field, value) in fields.as_object().expect("fields") {
        form[field] = value.clone();
    }
    Form::read(&form.to_string()).expect("a form")
}

fn checked(message: &str, fields: &Value) -> Reading {
    check(&form(fields), message, 3, &UNDERSTANDING)
}

#[test]
fn what_the_message_bears_out_is_taken() {
    let reading = checked(
        "We are the Haddads, thinking of something by the marina with a couple of bedrooms, 1.5M tops, after summer",
        &json!({
            "language": "en",
            "intent": "buy",
            "budget": {"min": null, "max": 1_500_000, "currency": "AED", "period": null},
            "bedrooms": {"min": 2, "max": 2},
            "area": ["Marina"],
            "property_type": ["apartment", "apartment"],
            "timeline": "3-6m",
            "faq": [2],
        }),
    );
    let slots = &reading.understood.slots;
    assert_eq!(reading.understood.lang, Some(Language::English));
    assert_eq!(reading.understood.intent, Some(Intent::Buy));
    assert_eq!(
        slots.budget,
        Some(Budget {
            min: None,
            max: Some(1_500_000),
            currency: Some(Currency::Aed),
            period: None,
        })
    );
    assert_eq!(slots.bedrooms, Some(Bedrooms::Count(2)));
    assert_eq!(slots.area, ["Dubai Marina"]);
    assert_eq!(slots.property_type, [PropertyType::Apartment]);
    assert_eq!(slots.timeline, Some(Timeline::ThreeToSixMonths));
    assert_eq!(reading.entries, [1]);
}

#[test]
fn money_that_the_customer_did_not_name_is_dropped() {
    let money =
        |min, max| json!({"budget": {"min": min, "max": max, "currency": "AED", "period": "year"}});
    let slots = |message: &str, fields: &Value| checked(message, fields).understood.slots;
    for (min, max) in [
        (None, Some(1_u64)),
        (Some(1), Some(120_000)),
        (Some(130_000), Some(120_000)),
        (None, None),
        (None, Some(u64::MAX)),
    ] {
        let budget = slots("up to 120k or 130k a year", &money(min, max)).budget;
        assert_eq!(budget, None, "{min:?} {max:?}");
    }
    let budget = slots("up to 120k a year", &money(None, Some(120_000))).budget;
    assert_eq!(budget.and_then(|budget| budget.period), Some(Period::Year));
}

#[test]
fn a_name_is_the_customers_own_words() {
    let named = |message: &str, name: &str| {
        checked(message, &json!({"name": name}))
            .understood
            .slots
            .name
    };
    assert_eq!(named("it's Sara here", "Sara").as_deref(), Some("Sara"));
    assert_eq!(named("سارا هستم", "سارا").as_deref(), Some("سارا"));
    for (message, name) in [
        ("it's Sara here", "Sarah"),
        ("see http://x.example", "http://x.example"),
        ("call 0501234567", "0501234567"),
        (
            "I am the one who wants the villa now please",
            "I am the one who wants the villa",
        ),
        ("hello", ""),
        ("hello", "..."),
    ] {
        assert_eq!(named(message, name), None, "{message}: {name}");
    }
}

#[test]
fn a_place_is_one_that_we_know() {
    let areas = |area: &Value, not: &Value| {
        let slots = checked("x", &json!({"area": area, "area_not": not}))
            .understood
            .slots;
        (slots.area, slots.area_not)
    };
    let (wanted, _) = areas(
        &json!(["Atlantis of Mars", "JVC", "Village Circle"]),
        &json!([]),
    );
    assert_eq!(wanted, ["Jumeirah Village Circle"]);
    let (wanted, ruled_out) = areas(&json!(["Deira", "JVC"]), &json!(["Deira"]));
    assert_eq!(wanted, ["Jumeirah Village Circle"]);
    assert_eq!(ruled_out, ["Deira"]);
    let hundred = vec!["JVC"; 100];
    assert_eq!(areas(&json!(hundred), &json!([])).0.len(), 1);
}

#[test]
fn only_entries_that_were_shown_are_cited() {
    let cited = |faq: &Value| checked("Are pets allowed?", &json!({"faq": faq})).entries;
    assert_eq!(cited(&json!([3, 3, 1])), [2, 0]);
    for faq in [
        json!([0]),
        json!([4]),
        json!([-1]),
        json!([i64::MAX]),
        json!([1, 2, 3]),
    ] {
        assert!(cited(&faq).is_empty(), "{faq}");
    }
}

#[test]
fn rooms_that_no_home_has_are_dropped() {
    let rooms = |min, max| {
        checked("x", &json!({"bedrooms": {"min": min, "max": max}}))
            .understood
            .slots
            .bedrooms
    };
    assert_eq!(rooms(Some(900), Some(900)), None);
    assert_eq!(rooms(None, Some(4_000_000_000_u64)), None);
    assert_eq!(rooms(None, None), None);
    assert_eq!(rooms(Some(0), Some(0)), None);
    assert_eq!(
        rooms(Some(2), Some(3)),
        Some(Bedrooms::between(Some(2), Some(3)))
    );
}

/// Whatever a model fills in, hostile or broken.
fn any_form() -> impl Strategy<Value = Value> {
    let text = || "\\PC{0,80}";
    let amount = || proptest::option::of(any::<u64>());
    let texts = || proptest::collection::vec(text(), 0..12);
    let intent = proptest::sample::select(vec![
        "buy", "rent", "sell", "invest", "human", "greeting", "other",
    ]);
    let faq = proptest::collection::vec(any::<i64>(), 0..8);
    (
        intent,
        amount(),
        amount(),
        texts(),
        texts(),
        text(),
        faq,
        any::<u32>(),
    )
        .prop_map(|(intent, min, max, area, area_not, name, faq, rooms)| {
            json!({
                "intent": intent,
                "budget": {"min": min, "max": max, "currency": null, "period": null},
                "bedrooms": {"min": rooms, "max": rooms},
                "area": area, "area_not": area_not, "name": name, "faq": faq,
            })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_a_model_writes_nothing_of_it_is_said(fields in any_form(), message in "\\PC{0,60}") {
        let reading = checked(&message, &fields);
        let slots = &reading.understood.slots;
        prop_assert!(!matches!(reading.understood.intent, Some(Intent::Stop | Intent::Resume)));
        prop_assert!(slots.choice.is_none() && slots.phone.is_none());
        for place in slots.area.iter().chain(&slots.area_not) {
            let known = UNDERSTANDING.understand(place, Some(Context::Area)).slots.area;
            prop_assert!(known.contains(place), "{place}");
        }
        if let Some(name) = &slots.name {
            prop_assert!(name.chars().all(|c| !c.is_numeric()));
            let (written, name) = (fold::words(&message), fold::words(name));
            prop_assert!(written.windows(name.len()).any(|part| *part == *name));
        }
        prop_assert!(reading.entries.len() <= MOST_ENTRIES);
        prop_assert!(reading.entries.iter().all(|place| *place < 3));
    }
}
