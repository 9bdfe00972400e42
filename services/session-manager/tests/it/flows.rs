//! Flows: written, checked, tried, published.

use flow::templates;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::Service;
use crate::people::{Browser, add_user};

fn rent() -> Value {
    serde_json::from_str(templates::RENT).unwrap()
}

/// The place of a step.
fn index(flow: &Value, id: &str) -> usize {
    let steps = flow["steps"].as_array().unwrap();
    steps.iter().position(|step| step["id"] == id).unwrap()
}

fn step<'a>(flow: &'a mut Value, id: &str) -> &'a mut Value {
    let at = index(flow, id);
    &mut flow["steps"][at]
}

/// Saves a draft, which has to work; its revision.
async fn save(service: &Service, path: &str, document: &Value) -> i64 {
    let draft = format!("{path}/draft");
    let (status, saved) = service
        .ask(Method::PUT, &draft, Some(document.clone()))
        .await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    saved["revision"].as_i64().unwrap()
}

#[tokio::test]
async fn an_owner_writes_publishes_and_brings_back_and_an_agent_reads() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    let owner = Browser::signed_in(&service, "ana@palm.example").await;
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let list = format!("/api/tenants/{tenant}/flows");
    let path = format!("{list}/rent");
    let draft = format!("{path}/draft");
    let (_, none) = agent.ask(Method::GET, &list, None).await;
    assert_eq!(none, json!({"flows": [], "template": "sale"}));
    let (status, problem) = agent.ask(Method::GET, &draft, None).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::NOT_FOUND, &json!("flow_not_found"))
    );

    // Written from a template, by somebody who knows that there is none yet.
    let (_, offered) = agent.ask(Method::GET, "/api/flow-templates", None).await;
    let template = offered["templates"][0]["document"].clone();
    assert_eq!(template, rent());
    let new = format!("{draft}?revision=0");
    let (status, saved) = owner.ask(Method::PUT, &new, Some(template.clone())).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    assert_eq!(saved["findings"], json!([]));
    assert_eq!(saved["document"], rent());
    let (status, problem) = owner.ask(Method::PUT, &new, Some(template)).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("draft_changed"))
    );
    let (_, read) = agent.ask(Method::GET, &draft, None).await;
    assert_eq!(read, saved);

    // Published: what was read and nothing else, and once.
    let publish = format!("{path}/publish");
    let (status, problem) = owner
        .ask(Method::POST, &publish, Some(json!({"revision": 7})))
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("draft_changed"))
    );
    let wish = json!({"revision": 1, "note": " the first "});
    let (status, first) = owner.ask(Method::POST, &publish, Some(wish.clone())).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    assert_eq!(first["version"]["version"], 1);
    assert_eq!(first["version"]["note"], "the first");
    let (_, again) = owner.ask(Method::POST, &publish, Some(wish)).await;
    assert_eq!(again, first);
    let mut changed = rent();
    changed["opening"]["en"] = json!("Welcome to {agency}.");
    let revision = save(&service, &path, &changed).await;
    let (_, second) = service
        .ask(
            Method::POST,
            &publish,
            Some(json!({ "revision": revision })),
        )
        .await;
    assert_eq!(second["version"]["version"], 2);
    assert_eq!(second["version"]["by"], "an operator");

    // Brought back under a new number.
    let rollback = format!("{path}/rollback");
    let (_, third) = owner
        .ask(Method::POST, &rollback, Some(json!({"version": 1})))
        .await;
    assert_eq!(third["version"]["version"], 3);
    assert_eq!(third["version"]["restores"], 1);
    let (status, problem) = owner
        .ask(Method::POST, &rollback, Some(json!({"version": 9})))
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::NOT_FOUND, &json!("version_not_found"))
    );
    let (_, flows) = agent.ask(Method::GET, &list, None).await;
    assert_eq!(flows["flows"][0]["version"], 3);
    assert_eq!(flows["flows"][0]["revision"], 2);

    service.stop().await;
}

