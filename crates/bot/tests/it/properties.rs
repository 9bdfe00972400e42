//! What holds whatever a customer writes.

use bot::{Cause, Effect, Input, Place, State, Step};
use flow::{Flow, Slot};
use proptest::{collection::vec, prelude::*, sample::select};
use time::Duration;

use crate::{
    dialogues::{Conversation, said},
    visits::agency,
};

/// What is written in such chats, and what is not.
pub(crate) const TEXTS: &[&str] = &[
    "hi",
    "سلام",
    "السلام عليكم",
    "Здравствуйте",
    "1",
    "۲",
    "٣",
    "5",
    "99",
    "0",
    "rent",
    "خرید",
    "شراء شقة",
    "купить",
    "Dubai Marina",
    "دبی مارینا",
    "villa",
    "شقة",
    "2",
    "دو خوابه",
    "3 not 2",
    "1.5M AED",
    "۱۲۰ هزار درهم",
    "до 2 млн",
    "next month",
    "cash",
    "Sara",
    "مریم",
    "my name is Ali?",
    "any",
    "فرقی نداره",
    "yes",
    "no",
    "نه",
    "start over",
    "stop",
    "start",
    "لغو",
    "شروع",
    "agent",
    "English please",
    "فارسی",
    "is it near the metro?",
    "???",
    "🙂",
    "banana",
    "{name} [x",
    "I want to buy a 2 bedroom apartment in JVC, 1.5M, cash, next month, my name is James",
];

#[derive(Debug, Clone)]
enum Event {
    Burst(Vec<Option<String>>),
    Wait(u16),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let text = prop_oneof![
        8 => select(TEXTS).prop_map(|text| Some(text.to_owned())),
        1 => "\\PC{0,40}".prop_map(Some),
        1 => Just(None),
    ];
    let event = prop_oneof![
        5 => vec(text, 1..4).prop_map(Event::Burst),
        1 => (1_u16..1_000).prop_map(Event::Wait),
    ];
    vec(event, 1..12)
}

/// Which of the flow's slots a text asks for, by its question.
fn asked(flow: &Flow, state: &State) -> Option<Slot> {
    let Step::Qualifying(known) = &state.step else {
        return None;
    };
    let Place::Step { step } = &known.place else {
        return None;
    };
    flow.step(step)?.1.ask.as_ref().map(|ask| ask.slot)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_conversation_is_led_properly(
        template in select(&["rent", "sale", "reception"][..]), has_hours in any::<bool>(), events in events(),
    ) {
        let mut flow = Conversation::of(template).flow;
        if has_hours {
            flow.hours = agency("Asia/Dubai").hours;
        }
        let mut conversation = Conversation::new(flow.clone());
        let mut follow_ups = 0;
        for event in events {
            let burst = match event {
                Event::Wait(hours) => {
                    let mut turns = Vec::new();
                    conversation.pass(Duration::hours(i64::from(hours)), |_, turn| turns.push(turn.clone()));
                    for turn in turns {
                        prop_assert!(turn.effects.iter().all(|effect| matches!(effect, Effect::FollowUp(_))));
                        follow_ups += turn.effects.len();
                        prop_assert!(follow_ups <= 3 && !conversation.opted_out);
                    }
                    continue;
                }
                Event::Burst(burst) => burst,
            };
            follow_ups = 0;
            conversation.now += Duration::minutes(1);
            let was_out = conversation.opted_out;
            let inputs: Vec<_> = burst.iter().map(|text| text.as_deref().map_or(Input::Voice, Input::Text)).collect();
            let turn = conversation.take(&inputs);

            let said = said(&turn);
            prop_assert!(said.len() <= 1, "one message: {said:?}");
            for text in &said {
                prop_assert!(text.matches(['?', '؟']).count() <= 1, "one question: {text}");
                prop_assert!(!text.trim().is_empty());
                prop_assert!(!text.contains("{agency}") && !text.contains("{values}") && !text.contains("{x}"), "{text}");
            }
            let opts_in = turn.effects.iter().any(|effect| matches!(effect, Effect::OptIn(_)));
            prop_assert!(!was_out || said.is_empty() || opts_in, "{:?}", turn.effects);
            prop_assert!(turn.wake_at.is_none_or(|at| at > conversation.now && !conversation.opted_out));

            // It never asks for what it knows.
            let state = conversation.state.clone().unwrap();
            let Step::Qualifying(known) = &state.step else { panic!("{state:?}") };
            if let Some(slot) = asked(&conversation.flow, &state)
                && turn.effects.iter().any(|effect| matches!(effect, Effect::Say(_)))
            {
                prop_assert!(!known.facts.knows(slot), "{slot:?}: {said:?}");
            }
            // It stands at a step that is there.
            if let Place::Step { step } | Place::Offer { step } | Place::Returning { step } = &known.place {
                prop_assert!(conversation.flow.step(step).is_some());
            }

            // Wherever this is, a person is one message away.
            let mut there = Conversation::new(flow.clone());
            there.state = Some(state.clone());
            there.now = conversation.now;
            let turn = there.write("I want to talk to an agent");
            let cause = turn.effects.iter().find_map(|effect| match effect {
                Effect::HandOff(card) => Some(card.cause),
                _ => None,
            });
            let is_there = known.place == Place::HandedOver;
            prop_assert!(is_there || cause == Some(Cause::Asked), "{:?}: {:?}", known.place, turn.effects);
        }
    }
}
