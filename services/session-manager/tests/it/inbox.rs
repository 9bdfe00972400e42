//! Conversations as a tenant's people work through them: what is new, what waits for them.

use domain::TenantId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::conversations::{turn, write};
use crate::people::{Browser, add_user, code};
use crate::{PATIENCE, Service, TOKEN};

const ANA: &str = "971500000001@c.us";
const BEN: &str = "971500000002@c.us";

async fn list(service: &Service, tenant: TenantId, filter: &str) -> Vec<Value> {
    let path = format!("/api/tenants/{tenant}/conversations?filter={filter}");
    let (status, page) = service.ask(Method::GET, &path, None).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page["conversations"].as_array().unwrap().clone()
}

async fn found(service: &Service, tenant: TenantId, filter: &str) -> Vec<Value> {
    let found = list(service, tenant, filter).await.into_iter();
    found.map(|one| one["chat_id"].clone()).collect()
}

async fn read(service: &Service, path: &str, up_to: &Value) -> (StatusCode, Value) {
    let body = json!({ "up_to": up_to });
    let request = service
        .client
        .put(format!("{}{path}/read", service.base))
        .bearer_auth(TOKEN)
        .json(&body);
    let answer = request.send().await.unwrap();
    let (status, body) = (answer.status(), answer.json().await.unwrap_or_default());
    crate::document::check(&Method::PUT, &format!("{path}/read"), status, &body);
    (status, body)
}

#[tokio::test]
async fn a_list_shows_what_is_new_and_is_filtered() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    write(&service, tenant, ANA, "Hello").await;
    let long = "آ".repeat(300);
    write(&service, tenant, ANA, &long).await;
    turn(&service, tenant, Some("Which area?")).await;
    write(&service, tenant, BEN, "Hi").await;
    let conversations = list(&service, tenant, "bot").await;
    let [ben, ana] = &conversations[..] else {
        panic!("{conversations:?}")
    };
    assert_eq!((&ben["unread"], &ana["unread"]), (&json!(1), &json!(2)));
    let last = &ana["last_message"];
    assert_eq!(
        (&last["by"], &last["direction"]),
        (&json!("customer"), &json!("in"))
    );
    assert_eq!(last["body"].as_str().unwrap().chars().count(), 200);
    assert_eq!(ana["needs_person_since"], Value::Null);
    assert_eq!(ana["lead_id"], Value::Null);

    // What one has read is read for all, and what was written since is not.
    let conversation = |one: &Value| format!("/api/tenants/{tenant}/conversations/{}", one["id"]);
    let (path, seen) = (conversation(ana), last["id"].clone());
    assert_eq!(read(&service, &path, &seen).await.0, StatusCode::NO_CONTENT);
    assert_eq!(found(&service, tenant, "unread").await, [BEN]);
    write(&service, tenant, ANA, "Marina").await;
    let earlier = json!(seen.as_i64().unwrap() - 1);
    assert_eq!(
        read(&service, &path, &earlier).await.0,
        StatusCode::NO_CONTENT
    );
    let (_, ana) = service.ask(Method::GET, &path, None).await;
    assert_eq!(ana["unread"], 1, "it does not move back");

    // A person takes Ana's chat before the bot has answered her.
    let (_, taken) = service
        .ask(Method::POST, &format!("{path}/takeover"), None)
        .await;
    assert!(taken["needs_person_since"].is_string(), "{taken}");
    let opt_out = format!("{}/opt-out", conversation(ben));
    service.ask(Method::PUT, &opt_out, None).await;
    for (filter, expected) in [
        ("needs_person", &[ANA][..]),
        ("paused", &[ANA]),
        ("opted_out", &[BEN]),
        ("unread", &[ANA, BEN]),
        ("bot", &[]),
    ] {
        assert_eq!(found(&service, tenant, filter).await, expected, "{filter}");
    }
    let text = json!({"text": "This is Mia"});
    let messages = format!("{path}/messages");
    service.ask(Method::POST, &messages, Some(text)).await;
    assert_eq!(
        found(&service, tenant, "needs_person").await,
        [] as [Value; 0]
    );
    assert_eq!(found(&service, tenant, "unread").await, [BEN]);

    let wrong = format!("/api/tenants/{tenant}/conversations?filter=mine");
    let (status, problem) = service.ask(Method::GET, &wrong, None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "filter");
    service.stop().await;
}

