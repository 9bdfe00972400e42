//! Mistakes that other bots of the trade made, and those that would be easy to make here.

use bot::{Cause, Effect, HandOff, Input, Language, LeadUpdate, Place, State, Step, Turn};
use flow::{Slot, templates};
use serde_json::json;
use time::Duration;

use crate::dialogues::{Conversation, said};

fn lead(turn: &Turn) -> &LeadUpdate {
    let lead = turn.effects.iter().find_map(|effect| match effect {
        Effect::Lead(lead) => Some(lead),
        _ => None,
    });
    lead.expect("a lead")
}

fn card(turn: &Turn) -> Option<&HandOff> {
    turn.effects.iter().find_map(|effect| match effect {
        Effect::HandOff(card) => Some(card),
        _ => None,
    })
}

fn place(conversation: &Conversation) -> &Place {
    match conversation.state.as_ref().map(|state| &state.step) {
        Some(Step::Qualifying(known)) => &known.place,
        other => panic!("not qualifying: {other:?}"),
    }
}

#[test]
fn nobody_is_asked_for_the_phone_number_that_he_writes_from() {
    for (name, _) in templates::DOCUMENTS {
        let flow = templates::template(name).unwrap();
        let asks = flow.steps.iter().filter_map(|step| step.ask.as_ref());
        assert!(
            asks.into_iter().all(|ask| ask.slot != Slot::Phone),
            "{name}"
        );
    }
}

#[test]
fn persian_and_arabic_are_told_apart_though_they_share_their_letters() {
    for (text, says) in [
        ("سلام، دنبال آپارتمان هستم", "خوش آمدید"),
        ("السلام عليكم، أبحث عن شقة", "المساعد الرقمي"),
        ("سلام، یه خونه برای اجاره میخوام", "خوش آمدید"),
        ("مرحبا عندكم فلل للبيع", "المساعد الرقمي"),
    ] {
        let answer = Conversation::of("sale").ask(text);
        assert!(answer.contains(says), "{text}: {answer}");
    }
}

#[test]
fn a_voice_message_or_a_picture_loses_nothing() {
    let mut conversation = Conversation::of("rent");
    conversation.write("Hi, I want to rent in JLT");
    for input in [Input::Voice, Input::Media, Input::Wordless] {
        let turn = conversation.take(&[input]);
        assert_eq!(said(&turn).len(), 1, "{input:?}");
        assert!(
            said(&turn)[0].contains("What kind of property"),
            "it asks on: {turn:?}"
        );
    }
    let turn = conversation.write("studio");
    assert!(said(&turn)[0].contains("budget"), "{turn:?}");
    let turn = conversation.write("agent please");
    let card = &card(&turn).expect("a card").card;
    for part in ["Jumeirah Lake Towers", "studio", "voice message", "picture"] {
        assert!(card.contains(part), "{part}: {card}");
    }
}

#[test]
fn there_is_always_a_time_for_a_viewing() {
    let mut conversation = Conversation::of("rent");
    conversation
        .write("Hi, rent, 2 bedroom apartment in JVC, 100k a year, next month, my name is Sara");
    let visit = Place::Step {
        step: "visit".to_owned(),
    };
    assert_eq!(place(&conversation), &visit);
    let turn = conversation.write("some evening after work");
    assert!(
        card(&turn)
            .expect("a card")
            .card
            .contains("some evening after work")
    );
}

#[test]
fn who_comes_back_after_a_silence_is_not_sent_to_the_beginning() {
    let mut conversation = Conversation::of("rent");
    conversation.write("Hi, I want to rent a villa in Mirdif");
    conversation.pass(Duration::days(40), |_, _| {});
    let back = conversation.ask("hello");
    assert!(
        back.contains("go on where we stopped") && back.contains("2. Start over"),
        "{back}"
    );
    let on = conversation.ask("1");
    assert!(on.contains("How many bedrooms"), "{on}");
    // Who answers what was asked weeks ago is not asked whether he wants to.
    conversation.pass(Duration::days(40), |_, _| {});
    let on = conversation.ask("4 bedrooms");
    assert!(on.contains("budget"), "{on}");
}

#[test]
fn scarcity_is_not_invented() {
    for (name, document) in templates::DOCUMENTS {
        for pushing in [
            "only",
            "left",
            "hurry",
            "last chance",
            "فرصت محدود",
            "تنها",
            "فقط ۲",
            "آخر فرصة",
            "осталось",
            "успейте",
        ] {
            let is_said = document
                .split('"')
                .any(|text| text.contains(pushing) && text.contains(char::is_numeric));
            assert!(!is_said, "{name}: {pushing}");
        }
    }
}

