//! Who speaks in a conversation.

use std::time::Duration;

use domain::{Direction, MessageKey, MessageKeyParts, SessionName, TenantId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service_runtime::clock;
use storage::mailbox::{self, Item, Patience};
use storage::messages::{Incoming, MessageKind};
use storage::outbox::{self, ReplyKind, Saying};
use storage::turns::{self, Gate, Taken};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use crate::Service;
use crate::people::{Browser, add_user};

const PATIENCE: Patience = Patience {
    debounce: Duration::ZERO,
    debounce_ceiling: Duration::from_secs(25),
    takeover: Duration::from_hours(1),
    stale_after: Duration::from_mins(10),
};

/// A customer writes.
pub(crate) async fn write(service: &Service, tenant: TenantId, from: &str, text: &str) {
    let session = SessionName::of_tenant(tenant);
    let stanza = format!("{from}/{text}");
    let parts = MessageKeyParts {
        kind: "message",
        direction: Direction::In,
        stanza: &stanza,
        extra: None,
    };
    let now = clock::now();
    let message = Incoming {
        key: MessageKey::new(tenant, &session, parts),
        direction: Direction::In,
        session,
        chat: from.parse().unwrap(),
        other_address: None,
        stanza: stanza.clone(),
        kind: MessageKind::Text,
        body: Some(text.to_owned()),
        media: None,
        quoted: None,
        push_name: Some("Ana".to_owned()),
        sent_at: now,
        received_at: now,
        backfilled: false,
        traceparent: None,
    };
    let item = Item {
        tenant,
        message: &message,
        resumes: false,
    };
    let mut tx = service.database.begin(tenant).await.unwrap();
    mailbox::store(&mut tx, &[item], &[], PATIENCE, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The bot takes its turn wherever it is due: it says this, or leaves the chat alone.
pub(crate) async fn turn(service: &Service, tenant: TenantId, says: Option<&str>) {
    let now = clock::now();
    let lease = Duration::from_mins(1);
    let mut tx = service.database.begin(tenant).await.unwrap();
    let due = storage::conversations::lock_due(&mut tx, storage::Share::of_anybody(9), now)
        .await
        .unwrap();
    for conversation in &turns::lock(&mut tx, &due, now).await.unwrap() {
        let saying = says.map(|body| Saying {
            conversation,
            position: 0,
            body: body.to_owned(),
            kind: ReplyKind::Answer,
            due_at: now,
            opted_out: false,
            taken: false,
            answers: None,
            traceparent: None,
        });
        outbox::add(&mut tx, saying.as_slice(), lease, now)
            .await
            .unwrap();
        let taken = Taken {
            conversation,
            state: says.map(Value::from),
            spoke: says.is_some(),
            wake_at: None,
            needs_person_since: None,
            gate: Some(match says {
                Some(_) => (Gate::Open, "new chat"),
                None => (Gate::Shielded, "earlier history"),
            }),
        };
        turns::save(&mut tx, &[taken]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn minutes_from_now(time: &Value) -> i64 {
    let time = OffsetDateTime::parse(time.as_str().unwrap(), &Rfc3339).unwrap();
    assert_eq!(time.offset(), UtcOffset::UTC);
    // Half a minute for a machine that is busy.
    (time - clock::now() + Duration::from_secs(30)).whole_minutes()
}

#[tokio::test]
async fn a_list_of_conversations_says_who_answers_in_which() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}/conversations");
    let (status, list) = service.ask(Method::GET, &path, None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(list, json!({"conversations": []}));
    for number in 1..=5 {
        write(&service, tenant, &format!("97150000000{number}@c.us"), "Hi").await;
    }
    let mut read = Vec::new();
    let mut before = String::new();
    loop {
        let page = format!("{path}?limit=2{before}");
        let (status, page) = service.ask(Method::GET, &page, None).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        read.extend(page["conversations"].as_array().unwrap().clone());
        match page["next_before"].as_str() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    let phones: Vec<_> = read.iter().map(|one| &one["contact"]["phone"]).collect();
    let expected = [5, 4, 3, 2, 1].map(|number| json!(format!("97150000000{number}")));
    assert_eq!(phones, expected.iter().collect::<Vec<_>>());
    assert_eq!(
        read[0]["contact"],
        json!({
            "name": "Ana",
            "phone": "971500000005",
            "addresses": ["971500000005@c.us"],
            "opted_out": false,
        })
    );
    assert_eq!(read[0]["bot"], "answering");
    assert_eq!(read[0]["chat_id"], "971500000005@c.us");
    assert_eq!(read[0]["gate"], Value::Null);
    assert!(read[0]["waiting_since"].is_string());

    let id = |at: usize| read[at]["id"].as_i64().unwrap();
    let change = async |method, at, what| {
        let path = format!("{path}/{}/{what}", id(at));
        let (status, answer) = service.ask(method, &path, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    };
    turn(&service, tenant, None).await;
    change(Method::POST, 1, "takeover").await;
    change(Method::PUT, 2, "opt-out").await;
    change(Method::POST, 3, "resume").await;
    let (_, list) = service.ask(Method::GET, &path, None).await;
    let bots = |list: &Value| -> Vec<Value> {
        let list = list["conversations"].as_array().unwrap().iter();
        list.map(|one| one["bot"].clone()).collect()
    };
    let expected = ["shielded", "paused", "opted_out", "answering", "shielded"];
    assert_eq!(bots(&list), expected);
    // Without the shield, the bot answers the next message in a private chat as well.
    let mut settings = service
        .ask(
            Method::GET,
            &format!("/api/tenants/{tenant}/bot-settings"),
            None,
        )
        .await
        .1;
    settings["shield"] = json!(false);
    settings["agent_phone"] = json!("+971500000001");
    service
        .ask(
            Method::PUT,
            &format!("/api/tenants/{tenant}/bot-settings"),
            Some(settings),
        )
        .await;
    let (_, list) = service.ask(Method::GET, &path, None).await;
    let expected = ["answering", "paused", "opted_out", "answering", "agent"];
    assert_eq!(bots(&list), expected);

    for (query, field) in [("limit=0", "limit"), ("before=17", "before")] {
        let (status, problem) = service
            .ask(Method::GET, &format!("{path}?{query}"), None)
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], field);
    }
    service.stop().await;
}

#[tokio::test]
async fn an_agent_takes_a_chat_over_and_gives_it_back() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    write(&service, tenant, "971509876543@c.us", "Hi").await;
    turn(&service, tenant, Some("Hello!")).await;
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let list = format!("/api/tenants/{tenant}/conversations");
    let (_, found) = agent.ask(Method::GET, &list, None).await;
    let path = format!("{list}/{}", found["conversations"][0]["id"]);
    let (_, detail) = agent.ask(Method::GET, &path, None).await;
    assert_eq!(detail["bot"], "answering");
    assert_eq!(detail["turns"], 1);
    assert_eq!(detail["gate"], "open");
    assert_eq!(detail["gate_reason"], "new chat");
    assert_eq!(detail["messages"][0]["body"], "Hi");
    assert_eq!(detail["outbox"][0]["body"], "Hello!");
    assert_eq!(detail["outbox"][0]["state"], "queued");

    let takeover = format!("{path}/takeover");
    let (status, taken) = agent.ask(Method::POST, &takeover, None).await;
    assert_eq!(status, StatusCode::OK, "{taken}");
    assert_eq!(taken["bot"], "paused");
    assert_eq!(taken["waiting_since"], Value::Null);
    assert_eq!(minutes_from_now(&taken["paused_until"]), 720);
    let shorter = Some(json!({"minutes": 30}));
    let (_, taken) = agent.ask(Method::POST, &takeover, shorter).await;
    assert_eq!(minutes_from_now(&taken["paused_until"]), 30);
    let (_, detail) = agent.ask(Method::GET, &path, None).await;
    assert_eq!(detail["outbox"][0]["state"], "cancelled");
    assert_eq!(detail["outbox"][0]["reason"], "a person has the chat");

    for _ in 0..2 {
        let (status, resumed) = agent
            .ask(Method::POST, &format!("{path}/resume"), None)
            .await;
        assert_eq!(status, StatusCode::OK, "{resumed}");
        assert_eq!(resumed["bot"], "answering");
        assert_eq!(resumed["paused_until"], Value::Null);
    }
    let opt_out = format!("{path}/opt-out");
    for (method, bot) in [
        (Method::PUT, "opted_out"),
        (Method::PUT, "opted_out"),
        (Method::DELETE, "answering"),
        (Method::DELETE, "answering"),
    ] {
        let (status, answer) = agent.ask(method, &opt_out, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["bot"], bot);
        assert_eq!(answer["contact"]["opted_out"], bot == "opted_out");
    }
    let audit = format!("/api/tenants/{tenant}/audit");
    let (_, page) = service.ask(Method::GET, &audit, None).await;
    let entries = page["entries"].as_array().unwrap().iter();
    let noted: Vec<_> = entries
        .filter(|entry| {
            entry["detail"]
                .as_str()
                .is_some_and(|detail| path.ends_with(&detail.replace(':', "s/")))
        })
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    let expected = [
        "contact_opted_in",
        "contact_opted_in",
        "contact_opted_out",
        "contact_opted_out",
        "conversation_resumed",
        "conversation_resumed",
        "conversation_taken_over",
        "conversation_taken_over",
    ];
    assert_eq!(noted, expected);
    service.stop().await;
}

#[tokio::test]
async fn what_is_no_time_is_refused_and_another_tenants_chat_is_like_none() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    for tenant in [tenant, other] {
        write(&service, tenant, "971509876543@c.us", "Hi").await;
    }
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let list = format!("/api/tenants/{tenant}/conversations");
    let (_, found) = agent.ask(Method::GET, &list, None).await;
    let takeover = format!("{list}/{}/takeover", found["conversations"][0]["id"]);
    for (body, field) in [
        (json!({"minutes": 0}), "minutes"),
        (json!({"minutes": 43_201}), "minutes"),
        (json!({"minutes": "long"}), "minutes"),
        (json!({"hours": 3}), "hours"),
    ] {
        let (status, problem) = agent.ask(Method::POST, &takeover, Some(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let (_, found) = service
        .ask(
            Method::GET,
            &format!("/api/tenants/{other}/conversations"),
            None,
        )
        .await;
    let of_other = &found["conversations"][0]["id"];
    for (method, path) in [
        (Method::GET, format!("{list}/{of_other}")),
        (Method::POST, format!("{list}/{of_other}/takeover")),
        (Method::POST, format!("{list}/{of_other}/resume")),
        (Method::PUT, format!("{list}/{of_other}/opt-out")),
        (Method::DELETE, format!("{list}/{of_other}/opt-out")),
        (Method::GET, format!("{list}/999999")),
    ] {
        let (status, problem) = agent.ask(method, &path, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(problem["code"], "conversation_not_found");
    }
    service.stop().await;
}