#[tokio::test]
async fn a_message_is_read_in_its_own_conversation_of_its_own_tenant() {
    let service = Service::start().await;
    let palm = service.add_tenant("Palm Homes").await;
    let marina = service.add_tenant("Marina Estates").await;
    add_user(&service, marina, "agent", "bea@marina.example").await;
    let bea = Browser::signed_in(&service, "bea@marina.example").await;
    write(&service, palm, ANA, "Hello").await;
    write(&service, palm, BEN, "Hi").await;
    let conversations = list(&service, palm, "bot").await;
    let (ben, ana) = (&conversations[0], &conversations[1]);
    let path = |tenant: TenantId| format!("/api/tenants/{tenant}/conversations/{}", ana["id"]);

    let (status, problem) = read(&service, &path(palm), &ben["last_message"]["id"]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "up_to");
    let hers = &ana["last_message"]["id"];
    let (status, problem) = read(&service, &path(marina), hers).await;
    assert_eq!(
        (status, code(&problem)),
        (StatusCode::NOT_FOUND, "conversation_not_found")
    );
    for (tenant, expected) in [
        (palm, StatusCode::NOT_FOUND),
        (marina, StatusCode::NOT_FOUND),
    ] {
        let body = Some(json!({ "up_to": hers }));
        let read = format!("{}/read", path(tenant));
        let (status, _) = bea.ask(Method::PUT, &read, body).await;
        assert_eq!(status, expected);
        let around = format!("{}/messages?around={hers}", path(tenant));
        let (status, _) = bea.ask(Method::GET, &around, None).await;
        assert_eq!(status, expected);
    }
    assert_eq!(found(&service, palm, "unread").await, [BEN, ANA]);
    service.stop().await;
}

#[tokio::test]
async fn who_watches_is_told_of_a_conversation_and_of_its_messages() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    write(&service, tenant, ANA, "Hello").await;
    let ana = list(&service, tenant, "unread").await.remove(0);
    let events = format!("{}/api/tenants/{tenant}/events", service.base);
    let mut stream = service
        .client
        .get(events)
        .bearer_auth(TOKEN)
        .send()
        .await
        .unwrap();
    let mut read_so_far = String::new();
    let mut next = async |event: &str| -> Value {
        let begins = format!("event: {event}\n");
        loop {
            let block = read_so_far.find("\n\n").map(|end| {
                let rest = read_so_far.split_off(end + 2);
                std::mem::replace(&mut read_so_far, rest)
            });
            let Some(block) = block else {
                let chunk = timeout(PATIENCE, stream.chunk()).await.expect("in time");
                let chunk = chunk.unwrap().expect("more");
                read_so_far.push_str(std::str::from_utf8(&chunk).unwrap());
                continue;
            };
            if block.contains(&begins) {
                let data = block.lines().find_map(|line| line.strip_prefix("data: "));
                return serde_json::from_str(data.unwrap()).unwrap();
            }
        }
    };
    next("session").await;
    let path = format!("/api/tenants/{tenant}/conversations/{}", ana["id"]);
    read(&service, &path, &ana["last_message"]["id"]).await;
    let told = next("conversation").await;
    assert_eq!((&told["id"], &told["unread"]), (&ana["id"], &json!(0)));
    let (_, taken) = service
        .ask(Method::POST, &format!("{path}/takeover"), None)
        .await;
    assert_eq!(next("conversation").await, taken);
    // The worker tells of a message; its conversation is told with it.
    write(&service, tenant, ANA, "Anybody?").await;
    let key = format!("{tenant}:tenant_{tenant}:message:in:unknown");
    let changes = service.bus.changes();
    changes
        .message(tenant, domain::MessageKey::from_stored(key))
        .await;
    let key = service
        .test
        .ask("select key from messages where body = 'Anybody?'")
        .await
        .unwrap();
    let key = domain::MessageKey::from_stored(key.unwrap());
    changes.message(tenant, key).await;
    let conversation = next("conversation").await;
    assert_eq!(conversation["last_message"]["body"], "Anybody?");
    let message = next("message").await;
    assert_eq!(message["by"], "customer");
    assert_eq!(message["reactions"], json!([]));
    service.stop().await;
}

#[tokio::test]
async fn a_page_around_a_message_goes_on_both_ways() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    for text in ["one", "two", "three", "four", "five"] {
        write(&service, tenant, ANA, text).await;
    }
    let ana = list(&service, tenant, "unread").await.remove(0);
    let path = format!("/api/tenants/{tenant}/conversations/{}", ana["id"]);
    let newest = ana["last_message"]["id"].as_i64().unwrap();
    let page = async |query: &str| {
        let path = format!("{path}/messages?{query}");
        let (status, page) = service.ask(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let messages = page["messages"].as_array().unwrap().iter();
        let texts: Vec<&str> = messages.map(|one| one["body"].as_str().unwrap()).collect();
        (texts.join(" "), page)
    };
    let (texts, middle) = page(&format!("limit=3&around={}", newest - 2)).await;
    assert_eq!(texts, "four three two");
    let (before, after) = (&middle["next_before"], &middle["next_after"]);
    let before = page(&format!("before={}", before.as_str().unwrap())).await;
    assert_eq!(before.0, "one");
    let after = page(&format!("after={}", after.as_str().unwrap())).await;
    assert_eq!(after.0, "five");
    let (texts, all) = page(&format!("limit=10&around={newest}")).await;
    assert_eq!(texts, "five four three two one");
    assert_eq!(all.get("next_before"), None);
    assert_eq!(page(&format!("limit=1&around={newest}")).await.0, "five");

    let messages = format!("{path}/messages");
    let (status, problem) = service
        .ask(Method::GET, &format!("{messages}?around=999999"), None)
        .await;
    assert_eq!(
        (status, code(&problem)),
        (StatusCode::NOT_FOUND, "message_not_found")
    );
    for query in ["around=x", "around=1&before=1-1"] {
        let path = format!("{messages}?{query}");
        let (status, _) = service.ask(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
    }
    service.stop().await;
}
