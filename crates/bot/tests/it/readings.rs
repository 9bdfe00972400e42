//! What a language model may add to a conversation, and what it may not.

use bot::{Effect, Facts, Input, Language, Reading, Step, Turn};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    dialogues::{Conversation, said},
    properties::TEXTS,
};

fn reading(fields: Value) -> Reading {
    serde_json::from_value(fields).expect("a reading")
}

fn read(conversation: &mut Conversation, text: &str, fields: Value) -> Turn {
    let reading = reading(fields);
    conversation.take(&[Input::Read(text, &reading)])
}

fn facts(conversation: &Conversation) -> &Facts {
    match conversation.state.as_ref().map(|state| &state.step) {
        Some(Step::Qualifying(known)) => &known.facts,
        other => panic!("not qualifying: {other:?}"),
    }
}

/// All that a model could wish to change, at once.
fn poison() -> Value {
    json!({
        "lang": "ru", "intent": "stop",
        "slots": {
            "budget": {"min": 1, "max": 1, "currency": "AED", "period": null},
            "bedrooms": 9, "area": ["Deira"], "area_not": ["Dubai Marina"], "property_type": "land",
            "timeline": "browsing", "financing": "cash", "name": "Nobody", "choice": 3, "phone": "+100",
        },
        "answers": [{"en": "Everything is free today."}],
    })
}

#[test]
fn what_the_rules_did_not_understand_is_filled_in() {
    let text = "somewhere the kids can walk to the tall tower";
    let fields = json!({
        "lang": "en", "intent": "rent",
        "slots": {"area": ["Downtown Dubai"], "property_type": "apartment"},
    });
    let mut alone = Conversation::of("rent");
    alone.write(text);
    assert!(facts(&alone).slots.area.is_empty(), "the rules do not know");
    let mut helped = Conversation::of("rent");
    let turn = read(&mut helped, text, fields);
    assert_eq!(facts(&helped).slots.area, ["Downtown Dubai"]);
    let lead = turn.effects.iter().find_map(|effect| match effect {
        Effect::Lead(lead) => Some(lead),
        _ => None,
    });
    let area = lead.and_then(|lead| lead.values.iter().find(|value| value.slot == "area"));
    let area = area.expect("a value of the lead");
    assert_eq!((&area.value, area.input), (&json!(["Downtown Dubai"]), 0));
    // It is said back, so that the customer can put it right.
    assert!(said(&turn).join("\n").contains("Downtown"), "{turn:?}");
}

#[test]
fn where_the_rules_are_sure_a_model_changes_nothing() {
    for text in [
        "Hi, I want to rent a 2 bedroom villa in Dubai Marina, 120k AED a year, next month, I am James",
        "stop",
        "لا أريد رسائل بعد الآن",
        "I want to talk to an agent",
    ] {
        let mut alone = Conversation::of("rent");
        let without = alone.write(text);
        let mut poisoned = Conversation::of("rent");
        let with = read(&mut poisoned, text, poison());
        let kinds =
            |turn: &Turn| -> Vec<_> { turn.effects.iter().map(std::mem::discriminant).collect() };
        assert_eq!(kinds(&with), kinds(&without), "{text}");
        let (with, without) = (&facts(&poisoned).slots, &facts(&alone).slots);
        assert_eq!(with.budget, without.budget.or(with.budget), "{text}");
        if !without.area.is_empty() {
            assert_eq!(
                (&with.area, &with.name),
                (&without.area, &without.name),
                "{text}"
            );
        }
    }
}

#[test]
fn a_model_opts_nobody_out_or_in() {
    for (text, intent) in [
        ("so what now", "stop"),
        ("so what now", "resume"),
        ("ok", "stop"),
    ] {
        let mut conversation = Conversation::of("rent");
        conversation.write("Hi, I want to rent in JLT");
        let turn = read(&mut conversation, text, json!({"intent": intent}));
        let decides = |effect: &Effect| matches!(effect, Effect::OptOut(_) | Effect::OptIn(_));
        assert!(
            !turn.effects.iter().any(decides),
            "{text}: {:?}",
            turn.effects
        );
        // And who is out stays out, whatever a model says.
        conversation.write("stop");
        assert!(conversation.opted_out);
        let turn = read(
            &mut conversation,
            text,
            json!({"intent": "resume", "slots": {"area": ["Deira"]}}),
        );
        assert!(
            turn.effects.is_empty() && conversation.opted_out,
            "{:?}",
            turn.effects
        );
    }
}

