//! What customers send beside words: voice, pictures, places, contacts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::TenantId;
use e2e::{Manager, eventually};
use reqwest::{
    Method, Response, StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE, RANGE},
};
use serde_json::{Value, json};

use crate::harness::{CUSTOMER, PATIENCE, Stack, WAHA_KEY, answer};

const VOICE: &[u8] = b"OggS\x00\x02 four seconds of a voice";
const QUALIFIER: (&str, &str) = ("PEYK__BOT__FLOW", "qualifier");

/// A stack whose bot qualifies, with one tenant, and the name of its session.
async fn qualifying(others: &[(&str, &str)]) -> (Stack, TenantId, String) {
    let settings: Vec<_> = others.iter().copied().chain([QUALIFIER]).collect();
    let mut stack = Stack::start_with(&settings).await;
    stack.start_worker().await;
    stack.with_tenant().await
}

fn file(mimetype: &str, content: &[u8]) -> Value {
    let media = json!({ "mimetype": mimetype, "data": STANDARD.encode(content) });
    json!({ "from": CUSTOMER, "media": media })
}

/// The messages of the tenant's only conversation, newest first.
async fn messages(stack: &Stack, tenant: TenantId) -> Vec<Value> {
    let get = async |path: &str| {
        let path = format!("tenants/{tenant}/{path}");
        let answer = stack.manager.call(Method::GET, &path, &Value::Null).await;
        answer.unwrap().1
    };
    let conversations = get("conversations").await;
    let Some(id) = conversations["conversations"][0]["id"].as_i64() else {
        return Vec::new();
    };
    let page = get(&format!("conversations/{id}/messages")).await;
    page["messages"].as_array().cloned().unwrap_or_default()
}

/// The newest message with a file, once the file is as wanted.
async fn with_file(stack: &Stack, tenant: TenantId, state: &str) -> Value {
    eventually(&format!("a file that is {state}"), PATIENCE, async || {
        let messages = messages(stack, tenant).await;
        let found = messages.into_iter().find(|it| !it["media"].is_null());
        Ok(found.filter(|it| it["media"]["state"] == state))
    })
    .await
    .unwrap()
}