#[tokio::test]
async fn the_history_is_kept_and_an_export_can_be_saved_elsewhere() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let path = format!("/api/tenants/{tenant}/flows/rent");
    let publish = format!("{path}/publish");
    let mut published = Vec::new();
    for words in ["Welcome to {agency}.", "Good day from {agency}."] {
        let mut flow = rent();
        flow["opening"]["en"] = json!(words);
        let wish = json!({ "revision": save(&service, &path, &flow).await });
        let (_, version) = service.ask(Method::POST, &publish, Some(wish)).await;
        published.push(version["version"].clone());
    }
    let rollback = format!("{path}/rollback");
    let wish = Some(json!({"version": 1}));
    let (_, third) = service.ask(Method::POST, &rollback, wish).await;
    published.push(third["version"].clone());

    let versions = format!("{path}/versions");
    let (_, page) = agent
        .ask(Method::GET, &format!("{versions}?limit=2"), None)
        .await;
    assert_eq!(page["versions"], json!([published[2], published[1]]));
    assert_eq!(page["next_before"], 2);
    let (_, page) = agent
        .ask(Method::GET, &format!("{versions}?before=2"), None)
        .await;
    assert_eq!(page["versions"], json!([published[0]]));
    let (_, export) = agent.ask(Method::GET, &format!("{versions}/3"), None).await;
    let mut expected = rent();
    expected["version"] = json!(3);
    expected["opening"]["en"] = json!("Welcome to {agency}.");
    assert_eq!(export["document"], expected);
    let other = service.add_tenant("Marina Estates").await;
    let path_of_other = format!("/api/tenants/{other}/flows/rent");
    save(&service, &path_of_other, &export["document"]).await;
    let audit = format!("/api/tenants/{tenant}/audit");
    let (_, log) = service.ask(Method::GET, &audit, None).await;
    let actions: Vec<_> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["detail"].as_str().unwrap_or_default())
        .collect();
    let noted = [
        "flow:rent version:3 restores:1",
        "flow:rent version:2",
        "flow:rent revision:2",
        "flow:rent version:1",
        "flow:rent revision:1",
    ];
    assert_eq!(actions[..noted.len()], noted);
    service.stop().await;
}

#[tokio::test]
async fn what_cannot_be_read_as_a_flow_is_refused_with_field_and_line() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let draft = format!("/api/tenants/{tenant}/flows/rent/draft");
    let mut unknown_slot = rent();
    let at = index(&unknown_slot, "budget");
    unknown_slot["steps"][at]["ask"]["slot"] = json!("budjet");
    let mut other_id = rent();
    other_id["id"] = json!("sale");
    for (document, field, says) in [
        (
            unknown_slot,
            format!("steps[{at}].ask.slot"),
            "step `budget`, unknown variant `budjet`",
        ),
        (json!({}), "(body)".to_owned(), "missing field"),
        (other_id, "id".to_owned(), "must be `rent`"),
    ] {
        let (status, problem) = service.ask(Method::PUT, &draft, Some(document)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        let error = &problem["errors"][0];
        assert_eq!(error["field"], field, "{problem}");
        assert!(
            error["message"].as_str().unwrap().contains(says),
            "{problem}"
        );
    }
    let put = |body: String| {
        let request = service.client.put(format!("{}{draft}", service.base));
        let request = request.bearer_auth(crate::TOKEN);
        request
            .header("content-type", "application/json")
            .body(body)
            .send()
    };
    let broken = put("{\n  \"id\": \"rent\",\n}".to_owned()).await.unwrap();
    assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
    let problem: Value = broken.json().await.unwrap();
    assert!(
        problem["detail"].as_str().unwrap().contains("(line 3, "),
        "{problem}"
    );
    let mut large = rent();
    large["opening"]["en"] = json!("a".repeat(200_000));
    let large = put(large.to_string()).await.unwrap();
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let nameless = format!("/api/tenants/{tenant}/flows/Rent/draft");
    let (status, problem) = service.ask(Method::GET, &nameless, None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "flow");
    service.stop().await;
}

