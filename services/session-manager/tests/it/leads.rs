//! Leads as people work with them.

use domain::{ChatId, TenantId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service_runtime::clock;
use storage::contacts;
use storage::leads::{self, Class, Lead, Reason, Score, Slot, Stage};

use crate::people::{Browser, add_user};
use crate::{Service, TOKEN};

/// The bot has learnt something of a customer.
pub(crate) async fn learn(service: &Service, tenant: TenantId, phone: &str, lead: Lead<'_>) {
    let address: ChatId = format!("{phone}@c.us").parse().unwrap();
    let mut tx = service.database.begin(tenant).await.unwrap();
    let contact = contacts::find_or_add(&mut tx, tenant, &[&address], None, clock::now()).await;
    let lead = Lead {
        phone: address.phone(),
        ..lead
    };
    leads::save(&mut tx, tenant, contact.unwrap(), &lead)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn ana() -> Lead<'static> {
    let reason = Reason {
        rule: "budget".to_owned(),
        points: 12,
        text: "names a budget".to_owned(),
    };
    let area = Slot::said(json!("Marina"), Some(7));
    Lead {
        name: Some("Ana"),
        wish: Some("a flat"),
        language: Some("en"),
        stage: Stage::HandedOver,
        score: Some(Score {
            points: 12,
            class: Class::Hot,
            reasons: vec![reason],
        }),
        slots: [("area".to_owned(), area)].into(),
        ..Lead::default()
    }
}

#[tokio::test]
async fn an_agent_finds_a_lead_and_says_what_has_become_of_it() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    let me = add_user(&service, tenant, "agent", "ben@palm.example").await;
    learn(&service, tenant, "971500000001", ana()).await;
    learn(&service, tenant, "971500000002", Lead::default()).await;
    learn(&service, other, "971500000003", ana()).await;
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let list = format!("/api/tenants/{tenant}/leads");
    let (_, page) = agent
        .ask(Method::GET, &format!("{list}?limit=1"), None)
        .await;
    assert_eq!(page["leads"].as_array().unwrap().len(), 1);
    let next = page["next_before"].as_str().unwrap();
    let (_, page) = agent
        .ask(Method::GET, &format!("{list}?limit=1&before={next}"), None)
        .await;
    assert_eq!(page["leads"][0]["name"], "Ana");
    assert_eq!(page.get("next_before"), None);
    for (query, found) in [
        ("stage=handed_over,won", 1),
        ("stage=lost", 0),
        ("score=hot", 1),
        ("score=cold", 0),
        ("language=en", 1),
        ("search=an", 1),
        ("search=0000001", 1),
        ("assigned_to=999", 0),
        ("unassigned=true", 2),
        ("unassigned=false", 2),
        ("conversation_id=999", 0),
        ("", 2),
    ] {
        let (status, page) = agent
            .ask(Method::GET, &format!("{list}?{query}"), None)
            .await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(page["leads"].as_array().unwrap().len(), found, "{query}");
    }

    let (_, page) = agent
        .ask(Method::GET, &format!("{list}?score=hot"), None)
        .await;
    let lead = &page["leads"][0];
    let path = format!("{list}/{}", lead["id"]);
    assert_eq!(&agent.ask(Method::GET, &path, None).await.1, lead);
    assert_eq!(lead["score"]["reasons"][0]["text"], "names a budget");
    let said = json!({"value": "Marina", "message_id": 7, "corrected_by": null});
    assert_eq!(lead["slots"]["area"], said);

    let change =
        json!({"stage": "visiting", "assigned_to": me, "slots": {"area": "JVC", "name": "Ana P."}});
    let (status, changed) = agent.ask(Method::PATCH, &path, Some(change)).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    assert_eq!(changed["stage"], "visiting");
    assert_eq!(changed["assigned_to"], me);
    let (_, page) = agent
        .ask(Method::GET, &format!("{list}?unassigned=true"), None)
        .await;
    assert_eq!(page["leads"].as_array().unwrap().len(), 1, "{page}");
    let query = format!("{list}/stages?assigned_to={me}&search=ana");
    let (_, counted) = agent.ask(Method::GET, &query, None).await;
    let words: Vec<_> = counted["stages"].as_array().unwrap().iter().collect();
    assert_eq!(words.len(), 6);
    assert_eq!(words[0], &json!({"stage": "new", "leads": 0}));
    assert_eq!(words[3], &json!({"stage": "visiting", "leads": 1}));
    assert_eq!(changed["name"], "Ana P.");
    let by = changed["slots"]["area"]["corrected_by"].as_str().unwrap();
    assert!(by.ends_with("ben@palm.example"), "{by}");
    // The bot has not heard of it, and says again what it knows.
    learn(&service, tenant, "971500000001", ana()).await;
    assert_eq!(agent.ask(Method::GET, &path, None).await.1, changed);

    let nobody = json!({"assigned_to": null});
    let (_, changed) = service.ask(Method::PATCH, &path, Some(nobody)).await;
    assert_eq!(changed["assigned_to"], Value::Null);
    let operators = json!({"slots": {"area": null}});
    let (_, changed) = service.ask(Method::PATCH, &path, Some(operators)).await;
    assert_eq!(changed["slots"]["area"]["corrected_by"], "an operator");
    service.stop().await;
}

