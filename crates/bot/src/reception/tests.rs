use proptest::prelude::*;
use time::{Duration, macros::datetime};

use super::*;
use crate::{Progress, Script};

const AGENCY: Agency<'_> = Agency { name: "Palm Homes" };
const NOW: OffsetDateTime = datetime!(2026-11-22 08:00 UTC);
const LISTENING: Circumstances = Circumstances {
    opted_out: false,
    now: NOW,
};
const OPTED_OUT: Circumstances = Circumstances {
    opted_out: true,
    now: NOW,
};

fn take_all(state: Option<&State>, inputs: &[Input<'_>], circumstances: Circumstances) -> Turn {
    crate::turn(Script::Reception, AGENCY, state, inputs, circumstances)
}

fn take(state: Option<&State>, text: &str) -> Turn {
    take_all(state, &[Input::Text(text)], LISTENING)
}

fn asked_name(language: Language) -> State {
    Step::AskedName { language, asked: 1 }.into()
}

fn asked_wish(language: Language, name: &str) -> State {
    Step::AskedWish {
        language,
        name: name.to_owned(),
        asked: 1,
    }
    .into()
}

fn said(turn: &Turn) -> Vec<&str> {
    let said = turn.effects.iter().filter_map(|effect| match effect {
        Effect::Say(text) | Effect::FollowUp(text) | Effect::OptOut(text) | Effect::OptIn(text) => {
            Some(text.as_str())
        }
        Effect::Lead(_) | Effect::HandOff(_) => None,
    });
    said.collect()
}

fn lead(turn: &Turn) -> &LeadUpdate {
    let lead = turn.effects.iter().find_map(|effect| match effect {
        Effect::Lead(lead) => Some(lead),
        _ => None,
    });
    lead.expect("a lead")
}

#[test]
fn greets_asks_and_hands_over_in_each_language() {
    for (hello, name, wish, language) in [
        ("Hi", "Ana", "2 bedrooms in Marina", Language::English),
        ("سلام", "مریم", "آپارتمان دوخوابه", Language::Persian),
        ("السلام عليكم", "خالد", "شقة في المارينا", Language::Arabic),
        ("Добрый день", "Иван", "квартира у моря", Language::Russian),
    ] {
        let first = take(None, hello);
        assert_eq!(first.state.step, asked_name(language).step);
        assert!(said(&first)[0].contains("Palm Homes"), "{hello}");
        let second = take(Some(&first.state), name);
        assert!(said(&second)[0].contains(name), "{hello}");
        let third = take(Some(&second.state), wish);
        assert_eq!(third.state.step, Step::HandedOver { language });
        assert_eq!(lead(&third).name.as_deref(), Some(name));
        assert_eq!(lead(&third).wish.as_deref(), Some(wish));
        assert_eq!(lead(&third).progress, Progress::HandedOver);
        let fourth = take(Some(&third.state), "hello?");
        assert_eq!(said(&fourth), Vec::<&str>::new());
    }
}

#[test]
fn a_burst_is_one_turn() {
    let burst = [
        Input::Text("Hi"),
        Input::Wordless,
        Input::Text("are you there?"),
    ];
    assert_eq!(said(&take_all(None, &burst, LISTENING)).len(), 1);
}

#[test]
fn a_person_is_one_word_away() {
    for (state, text) in [
        (asked_name(Language::English), "Agent please"),
        (asked_name(Language::Persian), "مشاور"),
        (asked_name(Language::Persian), "كارشناس لطفا"),
        (asked_wish(Language::Russian, "Иван"), "Позовите, оператор!"),
    ] {
        let turn = take(Some(&state), text);
        let is_handed_over = matches!(turn.state.step, Step::HandedOver { .. });
        assert!(is_handed_over, "{text}");
        assert_eq!(turn.state.step.language(), state.step.language(), "{text}");
    }
    let wish = "I was sent by an estate agent who showed me a villa with a garden";
    assert!(!wants_person(wish));
}

#[test]
fn what_cannot_be_read_is_asked_again_once_then_a_person_comes() {
    let language = Language::English;
    let asked = asked_name(language);
    let again = take_all(Some(&asked), &[Input::Wordless], LISTENING);
    assert_eq!(again.state.step, Step::AskedName { language, asked: 2 });
    let person = take_all(Some(&again.state), &[Input::Wordless], LISTENING);
    assert_eq!(person.state.step, Step::HandedOver { language });
}

#[test]
fn nothing_that_was_told_is_thrown_away() {
    let asked = asked_name(Language::English);
    let burst = [Input::Text("Ana"), Input::Text("2 bedrooms in Marina")];
    let turn = take_all(Some(&asked), &burst, LISTENING);
    assert_eq!(lead(&turn).name.as_deref(), Some("Ana"));
    assert_eq!(lead(&turn).wish.as_deref(), Some("2 bedrooms in Marina"));

    let asked = asked_wish(Language::English, "Ana");
    let turn = take(Some(&asked), "villa for 1 person");
    assert_eq!(lead(&turn).wish.as_deref(), Some("villa for 1 person"));
}

#[test]
fn a_turn_without_messages_says_nothing() {
    for state in [None, Some(asked_name(Language::English))] {
        let turn = take_all(state.as_ref(), &[], LISTENING);
        let expected = state.unwrap_or(Step::New.into());
        assert_eq!(turn, Turn::silent(expected));
    }
}

#[test]
fn a_conversation_of_the_other_flow_begins_anew() {
    let echo = State::from(Step::Echo { turns: 7 });
    assert_eq!(take(Some(&echo), "Hi"), take(None, "Hi"));
}

#[test]
fn who_wants_no_more_messages_is_let_go_wherever_he_is() {
    for (language, stop, start) in [
        (Language::English, "Please stop", "start"),
        (Language::Persian, "دیگه پیام نده", "شروع"),
        (Language::Arabic, "لا ترسل لي رسائل", "ابدأ"),
        (Language::Russian, "Не пишите мне", "старт"),
    ] {
        for state in [
            None,
            Some(take(None, "Hi").state),
            Some(asked_wish(Language::English, "Ana")),
            Some(Step::HandedOver { language }.into()),
        ] {
            let gone = take(state.as_ref(), stop);
            let [Effect::OptOut(text)] = gone.effects.as_slice() else {
                panic!("{stop}: {:?}", gone.effects);
            };
            assert!(text.contains(start), "{text} names {start}");
            assert_eq!(Language::of(text), Some(language));
            assert_eq!((gone.wake_at, gone.state.reminder), (None, None));

            for text in [stop, "hello?", "agent", "2 bedrooms"] {
                let silent = take_all(Some(&gone.state), &[Input::Text(text)], OPTED_OUT);
                assert_eq!(silent, Turn::silent(gone.state.clone()), "{text}");
            }
            let nothing = take_all(Some(&gone.state), &[], OPTED_OUT);
            assert_eq!(nothing, Turn::silent(gone.state.clone()));

            let back = take_all(Some(&gone.state), &[Input::Text(start)], OPTED_OUT);
            let opted_in = matches!(back.effects[0], Effect::OptIn(_));
            assert!(opted_in, "{start}: {:?}", back.effects);
            assert_eq!(said(&back).len(), 1, "welcome and question are one message");
        }
    }
}

#[test]
fn a_stop_in_everybody_s_word_is_answered_in_the_customers_language() {
    let gone = take(Some(&asked_name(Language::Persian)), "stop");
    assert!(said(&gone)[0].contains("شروع"), "{:?}", gone.effects);
}

#[test]
fn who_comes_back_is_asked_what_was_open() {
    let start = [Input::Text("start")];
    let name = take_all(Some(&asked_name(Language::English)), &start, OPTED_OUT);
    assert!(said(&name)[0].contains("your name"), "{:?}", name.effects);
    assert!(name.wake_at.is_some(), "an open question is reminded of");

    let over = State::from(Step::HandedOver {
        language: Language::English,
    });
    let person = take_all(Some(&over), &start, OPTED_OUT);
    assert_eq!(person.effects.len(), 1);
    assert_eq!((person.state, person.wake_at), (over, None));

    let burst = [Input::Text("hi"), Input::Text("start"), Input::Text("Ana")];
    let told = take_all(Some(&asked_name(Language::English)), &burst, OPTED_OUT);
    assert_eq!(lead(&told).name.as_deref(), Some("Ana"));
    assert_eq!(said(&told).len(), 1);
}

#[test]
fn the_last_word_of_a_burst_counts() {
    let asked = asked_name(Language::English);
    let stays = [Input::Text("stop"), Input::Text("start")];
    let turn = take_all(Some(&asked), &stays, LISTENING);
    assert!(matches!(turn.effects.as_slice(), [Effect::Say(_)]));

    let goes = [Input::Text("start"), Input::Text("stop")];
    let turn = take_all(Some(&asked), &goes, LISTENING);
    assert!(matches!(turn.effects.as_slice(), [Effect::OptOut(_)]));
    let turn = take_all(Some(&asked), &goes, OPTED_OUT);
    assert_eq!(turn, Turn::silent(asked));
}

#[test]
fn a_sentence_in_two_messages_is_understood() {
    let burst = [Input::Text("please don't"), Input::Text("message me")];
    let turn = take_all(None, &burst, LISTENING);
    assert!(matches!(turn.effects.as_slice(), [Effect::OptOut(_)]));
}

#[test]
fn start_is_a_word_like_others_for_who_listens() {
    let asked = asked_wish(Language::English, "Ana");
    let turn = take(Some(&asked), "start");
    assert_eq!(lead(&turn).wish.as_deref(), Some("start"));
}

/// What may be written: anything, and what means something to the flow.
fn message() -> impl Strategy<Value = Option<String>> {
    let word = prop::sample::select(vec![
        "stop",
        "start",
        "شروع",
        "لغو",
        "إيقاف",
        "ابدأ",
        "стоп",
        "старт",
        "agent",
        "مشاور",
        "Ana",
        "سلام",
        "",
    ]);
    prop::option::weighted(0.8, prop_oneof![".{0,200}", word.prop_map(str::to_owned)])
}

proptest! {
    #[test]
    fn every_conversation_reaches_a_person_and_says_at_most_one_thing_a_turn(
        texts in prop::collection::vec(prop::option::of(".{0,200}"), 6..12)
    ) {
        let mut state: Option<State> = None;
        for text in &texts {
            let input = [text.as_deref().map_or(Input::Wordless, Input::Text)];
            let next = take_all(state.as_ref(), &input, LISTENING);
            prop_assert_eq!(&next, &take_all(state.as_ref(), &input, LISTENING));
            prop_assert!(said(&next).len() <= 1);
            state = Some(next.state);
        }
        let ended = matches!(state, Some(State { step: Step::HandedOver { .. }, .. }));
        prop_assert!(ended, "still asking after {} messages: {:?}", texts.len(), state);
    }

    #[test]
    fn any_sequence_of_turns_is_legal(
        turns in prop::collection::vec((prop::collection::vec(message(), 0..4), 0_i64..200), 1..20)
    ) {
        let mut state: Option<State> = None;
        let mut circumstances = LISTENING;
        let mut reminders = 0;
        for (messages, hours) in &turns {
            circumstances.now += Duration::hours(*hours);
            let inputs: Vec<_> = messages
                .iter()
                .map(|text| text.as_deref().map_or(Input::Wordless, Input::Text))
                .collect();
            let next = take_all(state.as_ref(), &inputs, circumstances);
            prop_assert!(said(&next).len() <= 1);
            prop_assert!(next.wake_at.is_none_or(|at| at > circumstances.now));
            prop_assert_eq!(next.wake_at, next.state.reminder.map(|reminder| reminder.at));
            if !inputs.is_empty() {
                reminders = 0;
            }
            for effect in &next.effects {
                match effect {
                    Effect::FollowUp(_) => {
                        prop_assert!(inputs.is_empty() && !circumstances.opted_out);
                        reminders += 1;
                        prop_assert!(reminders <= 2);
                    }
                    Effect::Say(_) => {
                        prop_assert!(!inputs.is_empty() && !circumstances.opted_out);
                    }
                    Effect::OptOut(_) => {
                        prop_assert!(!circumstances.opted_out);
                        prop_assert_eq!(next.wake_at, None);
                        circumstances.opted_out = true;
                    }
                    Effect::OptIn(_) => {
                        prop_assert!(circumstances.opted_out);
                        circumstances.opted_out = false;
                    }
                    Effect::HandOff(_) => prop_assert!(false, "reception has no cards"),
                    Effect::Lead(_) => prop_assert!(!circumstances.opted_out),
                }
            }
            let json = serde_json::to_string(&next.state).expect("serializable");
            prop_assert_eq!(&serde_json::from_str::<State>(&json).expect("its own"), &next.state);
            state = Some(next.state);
        }
    }
}
