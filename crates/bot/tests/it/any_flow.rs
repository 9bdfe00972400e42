//! What can be read as a flow can be talked to, whatever the linter says of it: drafts are tried before they are fit.

use bot::{Input, Step};
use flow::{Flow, templates};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    dialogues::{Conversation, said},
    visits::agency,
};

const TALK: &[&str] = &[
    "Hi, I want to rent",
    "2",
    "a villa in JVC",
    "۳",
    "no",
    "120k a year",
    "next month",
    "my name is Sara",
    "1",
    "tomorrow at 5",
];

/// Every place of a document, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                places(value, &format!("{at}/{place}"), found);
            }
        }
        _ => {}
    }
}

/// A value that is put somewhere: one that is odd, or one of the document's own.
#[derive(Debug, Clone)]
enum Graft {
    Odd(Value),
    Own(Index),
}

fn grafts() -> impl Strategy<Value = Vec<(Index, Graft)>> {
    let odd = prop_oneof![
        Just(json!(null)),
        Just(json!([])),
        Just(json!("")),
        Just(json!("end")),
        Just(json!("handoff")),
        Just(json!("intent")),
        Just(json!("[{name")),
        Just(json!("24:00")),
        Just(json!(0)),
        Just(json!(255)),
        Just(json!(-2_147_483_648)),
        Just(json!(2_147_483_647)),
        Just(json!({"known": "visit"})),
        Just(json!({"score": 1})),
        Just(json!({"not": {"any": []}})),
    ];
    let graft = prop_oneof![
        odd.prop_map(Graft::Odd),
        any::<Index>().prop_map(Graft::Own)
    ];
    vec((any::<Index>(), graft), 1..5)
}

fn documents() -> Vec<Value> {
    let template = |(_, document): (&str, &str)| serde_json::from_str(document).expect("JSON");
    let with_hours = serde_json::to_value(agency("Asia/Dubai")).expect("a flow is JSON");
    let templates = templates::DOCUMENTS.into_iter().map(template);
    templates.chain([with_hours]).collect()
}

/// A document in which some places have other values; those that make it no flow are left as they were.
fn grafted(mut document: Value, grafts: Vec<(Index, Graft)>) -> Flow {
    for (place, graft) in grafts {
        let mut all = Vec::new();
        places(&document, "", &mut all);
        let value = match graft {
            Graft::Odd(value) => value,
            Graft::Own(place) => document
                .pointer(&all[place.index(all.len())])
                .cloned()
                .unwrap_or_default(),
        };
        let mut changed = document.clone();
        if let Some(there) = changed.pointer_mut(&all[place.index(all.len())]) {
            *there = value;
        }
        if Flow::from_json(&changed.to_string()).is_ok() {
            document = changed;
        }
    }
    Flow::from_json(&document.to_string()).expect("it was a flow")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_can_be_read_is_linted_and_talked_to(of in any::<Index>(), grafts in grafts()) {
        let flow = grafted(of.get(&documents()).clone(), grafts);
        let findings = flow.lint();
        prop_assert!(findings.iter().all(|finding| !finding.field.is_empty() && !finding.message.is_empty()));
        let written = flow.to_json();
        prop_assert_eq!(&Flow::from_json(&written).unwrap(), &flow);
        let mut conversation = Conversation::new(flow);
        for text in TALK {
            let turn = conversation.take(&[Input::Text(text)]);
            prop_assert!(said(&turn).len() <= 1);
            prop_assert!(matches!(turn.state.step, Step::Qualifying(_)));
            conversation.pass(Duration::hours(30), |_, _| {});
        }
    }
}