#[test]
fn each_value_names_the_message_that_it_came_from() {
    let mut conversation = Conversation::of("sale");
    let turn = conversation.take(&[
        Input::Text("Hello"),
        Input::Text("I want to buy a villa"),
        Input::Voice,
        Input::Text("in Mirdif, 4 bedrooms"),
    ]);
    let values: Vec<_> = lead(&turn)
        .values
        .iter()
        .map(|value| (value.slot, value.value.clone(), value.input))
        .collect();
    for expected in [
        ("intent", json!("buy"), 1),
        ("property_type", json!(["villa"]), 1),
        ("area", json!(["Mirdif"]), 3),
        ("bedrooms", json!(4), 3),
    ] {
        assert!(values.contains(&expected), "{expected:?}: {values:?}");
    }
    assert!(
        lead(&turn)
            .score
            .as_ref()
            .is_some_and(|score| score.points > 0 && !score.reasons.is_empty())
    );
}

#[test]
fn a_person_is_one_word_away_in_each_language_and_at_each_step() {
    for (hello, person) in [
        ("Hi", "I want to talk to an agent"),
        ("سلام", "مشاور"),
        ("السلام عليكم", "موظف"),
        ("Здравствуйте", "агент"),
    ] {
        let mut conversation = Conversation::of("sale");
        for _ in 0..3 {
            let turn = conversation.write(hello);
            let mut there = Conversation::of("sale");
            there.state = Some(turn.state);
            let turn = there.write(person);
            assert_eq!(
                card(&turn).map(|card| card.cause),
                Some(Cause::Asked),
                "{person}"
            );
            assert_eq!(there.wake_at, None);
        }
    }
}

#[test]
fn a_running_conversation_survives_its_flow_being_replaced() {
    let mut conversation = Conversation::of("sale");
    conversation.write("Hi, I want to buy in JVC");
    assert_eq!(
        conversation
            .state
            .as_ref()
            .and_then(State::pin)
            .map(|pin| pin.version),
        Some(1)
    );
    // The step that is open is gone, and so is everything before it.
    conversation.flow.version = 2;
    conversation.flow.steps.retain(|step| {
        ["budget", "timeline", "financing", "name", "visit"].contains(&step.id.as_str())
    });
    let turn = conversation.write("villa");
    assert!(said(&turn)[0].contains("budget"), "{turn:?}");
    assert_eq!(
        conversation
            .state
            .as_ref()
            .and_then(State::pin)
            .map(|pin| pin.version),
        Some(1),
        "it keeps its pin"
    );
}

#[test]
fn follow_ups_are_three_at_most_differ_and_end_with_an_answer() {
    for hello in [
        "Hi, rent please",
        "سلام، برای اجاره",
        "مرحبا، للإيجار",
        "Здравствуйте, хочу снять",
    ] {
        let mut conversation = Conversation::of("rent");
        conversation.write(hello);
        let began = conversation.now;
        let mut followed: Vec<(Duration, String)> = Vec::new();
        conversation.pass(Duration::days(60), |now, turn| {
            followed.push((now - began, said(turn).join("")));
        });
        let times: Vec<_> = followed.iter().map(|(at, _)| *at).collect();
        assert_eq!(
            times,
            [
                Duration::hours(20),
                Duration::hours(92),
                Duration::hours(260)
            ],
            "{hello}"
        );
        assert_ne!(followed[0].1, followed[1].1);
        assert_ne!(followed[1].1, followed[2].1);
    }
    let mut conversation = Conversation::of("rent");
    conversation.write("Hi, rent please");
    conversation.pass(Duration::hours(21), |_, _| {});
    conversation.write("agent");
    conversation.pass(Duration::days(60), |_, turn| {
        panic!("a person has it: {turn:?}")
    });
}

#[test]
fn who_was_handed_over_by_the_reception_is_not_greeted_by_the_qualifier() {
    let state = |step: Step| {
        let mut conversation = Conversation::of("sale");
        conversation.state = Some(step.into());
        conversation
    };
    let language = Language::English;
    let mut waits = state(Step::HandedOver { language });
    assert_eq!(waits.ask("Hello? I want to buy a villa"), "");
    let mut asked = state(Step::AskedName { language, asked: 1 });
    let answer = asked.ask("Ana");
    assert!(answer.contains("Ana"), "{answer}");
    assert!(matches!(
        asked.state.map(|state| state.step),
        Some(Step::AskedWish { .. })
    ));
}

#[test]
fn what_somebody_said_before_starting_over_is_no_more_in_the_lead() {
    let mut conversation = Conversation::of("rent");
    conversation.write("Hi, looking to rent a studio in JLT, 60k a year");
    conversation.pass(Duration::days(40), |_, _| {});
    conversation.write("hi");
    let turn = conversation.write("start over");
    let forgotten: Vec<_> = lead(&turn)
        .values
        .iter()
        .filter(|said| said.value.is_null())
        .map(|said| said.slot)
        .collect();
    let said = [
        "intent",
        "area",
        "property_type",
        "bedrooms",
        "budget",
        "details",
    ];
    assert_eq!(forgotten, said);
    let turn = conversation.write("I want to rent in Marina");
    assert!(lead(&turn).values.iter().all(|said| !said.value.is_null()));
}