#[tokio::test]
async fn what_is_not_a_change_is_refused_by_its_field() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    let stranger = add_user(&service, other, "agent", "omid@marina.example").await;
    learn(&service, tenant, "971500000001", ana()).await;
    let list = format!("/api/tenants/{tenant}/leads");
    let (_, page) = service.ask(Method::GET, &list, None).await;
    let path = format!("{list}/{}", page["leads"][0]["id"]);
    for (body, field) in [
        (json!({"stage": "sold"}), "stage"),
        (json!({ "assigned_to": stranger }), "assigned_to"),
        (json!({"slots": {"Area": 1}}), "slots.Area"),
        (json!({"score": 5}), "score"),
    ] {
        let (status, problem) = service.ask(Method::PATCH, &path, Some(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    for (query, field) in [
        ("stage=sold", "stage"),
        ("score=1", "score"),
        ("language=de", "language"),
        ("before=x", "before"),
        ("limit=0", "limit"),
        ("unassigned=true&assigned_to=1", "unassigned"),
    ] {
        let (status, problem) = service
            .ask(Method::GET, &format!("{list}?{query}"), None)
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let of_other = path.replace(&tenant.to_string(), &other.to_string());
    for (method, path) in [
        (Method::GET, format!("{list}/999999")),
        (Method::GET, of_other.clone()),
        (Method::GET, format!("{of_other}/history")),
        (Method::PATCH, of_other),
    ] {
        let body = (method == Method::PATCH).then(|| json!({"stage": "won"}));
        let (status, problem) = service.ask(method, &path, body).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(problem["code"], "lead_not_found");
    }
    service.stop().await;
}

/// The history of a lead as whoever asks reads it: action, kind of actor, their name, and what was changed.
fn told(page: &Value) -> Vec<(String, String, Value, Vec<String>)> {
    let entries = page["entries"].as_array().unwrap().iter();
    let told = entries.map(|entry| {
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let changes = entry["changes"].as_array().unwrap().iter().map(|change| {
            let (from, to) = (&change["from"], &change["to"]);
            format!("{}: {from} -> {to}", word(&change["field"]))
        });
        (
            word(&entry["action"]),
            word(&entry["actor"]["kind"]),
            entry["actor"]["name"].clone(),
            changes.collect(),
        )
    });
    told.collect()
}

#[tokio::test]
async fn a_lead_tells_what_became_of_it_and_hides_operators_names() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let me = add_user(&service, tenant, "agent", "ben@palm.example").await;
    let boss = add_user(&service, tenant, "owner", "ana@palm.example").await;
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let colleagues = format!("/api/tenants/{tenant}/colleagues");
    let (_, page) = agent.ask(Method::GET, &colleagues, None).await;
    assert_eq!(
        page["colleagues"],
        json!([
            {"id": me, "name": "ben@palm.example", "is_owner": false},
            {"id": boss, "name": "ana@palm.example", "is_owner": true},
        ])
    );

    learn(&service, tenant, "971500000001", Lead::default()).await;
    learn(&service, tenant, "971500000001", ana()).await;
    let list = format!("/api/tenants/{tenant}/leads");
    let (_, page) = agent.ask(Method::GET, &list, None).await;
    let path = format!("{list}/{}", page["leads"][0]["id"]);
    let change = json!({"assigned_to": boss, "slots": {"area": "JVC", "name": "Ana"}});
    agent.ask(Method::PATCH, &path, Some(change.clone())).await;
    // What is so already is no moment of its own.
    agent.ask(Method::PATCH, &path, Some(change)).await;
    let won = json!({"stage": "won"});
    service.ask(Method::PATCH, &path, Some(won)).await;

    let history = format!("{path}/history");
    let (_, page) = agent.ask(Method::GET, &history, None).await;
    let ben = json!("ben@palm.example");
    let moment = |action: &str, kind: &str, name: &Value, changes: &[&str]| {
        let changes = changes.iter().map(|&change| change.to_owned()).collect();
        (action.to_owned(), kind.to_owned(), name.clone(), changes)
    };
    let expected = [
        moment(
            "changed",
            "operator",
            &json!("an operator"),
            &[r#"stage: "handed_over" -> "won""#],
        ),
        moment(
            "changed",
            "user",
            &ben,
            &[
                r#"assigned_to: null -> "ana@palm.example""#,
                r#"slots.area: "Marina" -> "JVC""#,
            ],
        ),
        moment(
            "handed_over",
            "bot",
            &Value::Null,
            &[
                r#"stage: "new" -> "handed_over""#,
                r#"score_class: null -> "hot""#,
            ],
        ),
        moment("created", "bot", &Value::Null, &[r#"stage: null -> "new""#]),
    ];
    assert_eq!(told(&page), expected);
    assert_eq!(page["entries"][1]["actor"]["id"], me);
    assert_eq!(page.get("next_before"), None);
    let (_, operators) = service.ask(Method::GET, &history, None).await;
    assert_eq!(
        operators["entries"][0]["actor"]["name"], "operator token",
        "operators know each other"
    );

    let (_, first) = agent
        .ask(Method::GET, &format!("{history}?limit=3"), None)
        .await;
    assert_eq!(told(&first), expected[..3]);
    let rest = format!("{history}?limit=3&before={}", first["next_before"]);
    let (_, rest) = agent.ask(Method::GET, &rest, None).await;
    assert_eq!(told(&rest), expected[3..]);
    let (status, problem) = agent
        .ask(Method::GET, &format!("{history}?limit=0"), None)
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "limit");
    service.stop().await;
}

#[tokio::test]
async fn an_export_has_every_lead_and_no_formula() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    learn(&service, tenant, "971500000001", ana()).await;
    let hostile = Lead {
        name: Some("=HYPERLINK(\"http://evil.example\")"),
        wish: Some("ویلا، \"دوبلکس\"\nتا ۲ میلیون"),
        ..Lead::default()
    };
    learn(&service, tenant, "971500000002", hostile).await;
    learn(&service, other, "971500000009", Lead::default()).await;
    // More than are read at once.
    for n in 0..600 {
        learn(&service, tenant, &format!("9715100{n:05}"), Lead::default()).await;
    }
    let get = async |query: &str| {
        let url = format!("{}/api/tenants/{tenant}/leads.csv{query}", service.base);
        let answer = service.client.get(url).bearer_auth(TOKEN).send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
        answer.text().await.unwrap()
    };
    let text = get("").await;
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 602);
    let cell = |row: usize, name: &str| {
        let at = names.iter().position(|column| column == name).unwrap();
        rows[row][at].to_owned()
    };
    assert_eq!(cell(0, "name"), "Ana");
    assert_eq!(cell(0, "details"), "area: Marina");
    assert_eq!(cell(0, "score_reasons"), "names a budget (+12)");
    assert_eq!(cell(1, "name"), "'=HYPERLINK(\"http://evil.example\")");
    assert_eq!(cell(1, "wish"), "ویلا، \"دوبلکس\"\nتا ۲ میلیون");
    assert_eq!(get("?score=hot").await.lines().count(), 2);
    service.stop().await;
}
