//! A conversation page by page, and a person who writes in it.

use domain::TenantId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::conversations::{turn, write};
use crate::people::{Browser, add_user};
use crate::{Service, TOKEN};

const ANA: &str = "971501112233@c.us";

async fn conversation(service: &Service, tenant: TenantId) -> String {
    let list = format!("/api/tenants/{tenant}/conversations");
    let (_, page) = service.ask(Method::GET, &list, None).await;
    format!("{list}/{}", page["conversations"][0]["id"])
}

/// Writes under a key.
async fn post(service: &Service, path: &str, key: &str, text: &str) -> (StatusCode, Value) {
    let request = service
        .client
        .post(format!("{}{path}/messages", service.base));
    let request = request.bearer_auth(TOKEN).header("Idempotency-Key", key);
    let answer = request.json(&json!({ "text": text })).send().await.unwrap();
    let (status, body) = (answer.status(), answer.json().await.unwrap());
    crate::document::check(&Method::POST, &format!("{path}/messages"), status, &body);
    (status, body)
}

#[tokio::test]
async fn a_conversation_is_read_both_ways() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    for text in ["one", "two", "three", "four", "five"] {
        write(&service, tenant, ANA, text).await;
    }
    let path = conversation(&service, tenant).await;
    let read = async |query: &str| {
        let (status, page) = service
            .ask(Method::GET, &format!("{path}/messages?{query}"), None)
            .await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let texts = page["messages"].as_array().unwrap().iter();
        let texts: Vec<String> = texts
            .map(|message| message["body"].as_str().unwrap().to_owned())
            .collect();
        (texts.join(" "), page)
    };
    let (texts, newest) = read("limit=2").await;
    assert_eq!(texts, "five four");
    assert_eq!(newest["messages"][0]["reply"], Value::Null);
    let before = newest["next_before"].as_str().unwrap();
    let (texts, middle) = read(&format!("limit=2&before={before}")).await;
    assert_eq!(texts, "three two");
    let before = middle["next_before"].as_str().unwrap();
    let (texts, oldest) = read(&format!("limit=2&before={before}")).await;
    assert_eq!(texts, "one");
    assert_eq!(oldest.get("next_before"), None);
    let after = oldest["next_after"].as_str().unwrap();
    let (texts, page) = read(&format!("limit=3&after={after}")).await;
    assert_eq!(texts, "four three two");
    let after = page["next_after"].as_str().unwrap();
    let (texts, page) = read(&format!("limit=3&after={after}")).await;
    assert_eq!(texts, "five");
    let after = page["next_after"].as_str().unwrap();
    let (texts, page) = read(&format!("after={after}")).await;
    assert_eq!((&*texts, &page["next_after"]), ("", &json!(after)));
    write(&service, tenant, ANA, "six").await;
    assert_eq!(read(&format!("after={after}")).await.0, "six");

    let (status, problem) = service
        .ask(
            Method::GET,
            &format!("{path}/messages?after={after}&before={after}"),
            None,
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    let search = format!("/api/tenants/{tenant}/conversations?search=");
    for (text, found) in [("501112233", 1), ("ana", 1), ("bea", 0)] {
        let (_, page) = service
            .ask(Method::GET, &format!("{search}{text}"), None)
            .await;
        let conversations = page["conversations"].as_array().unwrap();
        assert_eq!(conversations.len(), found, "{text}");
    }
    service.stop().await;
}

#[tokio::test]
async fn a_person_writes_once_and_has_the_chat() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    write(&service, tenant, ANA, "Hello").await;
    turn(&service, tenant, Some("Which area?")).await;
    let path = conversation(&service, tenant).await;

    let (status, said) = post(&service, &path, "a1", " I am Ben ").await;
    assert_eq!(status, StatusCode::CREATED, "{said}");
    assert_eq!(
        (&said["kind"], &said["body"]),
        (&json!("agent"), &json!("I am Ben"))
    );
    // The network failed, and the program asks again.
    let (status, again) = post(&service, &path, "a1", "I am Ben").await;
    assert_eq!((status, &again["id"]), (StatusCode::OK, &said["id"]));
    let (status, problem) = post(&service, &path, "a1", "I am Bea").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(problem["code"], "key_reused");
    // Twice at the same moment is once as well.
    let (one, other) = tokio::join!(
        post(&service, &path, "a2", "And you?"),
        post(&service, &path, "a2", "And you?"),
    );
    let mut statuses = [one.0, other.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CREATED]);
    assert_eq!(one.1["id"], other.1["id"]);

    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let (_, detail) = agent.ask(Method::GET, &path, None).await;
    assert_eq!(detail["bot"], "paused");
    let outbox = detail["outbox"].as_array().unwrap().iter();
    let states: Vec<_> = outbox
        .map(|reply| {
            (
                reply["body"].as_str().unwrap(),
                reply["state"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("Which area?", "cancelled"),
        ("I am Ben", "queued"),
        ("And you?", "queued"),
    ];
    assert_eq!(states, expected);
    // What the customer writes now is the person's, and cancels nothing of theirs.
    write(&service, tenant, ANA, "Marina").await;
    turn(&service, tenant, Some("Noted")).await;
    let (_, detail) = agent.ask(Method::GET, &path, None).await;
    assert_eq!(detail["outbox"].as_array().unwrap().len(), 3, "{detail}");
    assert_eq!(detail["outbox"][1]["state"], "queued");
    service.stop().await;
}

#[tokio::test]
async fn who_wants_no_messages_gets_none_of_people_either() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    write(&service, tenant, ANA, "stop").await;
    let path = conversation(&service, tenant).await;
    service
        .ask(Method::PUT, &format!("{path}/opt-out"), None)
        .await;
    let (status, problem) = post(&service, &path, "a1", "Hello?").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(problem["code"], "opted_out");
    service
        .ask(Method::DELETE, &format!("{path}/opt-out"), None)
        .await;
    let (status, _) = post(&service, &path, "a1", "Hello?").await;
    assert_eq!(status, StatusCode::CREATED);
    for (body, field) in [(json!({"text": " "}), "text"), (json!({}), "(body)")] {
        let messages = format!("{path}/messages");
        let (status, problem) = service.ask(Method::POST, &messages, Some(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let nowhere = format!("/api/tenants/{tenant}/conversations/999999");
    let (status, problem) = post(&service, &nowhere, "a1", "Hello?").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(problem["code"], "conversation_not_found");
    service.stop().await;
}