async fn get_file(
    stack: &Stack,
    manager: &Manager,
    (tenant, message): (TenantId, &Value),
    range: Option<&str>,
) -> Response {
    let id = &message["id"];
    let url = format!(
        "{}/api/tenants/{tenant}/messages/{id}/media",
        stack.manager_url
    );
    let mut request = stack.http.get(url);
    if let Some(range) = range {
        request = request.header(RANGE, range);
    }
    manager.send(request).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_message_is_acknowledged_kept_and_its_tenants_alone() {
    let (stack, tenant, session) = qualifying(&[]).await;
    let say = async |message: Value, count: usize| {
        stack.simulator.inbound(&session, &message).await.unwrap();
        let replies = stack.simulator.replies(&session, CUSTOMER, count, PATIENCE);
        replies.await.unwrap()[count - 1].text.clone()
    };
    say(
        json!({"from": CUSTOMER, "text": "سلام، دنبال آپارتمان هستم"}),
        1,
    )
    .await;
    let acknowledged = say(file("audio/ogg; codecs=opus", VOICE), 2).await;
    assert!(acknowledged.contains("پیام صوتی"), "{acknowledged}");

    let message = with_file(&stack, tenant, "stored").await;
    let media = &message["media"];
    assert_eq!(
        (&media["kind"], &media["mime"]),
        (&json!("voice"), &json!("audio/ogg"))
    );
    assert_eq!(media["size"], VOICE.len());

    let whole = get_file(&stack, &stack.manager, (tenant, &message), None).await;
    assert_eq!(whole.status(), StatusCode::OK);
    assert_eq!(whole.headers()[CONTENT_TYPE], "audio/ogg");
    assert_eq!(whole.headers()[CONTENT_DISPOSITION], "inline");
    assert_eq!(whole.headers()["x-content-type-options"], "nosniff");
    assert_eq!(whole.bytes().await.unwrap(), VOICE);
    let part = get_file(
        &stack,
        &stack.manager,
        (tenant, &message),
        Some("bytes=0-3"),
    )
    .await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes().await.unwrap(), &VOICE[..4]);

    let other = stack.linked_tenant("Marina Estates").await;
    let path = format!("tenants/{other}/tokens");
    let asked = json!({ "name": "a program" });
    let (_, token) = stack
        .manager
        .call(Method::POST, &path, &asked)
        .await
        .unwrap();
    let token = token["secret"].as_str().unwrap();
    let others = Manager::new(stack.http.clone(), &stack.manager_url, token);
    for tenant in [tenant, other] {
        let refused = get_file(&stack, &others, (tenant, &message), None).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{tenant}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_is_said() {
    let (stack, tenant, session) = qualifying(&[]).await;
    stack
        .simulator
        .faults(&json!({ "media_gone": 1.0 }))
        .await
        .unwrap();
    let picture = file("image/jpeg", b"\xff\xd8\xff\xe0 a picture");
    stack.simulator.inbound(&session, &picture).await.unwrap();
    // The customer is answered whatever becomes of the file.
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    let message = with_file(&stack, tenant, "gone").await;
    let gone = get_file(&stack, &stack.manager, (tenant, &message), None).await;
    let (status, problem) = answer(gone).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::GONE, &json!("media_gone"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waha_has_forgotten_meanwhile_is_downloaded_again() {
    let lifetime = ("PEYK__NETWORK__MEDIA_LIFETIME", "1s");
    let stack = Stack::start_with(&[lifetime]).await;
    let (mut stack, tenant, session) = stack.with_tenant().await;
    let voice = file("audio/ogg; codecs=opus", VOICE);
    let id = stack.simulator.inbound(&session, &voice).await.unwrap();
    let url = format!("{}/api/files/{session}/{id}.oga", stack.simulator.url());
    eventually("a file that WAHA has forgotten", PATIENCE, async || {
        let request = stack.http.get(&url).header("x-api-key", WAHA_KEY);
        let gone = request.send().await?.status() == StatusCode::NOT_FOUND;
        Ok(gone.then_some(()))
    })
    .await
    .unwrap();
    stack.start_worker().await;
    let message = with_file(&stack, tenant, "stored").await;
    let whole = get_file(&stack, &stack.manager, (tenant, &message), None).await;
    assert_eq!(whole.bytes().await.unwrap(), VOICE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_says_it_is_a_picture_is_no_page_and_a_large_file_is_refused() {
    let (stack, tenant, session) = qualifying(&[("PEYK__MEDIA__LARGEST_MIB", "1")]).await;
    let page = file("image/jpeg", b"<html><script>alert(1)</script>");
    stack.simulator.inbound(&session, &page).await.unwrap();
    let message = with_file(&stack, tenant, "stored").await;
    let whole = get_file(&stack, &stack.manager, (tenant, &message), None).await;
    assert_eq!(whole.headers()[CONTENT_TYPE], "application/octet-stream");
    assert_eq!(whole.headers()[CONTENT_DISPOSITION], "attachment");

    let large = file("video/mp4", &vec![0; 1024 * 1024 + 1]);
    stack.simulator.inbound(&session, &large).await.unwrap();
    let message = with_file(&stack, tenant, "refused").await;
    let refused = get_file(&stack, &stack.manager, (tenant, &message), None).await;
    let (status, problem) = answer(refused).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::GONE, &json!("media_refused"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_fills_the_area_and_a_contact_is_noted() {
    let (stack, tenant, session) = qualifying(&[]).await;
    let say = async |message: Value, count: usize| {
        stack.simulator.inbound(&session, &message).await.unwrap();
        let replies = stack.simulator.replies(&session, CUSTOMER, count, PATIENCE);
        replies.await.unwrap()[count - 1].text.clone()
    };
    say(
        json!({"from": CUSTOMER, "text": "Hello, I want to rent an apartment"}),
        1,
    )
    .await;
    let pin = json!({"latitude": 25.0763, "longitude": 55.1407, "name": "Tower 5"});
    let noted = say(json!({"from": CUSTOMER, "location": pin}), 2).await;
    assert!(noted.contains("noted the location"), "{noted}");
    let contact = json!([{"name": "Ali from the bank", "phone": "971501112233"}]);
    let noted = say(json!({"from": CUSTOMER, "contacts": contact}), 3).await;
    assert!(noted.contains("noted the contact"), "{noted}");

    let messages = messages(&stack, tenant).await;
    let of_kind = |kind: &str| {
        let found = messages.iter().find(|it| it["kind"] == kind);
        found.unwrap_or_else(|| panic!("no {kind}: {messages:?}"))["body"].clone()
    };
    assert_eq!(of_kind("location"), "Tower 5\ngeo:25.076300,55.140700");
    assert_eq!(of_kind("contact"), "Ali from the bank, +971501112233");
    let path = format!("tenants/{tenant}/leads");
    let answer = stack.manager.call(Method::GET, &path, &Value::Null).await;
    let (_, leads) = answer.unwrap();
    let slots = &leads["leads"][0]["slots"];
    let id_of = |kind: &str| {
        let found = messages.iter().find(|it| it["kind"] == kind);
        found.map_or(Value::Null, |it| it["id"].clone())
    };
    for (slot, value, kind) in [
        ("area", json!(["Dubai Marina"]), "location"),
        (
            "location",
            json!("Tower 5\ngeo:25.076300,55.140700"),
            "location",
        ),
        (
            "contact",
            json!("Ali from the bank, +971501112233"),
            "contact",
        ),
    ] {
        let said = &slots[slot];
        assert_eq!(
            (&said["value"], &said["message_id"]),
            (&value, &id_of(kind)),
            "{slot}: {leads}"
        );
    }
}