/// A change of the rent template that makes a fault, and where the fault is: the step, and what the field ends with.
type Fault = (fn(&mut Value), Option<&'static str>, &'static str);

const FAULTS: &[Fault] = &[
    // A step that nobody reaches.
    (
        |flow| step(flow, "intent")["branches"] = json!([]),
        Some("own"),
        "]",
    ),
    // A missing translation.
    (
        |flow| {
            let labels = &mut step(flow, "type")["ask"]["choices"][1]["labels"];
            labels.as_object_mut().unwrap().remove("ru");
        },
        Some("type"),
        ".ask.choices[1].labels.ru",
    ),
    (
        |flow| flow["followups"][2]["say"]["fa"] = Value::Null,
        None,
        "followups[2].say.fa",
    ),
    // No way out.
    (
        |flow| {
            step(flow, "visit")["next"] = json!("own");
            step(flow, "own")["next"] = json!("own");
        },
        Some("own"),
        ".next",
    ),
    // No person.
    (
        |flow| {
            let text = flow["steps"].to_string();
            let text = text.replace("\"handoff\"", "\"end\"");
            flow["steps"] = serde_json::from_str(&text).unwrap();
        },
        None,
        "steps",
    ),
    // A target that there is not.
    (
        |flow| step(flow, "budget")["next"] = json!("nowhere"),
        Some("budget"),
        ".next",
    ),
    // A name that is there twice.
    (
        |flow| step(flow, "budget")["id"] = json!("type"),
        Some("type"),
        ".id",
    ),
    // A menu whose numbers have two meanings.
    (
        |flow| {
            let menu = step(flow, "intent")["ask"]["choices"].clone();
            step(flow, "budget")["ask"]["choices"] = menu;
        },
        Some("budget"),
        ".ask.choices",
    ),
    // A value that the slot does not have.
    (
        |flow| step(flow, "type")["ask"]["choices"][0]["id"] = json!("castle"),
        Some("type"),
        ".ask.choices[0].id",
    ),
    // Two questions in a message.
    (
        |flow| step(flow, "budget")["say"]["en"] = json!("How much? And when?"),
        Some("budget"),
        ".say.en",
    ),
    // Asking without a question.
    (
        |flow| step(flow, "budget")["say"] = Value::Null,
        Some("budget"),
        ".say",
    ),
    // A placeholder that nothing fills.
    (
        |flow| flow["opening"]["ru"] = json!("Это {company}."),
        None,
        "opening.ru",
    ),
    // Asked too often.
    (
        |flow| step(flow, "budget")["ask"]["max_retries"] = json!(9),
        Some("budget"),
        ".ask.max_retries",
    ),
    // Nobody is ever hot.
    (
        |flow| flow["score"]["hot"] = json!(10_000),
        None,
        "score.hot",
    ),
    // Pushing.
    (
        |flow| flow["followups"][0]["after"] = json!("5m"),
        None,
        "followups[0].after",
    ),
    // A shift that is none.
    (
        |flow| {
            let shift = json!({"days": ["mon"], "from": "18:00", "to": "09:00"});
            flow["hours"] = json!({"time_zone": "Asia/Dubai", "open": [shift]});
        },
        None,
        "hours.open[0].to",
    ),
    // A time zone that nobody knows.
    (
        |flow| {
            let shift = json!({"days": ["mon"], "from": "09:00", "to": "18:00"});
            flow["hours"] = json!({"time_zone": "Dubai", "open": [shift]});
        },
        None,
        "hours.time_zone",
    ),
    // A word that chooses everything.
    (
        |flow| flow["triggers"] = json!({"words": ["."]}),
        None,
        "triggers.words[0]",
    ),
];