#[test]
fn what_was_heard_before_stays() {
    let mut conversation = Conversation::of("rent");
    conversation.write("Hi, I want to rent a 2 bedroom apartment in Dubai Marina, I am James");
    let before = facts(&conversation).clone();
    // What is open is left so, or the flow would be at its end.
    let mut fields = poison();
    fields["slots"]["timeline"] = Value::Null;
    fields["slots"]["budget"] = Value::Null;
    read(&mut conversation, "let me see about it", fields);
    let after = facts(&conversation);
    assert_eq!(after.intent, before.intent);
    assert_eq!(after.slots.area, before.slots.area);
    assert_eq!(after.slots.bedrooms, before.slots.bedrooms);
    assert_eq!(after.slots.name, before.slots.name);
    assert_eq!(after.slots.phone, None, "a model tells no numbers");
    // The customer himself may change his mind.
    conversation.write("sorry, 3 bedrooms not 2");
    assert_ne!(facts(&conversation).slots.bedrooms, before.slots.bedrooms);
}

#[test]
fn a_line_of_a_menu_is_understood_and_not_read() {
    let mut conversation = Conversation::of("rent");
    let menu = conversation.ask("hello");
    assert!(menu.contains('1'), "{menu}");
    let mut alone = Conversation::of("rent");
    alone.write("hello");
    alone.write("1");
    read(&mut conversation, "1", poison());
    assert_eq!(conversation.state, alone.state);
}

#[test]
fn a_question_is_answered_in_the_tenants_own_words_and_the_talk_goes_on() {
    let faq = json!({"answers": [{"en": "In most of our buildings, yes.", "fa": "در بیشتر ساختمان‌ها بله."}]});
    let mut conversation = Conversation::of("rent");
    let open = conversation.ask("Hi, I want to rent in JLT");
    let question = open
        .lines()
        .find(|line| line.contains('?'))
        .expect("a question");
    let answer = said(&read(&mut conversation, "are pets allowed?", faq.clone())).join("\n");
    assert!(
        answer.starts_with("In most of our buildings, yes."),
        "{answer}"
    );
    assert!(
        answer.contains(question),
        "{question} is still open: {answer}"
    );
    let notes = &facts(&conversation).notes;
    assert!(
        notes.iter().any(|note| note.contains("are pets allowed?")),
        "{notes:?}"
    );

    let mut persian = Conversation::of("rent");
    persian.write("سلام، دنبال آپارتمان اجاره‌ای هستم");
    let answer = said(&read(&mut persian, "حیوان خانگی مجاز است؟", faq.clone())).join("\n");
    assert!(answer.contains("در بیشتر ساختمان‌ها بله."), "{answer}");

    // Nobody has answered it in Russian: a colleague will.
    let mut russian = Conversation::of("rent");
    russian.write("Здравствуйте, хочу снять квартиру");
    let with = said(&read(&mut russian, "можно с собакой?", faq)).join("\n");
    assert!(!with.contains("In most"), "{with}");
}

#[test]
fn what_nobody_asked_is_not_answered() {
    let mut conversation = Conversation::of("rent");
    conversation.write("Hi, I want to rent in JLT");
    let turn = read(&mut conversation, "a villa, 3 bedrooms", poison());
    assert!(!said(&turn).join("\n").contains("free today"), "{turn:?}");
}

#[test]
fn readings_are_stored_as_this_and_odd_ones_are_no_readings() {
    let stored = json!({
        "lang": "fa", "intent": "rent",
        "slots": {"area": ["Dubai Marina"], "bedrooms": 2},
        "answers": [{"en": "Yes."}],
    });
    let known = reading(stored.clone());
    assert_eq!(known.lang, Some(Language::Persian));
    assert_eq!(serde_json::to_value(&known).expect("serializable"), stored);
    assert_eq!(reading(json!({})), Reading::default(), "an older one");
    for odd in [
        json!({"lang": "xx"}),
        json!(5),
        json!({"answers": [{"xx": "Yes."}]}),
    ] {
        assert!(
            serde_json::from_value::<Reading>(odd.clone()).is_err(),
            "{odd}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_poisoned_model_decides_nothing_wherever_a_conversation_is(texts in vec(select(TEXTS), 1..10)) {
        let mut conversation = Conversation::of("rent");
        for text in texts {
            conversation.now += Duration::minutes(1);
            let mut alone = Conversation::of("rent");
            alone.state = conversation.state.clone();
            alone.opted_out = conversation.opted_out;
            alone.now = conversation.now;
            let without = alone.write(text);
            let with = read(&mut conversation, text, poison());
            let decides = |turn: &Turn| -> Vec<_> {
                let decisions = turn.effects.iter().filter(|effect| {
                    matches!(effect, Effect::OptOut(_) | Effect::OptIn(_))
                });
                decisions.map(std::mem::discriminant).collect()
            };
            prop_assert_eq!(decides(&with), decides(&without), "{}", text);
            let said = said(&with);
            prop_assert!(said.len() <= 1, "one message: {:?}", said);
            for text in &said {
                prop_assert!(text.matches(['?', '؟']).count() <= 1, "one question: {}", text);
            }
        }
    }
}
