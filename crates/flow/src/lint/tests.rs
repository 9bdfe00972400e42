use serde_json::{Value, json};

use crate::{Flow, templates};

/// What the linter says of the rent template after a change.
fn after(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut flow: Value = serde_json::from_str(templates::RENT).unwrap();
    change(&mut flow);
    let flow = Flow::from_json(&flow.to_string()).unwrap();
    flow.lint().iter().map(ToString::to_string).collect()
}

fn index(flow: &Value, id: &str) -> usize {
    let steps = flow["steps"].as_array().unwrap();
    steps.iter().position(|step| step["id"] == id).unwrap()
}

fn step<'a>(flow: &'a mut Value, id: &str) -> &'a mut Value {
    let at = index(flow, id);
    &mut flow["steps"][at]
}

fn remove(value: &mut Value, field: &str) {
    value.as_object_mut().unwrap().remove(field).unwrap();
}

/// Each fault gives this finding and no other.
#[track_caller]
fn finds(change: impl FnOnce(&mut Value), expected: &str) {
    assert_eq!(after(change), [expected]);
}

#[test]
fn a_step_that_nobody_reaches() {
    finds(
        |flow| step(flow, "intent")["branches"] = json!([]),
        "error: step `own`, steps[1]: is never reached: lead another step's `next` or a branch here, or remove it",
    );
}

#[test]
fn a_missing_translation() {
    finds(
        |flow| remove(&mut step(flow, "type")["ask"]["choices"][1]["labels"], "ru"),
        "error: step `type`, steps[3].ask.choices[1].labels.ru: is missing: translate it, or remove the language from \
         `languages`",
    );
    finds(
        |flow| remove(&mut flow["followups"][2]["say"], "fa"),
        "error: followups[2].say.fa: is missing: translate it, or remove the language from `languages`",
    );
}

#[test]
fn a_translation_that_is_never_said() {
    let findings = after(|flow| flow["languages"] = json!(["en", "fa", "ar"]));
    assert!(findings.len() > 20);
    assert!(
        findings
            .iter()
            .all(|finding| finding.starts_with("warning: ")
                && finding.contains(".ru: is never said"))
    );
}

#[test]
fn an_empty_text() {
    finds(
        |flow| step(flow, "area")["say"]["en"] = json!("  "),
        "error: step `area`, steps[2].say.en: is empty: write the text, or remove the field around it",
    );
}

#[test]
fn a_choice_without_labels() {
    finds(
        |flow| step(flow, "timeline")["ask"]["choices"][0]["labels"] = json!({}),
        "error: step `timeline`, steps[7].ask.choices[0].labels: has no label in any language: write one for each of the \
         flow's",
    );
}

#[test]
fn two_choices_that_read_alike() {
    finds(
        |flow| step(flow, "type")["ask"]["choices"][1]["labels"]["en"] = json!("Apartment"),
        "error: step `type`, steps[3].ask.choices[1].labels.en: reads like an earlier choice: people could not tell them \
         apart",
    );
}

#[test]
fn a_choice_that_is_no_value() {
    finds(
        |flow| step(flow, "type")["ask"]["choices"][1]["id"] = json!("castle"),
        "error: step `type`, steps[3].ask.choices[1].id: `castle` is no value of `property_type`: write one of apartment, \
         villa, townhouse, penthouse, studio, office, land",
    );
}

#[test]
fn a_menu_whose_numbers_have_two_meanings() {
    let menu = json!([
        {"id": "1", "labels": {"en": "One", "fa": "یک", "ar": "واحدة", "ru": "Одна"}},
        {"id": "2", "labels": {"en": "Two", "fa": "دو", "ar": "اثنتان", "ru": "Две"}},
    ]);
    finds(
        |flow| step(flow, "bedrooms")["ask"]["choices"] = menu,
        "error: step `bedrooms`, steps[4].ask.choices: numbers the answers to `bedrooms`, so that `2` has two meanings: \
         remove the menu and ask openly",
    );
}

#[test]
fn two_questions_in_one_message() {
    finds(
        |flow| step(flow, "area")["say"]["fa"] = json!("کجا؟ چند خوابه؟"),
        "error: step `area`, steps[2].say.fa: asks more than one question: ask one a message",
    );
    finds(
        |flow| flow["opening"]["en"] = json!("Welcome to {agency}! How are you?"),
        "error: opening.en: asks something, and a question may follow it in the same message: make it a statement, or a \
         step with `ask`",
    );
}