#[tokio::test]
async fn each_kind_of_fault_is_refused_with_its_step_and_field() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}/flows/rent");
    for (number, (change, of_step, field)) in FAULTS.iter().enumerate() {
        let mut flow = rent();
        change(&mut flow);
        let is_it = |error: &Value| {
            let found = error["field"].as_str().unwrap();
            error["step"].as_str() == *of_step && found.ends_with(field)
        };
        let lint = format!("{path}/lint");
        let (_, said) = service.ask(Method::POST, &lint, Some(flow.clone())).await;
        assert_eq!(said["usable"], false, "{number}: {said}");
        let findings = said["findings"].as_array().unwrap();
        let finding = findings.iter().find(|finding| is_it(finding));
        let finding = finding.unwrap_or_else(|| panic!("{number}: {said}"));
        assert_eq!(finding["severity"], "error", "{number}");
        assert!(finding["path"].as_str().unwrap().starts_with('/'));

        // It can be saved, not published.
        let revision = save(&service, &path, &flow).await;
        let publish = format!("{path}/publish");
        let wish = json!({ "revision": revision });
        let (status, problem) = service.ask(Method::POST, &publish, Some(wish)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert_eq!(problem["code"], "flow_has_errors");
        let errors = problem["errors"].as_array().unwrap();
        assert!(errors.iter().any(is_it), "{number}: {problem}");
    }
    let (_, list) = service
        .ask(Method::GET, &format!("/api/tenants/{tenant}/flows"), None)
        .await;
    assert_eq!(list["flows"][0]["version"], Value::Null);
    service.stop().await;
}

#[tokio::test]
async fn a_flow_is_tried_without_a_page_and_leaves_nothing() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}/flows/rent");
    let mut changed = rent();
    changed["opening"]["en"] = json!("Good day from {agency}.");
    save(&service, &path, &changed).await;
    let at = |time: &str| format!("2026-11-27T{time}Z");
    let scene = json!({
        "inputs": [
            {"at": at("09:00:00"), "text": "Hi"},
            {"at": at("09:00:00"), "text": "I want to rent a 2 bedroom apartment in JVC"},
            {"at": at("09:05:00"), "text": "90k a year"},
            {"at": at("09:06:00"), "kind": "voice"},
        ],
        "until": "2026-11-30T09:00:00Z",
    });
    let tried = format!("{path}/try");
    let (status, played) = service.ask(Method::POST, &tried, Some(scene.clone())).await;
    assert_eq!(status, StatusCode::OK, "{played}");
    let turns = played["turns"].as_array().unwrap();
    let inputs: Vec<_> = turns.iter().map(|turn| &turn["inputs"]).collect();
    assert_eq!(inputs[..3], [&json!([0, 1]), &json!([2]), &json!([3])]);
    let first = &turns[0];
    let said = first["says"][0]["text"].as_str().unwrap();
    assert!(said.starts_with("Good day from Palm Homes."), "{said}");
    assert_eq!(first["slots"]["bedrooms"], 2);
    assert_eq!(first["slots"]["property_type"], json!(["apartment"]));
    assert_eq!(
        (&first["place"], &first["step"]),
        (&json!("step"), &json!("budget"))
    );
    assert!(turns[1]["score"]["points"].as_i64() > first["score"]["points"].as_i64());
    let follow_up = &turns[3];
    assert_eq!(follow_up["at"], "2026-11-28T05:06:00Z");
    assert_eq!(follow_up["says"][0]["kind"], "follow_up");
    let (_, again) = service.ask(Method::POST, &tried, Some(scene)).await;
    assert_eq!(again, played);

    for (scene, status) in [
        (json!({"inputs": [], "version": 1}), StatusCode::NOT_FOUND),
        (json!({"inputs": [{"at": "now"}]}), StatusCode::BAD_REQUEST),
        (
            json!({"inputs": [{"at": at("09:00:00"), "kind": "poll"}]}),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let (found, problem) = service.ask(Method::POST, &tried, Some(scene)).await;
        assert_eq!(found, status, "{problem}");
    }
    let rows = "select ((select count(*) from conversations) + (select count(*) from leads)
                        + (select count(*) from outbox))::text";
    let rows = service.test.ask(rows).await.unwrap();
    assert_eq!(rows.as_deref(), Some("0"));
    service.stop().await;
}
