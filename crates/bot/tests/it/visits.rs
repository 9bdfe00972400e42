//! Times for a visit, offered from the agency's hours.

use bot::{Effect, State, Step, Turn};
use flow::{Day, Flow, Hours, Opening, templates};
use serde_json::{Value, json};
use time::Duration;

use crate::dialogues::{Conversation, said};

const EVERY_DAY: [Day; 7] = [
    Day::Mon,
    Day::Tue,
    Day::Wed,
    Day::Thu,
    Day::Fri,
    Day::Sat,
    Day::Sun,
];

/// The rent template for an agency that is open from nine to six.
pub(crate) fn agency(zone: &str) -> Flow {
    let mut flow = templates::template("rent").expect("a template");
    let opening = Opening {
        days: EVERY_DAY.to_vec(),
        from: "09:00".to_owned(),
        to: "18:00".to_owned(),
    };
    flow.hours = Some(Hours {
        time_zone: zone.to_owned(),
        open: vec![opening],
    });
    flow
}

/// A conversation in which only the time for a visit is still open, and the question for it. It is Monday, ten in the
/// morning in Dubai.
fn asked(flow: Flow, wish: &str) -> (Conversation, String) {
    let mut conversation = Conversation::new(flow);
    let question = conversation.ask(wish);
    (conversation, question)
}

const ENGLISH: &str = "Hi, my name is Sara. I want to rent a 2 bedroom apartment in Dubai Marina, 120k a year, move in next month";

fn visit(turn: &Turn) -> Option<&Value> {
    turn.effects.iter().find_map(|effect| match effect {
        Effect::Lead(update) => {
            let mut values = update.values.iter();
            values.find(|it| it.slot == "visit").map(|it| &it.value)
        }
        _ => None,
    })
}

fn card(turn: &Turn) -> &str {
    let mut effects = turn.effects.iter();
    let card = effects.find_map(|effect| match effect {
        Effect::HandOff(hand_off) => Some(&*hand_off.card),
        _ => None,
    });
    card.unwrap_or_default()
}

#[test]
fn three_times_are_offered_and_one_is_picked() {
    let (mut conversation, question) = asked(agency("Asia/Dubai"), ENGLISH);
    assert!(
        question.ends_with(
            "1. Monday, 23 November, 12:00\n2. Tuesday, 24 November, 17:00\n3. Wednesday, 25 November, 10:00\n\n\
             Or write a time that suits you better."
        ),
        "{question}"
    );
    assert_eq!(question.matches('?').count(), 1, "{question}");
    // Picked later, it is the time that was offered, not one that would be offered now.
    conversation.now += Duration::hours(20);
    let turn = conversation.write("2");
    let expected = json!({"at": "2026-11-24T17:00:00+04:00"});
    assert_eq!(visit(&turn), Some(&expected));
    assert!(
        said(&turn)[0].starts_with("I've noted: Tuesday, 24 November, 17:00."),
        "{turn:?}"
    );
    assert!(
        card(&turn).contains("viewing or call: Tuesday, 24 November, 17:00"),
        "{turn:?}"
    );
    let Some(State {
        step: Step::Qualifying(known),
        ..
    }) = &conversation.state
    else {
        panic!("it is led by a flow");
    };
    assert!(known.offered.is_empty());
}

#[test]
fn another_time_is_told_in_words() {
    for words in [
        "Thursday after 5pm",
        "tomorrow at 5",
        "2 pm on Friday please",
        "at 3 pm",
        "2 pm",
        "2pm",
        "در ساعت ۲",
        "в 2 часа",
        "الساعة ٢",
        "5",
    ] {
        let (mut conversation, _) = asked(agency("Asia/Dubai"), ENGLISH);
        let turn = conversation.write(words);
        assert_eq!(visit(&turn), Some(&json!(words)), "{words}");
        assert!(card(&turn).contains(words), "{words}: {turn:?}");
    }
}

#[test]
fn times_are_picked_with_any_digits_and_said_in_the_customers_words() {
    let (mut conversation, question) = asked(
        agency("Asia/Dubai"),
        "سلام، من سارا هستم. آپارتمان دو خوابه در دبی مارینا برای اجاره می‌خواهم، سالی ۱۲۰ هزار درهم، از ماه آینده",
    );
    assert!(
        question.contains("۱. دوشنبه ۲۳ نوامبر، ساعت ۱۲:۰۰\n۲. سه‌شنبه ۲۴ نوامبر"),
        "{question}"
    );
    let turn = conversation.write("۳");
    let expected = json!({"at": "2026-11-25T10:00:00+04:00"});
    assert_eq!(visit(&turn), Some(&expected));
    assert!(
        said(&turn)[0].contains("چهارشنبه ۲۵ نوامبر، ساعت ۱۰:۰۰"),
        "{turn:?}"
    );
}

#[test]
fn an_agency_without_hours_asks_openly_and_never_says_that_there_is_no_time() {
    for flow in [
        templates::template("rent").expect("a template"),
        agency("Mars/Olympus"),
    ] {
        let (_, question) = asked(flow, ENGLISH);
        assert!(
            question.ends_with("when would suit you for a viewing or a call?"),
            "{question}"
        );
    }
}