#[test]
fn a_target_that_is_no_step() {
    finds(
        |flow| step(flow, "visit")["next"] = json!("goodbye"),
        "error: step `visit`, steps[9].next: `goodbye` is no step: write the id of one, `handoff` or `end`",
    );
}

#[test]
fn a_last_step_with_nothing_after_it() {
    finds(
        |flow| remove(step(flow, "visit"), "next"),
        "error: step `visit`, steps[9].next: is missing in the last step, so that nothing comes after it: write `handoff` \
         or `end`",
    );
}

#[test]
fn no_way_out() {
    let findings = after(|flow| step(flow, "visit")["next"] = json!("area"));
    let caught = "error: step `visit`, steps[9].next: has no way out: no path from here comes to `handoff` or `end`";
    assert!(findings.contains(&caught.to_owned()), "{findings:#?}");
    assert!(
        !findings
            .iter()
            .any(|finding| finding.contains("step `intent`")),
        "it can call a person"
    );
}

#[test]
fn no_hand_off() {
    finds(
        |flow| {
            step(flow, "visit")["next"] = json!("end");
            step(flow, "intent")["branches"][0]["next"] = json!("end");
        },
        "error: steps: never come to a person: lead at least one step to `handoff`",
    );
}

#[test]
fn a_circle_without_a_question() {
    finds(
        |flow| {
            let say = json!({"en": "Fine.", "fa": "بسیار خوب.", "ar": "حسناً.", "ru": "Хорошо."});
            step(flow, "area")["next"] = json!("one");
            let circle = [
                json!({"id": "one", "say": say, "next": "two", "branches": [
                    {"id": "out", "when": {"known": "budget"}, "next": "type"},
                ]}),
                json!({"id": "two", "say": say, "next": "one", "branches": [
                    {"id": "out", "when": {"known": "area"}, "next": "type"},
                ]}),
            ];
            let steps = flow["steps"].as_array_mut().unwrap();
            steps.splice(3..3, circle);
            // One finding is enough: the other step no longer goes back.
            steps[4]["next"] = json!("two");
        },
        "error: step `two`, steps[4].next: goes round in a circle without a question: ask something in it, or lead it out",
    );
}

#[test]
fn an_id_twice() {
    let findings = after(|flow| step(flow, "price")["id"] = json!("budget"));
    let caught = "error: step `budget`, steps[6].id: `budget` is the id of an earlier step too: give each step its own";
    assert!(findings.contains(&caught.to_owned()), "{findings:#?}");
    finds(
        |flow| step(flow, "intent")["branches"][1]["id"] = json!("person"),
        "error: step `intent`, steps[0].branches[1].id: `person` is the id of an earlier branch too: give each branch its \
         own",
    );
    finds(
        |flow| flow["score"]["rules"][1]["id"] = json!("intent"),
        "error: score.rules[1].id: `intent` is an earlier rule too: give each its own",
    );
}

#[test]
fn a_reserved_id() {
    let findings = after(|flow| step(flow, "visit")["id"] = json!("handoff"));
    assert!(
        findings[0].contains("steps[9].id: `handoff` is reserved as a target"),
        "{findings:#?}"
    );
}

#[test]
fn a_question_without_words() {
    finds(
        |flow| remove(step(flow, "name"), "say"),
        "error: step `name`, steps[8].say: is missing though the step asks: write the question",
    );
}

#[test]
fn a_placeholder_that_nothing_fills() {
    for (text, says) in [
        (
            "Hi {nickname}",
            "has the placeholder `{nickname}`, which nothing fills: there are `{agency}` and `{name}`",
        ),
        (
            "Hi {name}",
            "says `{name}` also to who has not told one: put it in brackets, as in `Hello[, {name}]`",
        ),
        (
            "Hi [, {name}",
            "has a `[` that is not closed: write `]` after the part that depends on the name",
        ),
        (
            "Hi [there]",
            "has brackets without a `{name}` in them: remove them",
        ),
        (
            "Hi {agency",
            "has a `{` that is not closed: write `{agency}` or `{name}`",
        ),
        (
            "Hi ]",
            "has a `]` too many: brackets and braces come in pairs, one inside no other",
        ),
    ] {
        finds(
            |flow| flow["handoff"]["say"]["en"] = json!(text),
            &format!("error: handoff.say.en: {says}"),
        );
    }
}

