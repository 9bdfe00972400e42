//! Conversations of the past, played by two versions of a flow.

use std::time::Duration;

use domain::{Direction, MessageKey, MessageKeyParts, SessionName, TenantId};
use flow::templates;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service_runtime::clock;
use storage::mailbox::{self, Item, Patience};
use storage::messages::{Incoming, MessageKind};
use time::format_description::well_known::Rfc3339;
use time::{Duration as Span, OffsetDateTime};

use crate::Service;
use crate::conversations::turn;
use crate::people::{Browser, add_user};

const PATIENCE: Patience = Patience {
    debounce: Duration::ZERO,
    debounce_ceiling: Duration::from_secs(25),
    takeover: Duration::from_hours(1),
    stale_after: Duration::from_mins(10),
};

/// A customer wrote these: so many seconds after `began`, and what; no text is a voice message.
async fn wrote(
    service: &Service,
    tenant: TenantId,
    from: &str,
    began: OffsetDateTime,
    messages: &[(i64, Option<&str>)],
) {
    let session = SessionName::of_tenant(tenant);
    let mut tx = service.database.begin(tenant).await.unwrap();
    for (seconds, text) in messages {
        let stanza = format!("{from}/{seconds}");
        let parts = MessageKeyParts {
            kind: "message",
            direction: Direction::In,
            stanza: &stanza,
            extra: None,
        };
        let sent_at = began + Span::seconds(*seconds);
        let message = Incoming {
            key: MessageKey::new(tenant, &session, parts),
            direction: Direction::In,
            session: session.clone(),
            chat: from.parse().unwrap(),
            other_address: None,
            stanza: stanza.clone(),
            kind: if text.is_some() {
                MessageKind::Text
            } else {
                MessageKind::Media
            },
            body: text.map(str::to_owned),
            media: None,
            quoted: None,
            push_name: Some("Ana".to_owned()),
            sent_at,
            received_at: sent_at,
            backfilled: false,
            traceparent: None,
        };
        let item = Item {
            tenant,
            message: &message,
            resumes: false,
        };
        mailbox::store(&mut tx, &[item], &[], PATIENCE, clock::now())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// The rent template, saved and published, and then saved with another opening.
async fn flow_with_a_new_draft(service: &Service, path: &str) {
    let mut document: Value = serde_json::from_str(templates::RENT).unwrap();
    let draft = format!("{path}/draft");
    let (_, saved) = service
        .ask(Method::PUT, &draft, Some(document.clone()))
        .await;
    let wish = json!({ "revision": saved["revision"] });
    let publish = format!("{path}/publish");
    let (status, published) = service.ask(Method::POST, &publish, Some(wish)).await;
    assert_eq!(status, StatusCode::OK, "{published}");
    document["opening"]["en"] = json!("Good day from {agency}.");
    let (status, saved) = service.ask(Method::PUT, &draft, Some(document)).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
}

/// What a replay must not change.
async fn rows(service: &Service) -> Option<String> {
    let rows = "select concat_ws('/', (select count(*) from outbox), (select count(*) from leads),
                                 (select count(*) from messages), (select sum(turns) from conversations))";
    service.test.ask(rows).await.unwrap()
}

#[tokio::test]
async fn past_conversations_are_played_twice_and_told_apart_turn_by_turn() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let path = format!("/api/tenants/{tenant}/flows/rent");
    flow_with_a_new_draft(&service, &path).await;
    let began = clock::now().replace_nanosecond(0).unwrap() - Span::days(2);
    let english = [
        (0, Some("Hi")),
        (3, Some("I want to rent a 2 bedroom apartment in JVC")),
        (120, Some("90k a year")),
    ];
    wrote(&service, tenant, "971500000001@c.us", began, &english).await;
    let persian = [(0, Some("سلام، برای اجاره")), (60, Some("مارینا"))];
    let later = began + Span::hours(1);
    wrote(&service, tenant, "971500000002@c.us", later, &persian).await;
    let voice = [(0, None)];
    wrote(&service, tenant, "971500000003@c.us", later, &voice).await;
    let before = rows(&service).await;

    let replay = format!("{path}/replay");
    let (status, replayed) = agent.ask(Method::POST, &replay, Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{replayed}");
    let counts = ["compared", "changed", "unread", "unplayed"].map(|name| replayed[name].as_i64());
    assert_eq!(counts, [Some(2), Some(1), Some(1), Some(0)]);
    let [persian, english] = &replayed["conversations"].as_array().unwrap()[..] else {
        panic!("{replayed}");
    };
    assert_eq!(persian["changed"], false);
    assert_eq!(persian["differences"], json!([]));
    assert_eq!(persian["before"]["turns"], persian["after"]["turns"]);
    assert_eq!(
        persian["at"],
        (later + Span::minutes(1)).format(&Rfc3339).unwrap()
    );

    // What was written in one go is one turn, and what came after it another; then the customer is silent until now.
    assert_eq!(english["name"], "Ana");
    assert_eq!(
        english["inputs"][1]["text"],
        "I want to rent a 2 bedroom apartment in JVC"
    );
    let turns = english["after"]["turns"].as_array().unwrap();
    let inputs: Vec<_> = turns.iter().map(|turn| &turn["inputs"]).collect();
    assert_eq!(inputs[..3], [&json!([0, 1]), &json!([2]), &json!([])]);
    let differences = english["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 1, "{english}");
    assert_eq!(
        (&differences[0]["kind"], &differences[0]["turn"]),
        (&json!("words"), &json!(0))
    );
    let said = differences[0]["after"].as_str().unwrap();
    assert!(said.starts_with("Good day from Palm Homes."), "{said}");
    assert_ne!(differences[0]["before"], said);

    let against_itself = json!({"version": 1, "against": 1, "conversations": 200});
    let (_, same) = agent.ask(Method::POST, &replay, Some(against_itself)).await;
    assert_eq!(
        (&same["compared"], &same["changed"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(rows(&service).await, before, "nothing is stored");

    // What the customer has deleted since is nobody's to read.
    let deleted = "insert into message_changes (tenant_id, message_key, kind, author, changed_at, told_at)
                   select tenant_id, key, 'deletion', 'in', now(), now() from messages where body = '90k a year'
                   returning 'done'";
    service.test.ask(deleted).await.unwrap();
    let (_, without) = agent.ask(Method::POST, &replay, Some(json!({}))).await;
    assert_eq!(without["compared"], 2, "{without}");
    assert!(!without.to_string().contains("90k a year"), "{without}");
    service.stop().await;
}

#[tokio::test]
async fn a_replay_plays_the_tenants_own_and_no_private_chats_unless_they_are_named() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    let path = format!("/api/tenants/{tenant}/flows/rent");
    flow_with_a_new_draft(&service, &path).await;
    let began = clock::now() - Span::minutes(5);
    let hello = [(0, Some("Hi"))];
    wrote(&service, tenant, "971500000001@c.us", began, &hello).await;
    turn(&service, tenant, None).await;
    wrote(&service, other, "971500000009@c.us", began, &hello).await;
    let id = async |tenant: TenantId| {
        let list = format!("/api/tenants/{tenant}/conversations");
        let (_, list) = service.ask(Method::GET, &list, None).await;
        list["conversations"][0]["id"].as_i64().unwrap()
    };
    let (private, foreign) = (id(tenant).await, id(other).await);

    let replay = format!("{path}/replay");
    let ask = async |body: Value| service.ask(Method::POST, &replay, Some(body)).await;
    let (_, none) = ask(json!({})).await;
    assert_eq!(none["conversations"], json!([]), "{none}");
    let (_, named) = ask(json!({"conversation_ids": [private]})).await;
    assert_eq!(named["compared"], 1, "{named}");
    let (status, problem) = ask(json!({"conversation_ids": [private, foreign]})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "conversation_ids");
    let (_, of_nothing) = ask(json!({"conversation_ids": [private, 999_999]})).await;
    let of = |problem: &Value, id: i64| {
        problem["detail"]
            .as_str()
            .unwrap()
            .replace(&id.to_string(), "it")
    };
    assert_eq!(of(&problem, foreign), of(&of_nothing, 999_999));
    service.stop().await;
}

#[tokio::test]
async fn a_replay_needs_something_to_compare_with() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}/flows/rent");
    let replay = format!("{path}/replay");
    let ask = async |body: Value| service.ask(Method::POST, &replay, Some(body)).await;
    let (status, problem) = ask(json!({})).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::NOT_FOUND, &json!("flow_not_found"))
    );
    let document: Value = serde_json::from_str(templates::RENT).unwrap();
    let draft = format!("{path}/draft");
    service.ask(Method::PUT, &draft, Some(document)).await;
    let (status, problem) = ask(json!({})).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("nothing_published"))
    );
    for (body, field) in [
        (json!({"conversations": 201}), "conversations"),
        (json!({"conversation_ids": []}), "conversation_ids"),
        (json!({"conversation_ids": ["one"]}), "conversation_ids[0]"),
        (json!({"flow": "sale"}), "flow"),
    ] {
        let (status, problem) = ask(body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    for body in [json!({"against": 7}), json!({"version": 7, "against": 1})] {
        let (status, problem) = ask(body).await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::NOT_FOUND, &json!("version_not_found"))
        );
    }
    service.stop().await;
}