#[test]
fn a_condition_that_cannot_hold() {
    finds(
        |flow| step(flow, "bedrooms")["skip_if"]["is"]["any_of"][0] = json!("loft"),
        "error: step `bedrooms`, steps[4].skip_if.is.any_of[0]: `loft` is no value of `property_type`: write one of \
         apartment, villa, townhouse, penthouse, studio, office, land",
    );
    finds(
        |flow| flow["handoff"]["when"] = json!([{"at_least": {"slot": "area", "amount": 3}}]),
        "error: handoff.when[0].at_least.slot: `area` is no number: compare `bedrooms` or `budget`",
    );
    finds(
        |flow| flow["handoff"]["when"] = json!([{"not": {"known": "financing"}}]),
        "warning: handoff.when[0].not: looks at `financing`, which no step asks for: it holds only for who tells it unasked",
    );
}

#[test]
fn a_score_that_nobody_reaches() {
    finds(
        |flow| flow["score"]["hot"] = json!(100),
        "error: score.hot: is 100, and all rules together give 17: nobody would ever be hot",
    );
    finds(
        |flow| flow["score"]["warm"] = json!(11),
        "error: score.warm: is 11, not below `hot` (11): a lead is warm before it is hot",
    );
}

#[test]
fn follow_ups_that_push() {
    finds(
        |flow| flow["followups"][0]["after"] = json!("10m"),
        "error: followups[0].after: 10m is too soon: wait `1h` or longer",
    );
    finds(
        |flow| {
            let more = json!({"after": "30d", "say": {"en": "Hello!", "fa": "سلام!", "ar": "مرحباً!", "ru": "Здравствуйте!"}});
            flow["followups"].as_array_mut().unwrap().push(more);
        },
        "error: followups[3]: is one too many: 3 unanswered messages are the most that a number bears",
    );
    finds(
        |flow| flow["followups"][1]["say"] = flow["followups"][0]["say"].clone(),
        "warning: followups[1].say: repeats an earlier follow-up: vary the words, or leave it out",
    );
}

#[test]
fn a_question_that_is_asked_for_ever() {
    finds(
        |flow| step(flow, "area")["ask"]["max_retries"] = json!(5),
        "error: step `area`, steps[2].ask.max_retries: is 5: who is not understood is asked again 2 times at most, then a \
         person is offered",
    );
}

#[test]
fn a_number_that_is_known_already() {
    finds(
        |flow| {
            step(flow, "visit")["ask"] = json!({"slot": "phone"});
            flow["score"]["rules"].as_array_mut().unwrap().pop();
        },
        "warning: step `visit`, steps[9].ask.slot: asks for a phone number, which WhatsApp tells of nearly everybody: \
         remove the step",
    );
}

#[test]
fn hours_that_end_before_they_begin() {
    finds(
        |flow| {
            flow["hours"] = json!({"time_zone": "Asia/Dubai", "open": [
                {"days": ["mon"], "from": "09:00", "to": "18:00"},
                {"days": ["sat"], "from": "18:00", "to": "09:00"},
            ]});
        },
        "error: hours.open[1].to: `18:00` to `09:00` is no shift: write times as `09:00`, the later one last",
    );
}

#[test]
fn a_time_zone_that_nobody_knows() {
    finds(
        |flow| {
            flow["hours"] = json!({"time_zone": "Dubai", "open": [
                {"days": ["mon"], "from": "09:00", "to": "18:00"},
            ]});
        },
        "error: hours.time_zone: `Dubai` is no time zone that anybody knows: write an IANA name, such as `Asia/Dubai`",
    );
}

#[test]
fn triggers_that_choose_nothing_or_everything() {
    finds(
        |flow| flow["triggers"] = json!({"words": ["villa", "."]}),
        "error: triggers.words[1]: `.` is too short to choose by: write 2 letters or figures at least",
    );
    finds(
        |flow| flow["triggers"] = json!({"links": ["PALM-7", "PALM-7"]}),
        "warning: triggers.links[1]: `PALM-7` is there twice: remove one",
    );
    let many: Vec<_> = (100..151).map(|number| number.to_string()).collect();
    finds(
        |flow| flow["triggers"] = json!({ "words": many }),
        "error: triggers.words[50]: is one too many: 50 are sought in each first message at most",
    );
}

#[test]
fn no_steps_no_languages_no_version() {
    let findings = after(|flow| {
        flow["steps"] = json!([]);
        flow["languages"] = json!([]);
        flow["version"] = json!(0);
        flow["id"] = json!("");
    });
    for field in ["id", "version", "languages", "steps"] {
        assert!(
            findings
                .iter()
                .any(|finding| finding.starts_with(&format!("error: {field}: is "))),
            "{field}"
        );
    }
}
