//! What the bot is about to do, and taking that back.

use bot::{Agency, Circumstances, Input, Qualifier, Script};
use domain::TenantId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service_runtime::clock;
use time::{Duration, OffsetDateTime};

use crate::conversations::{turn, write};
use crate::people::{Browser, add_user, code};
use crate::{Service, TOKEN};

const ANA: &str = "971500000001@c.us";

async fn conversation(service: &Service, tenant: TenantId) -> String {
    let path = format!("/api/tenants/{tenant}/conversations");
    let (_, page) = service.ask(Method::GET, &path, None).await;
    format!("{path}/{}", page["conversations"][0]["id"])
}

async fn delete(service: &Service, path: &str) -> (StatusCode, String) {
    let request = service.client.delete(format!("{}{path}", service.base));
    let answer = request.bearer_auth(TOKEN).send().await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap_or_default();
    crate::document::check(&Method::DELETE, path, status, &body);
    (status, code(&body).to_owned())
}

/// A flow's state after this was said, and when it is about to follow up.
fn state(said: &str) -> (Value, OffsetDateTime) {
    let flow = flow::templates::template("sale").unwrap();
    let flow = flow::Flow {
        id: "template:sale".to_owned(),
        ..flow
    };
    let script = Script::Qualifier(Qualifier {
        flow: &flow,
        understanding: &understanding::Understanding::new(),
    });
    let circumstances = Circumstances {
        opted_out: false,
        now: clock::now(),
    };
    let agency = Agency { name: "Palm Homes" };
    let turn = bot::turn(script, agency, None, &[Input::Text(said)], circumstances);
    let state = serde_json::to_value(&turn.state).unwrap();
    (state, turn.wake_at.expect("a follow-up"))
}

#[tokio::test]
async fn what_the_bot_is_about_to_do_is_shown_and_dropped() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    write(&service, tenant, ANA, "Hello").await;
    let path = conversation(&service, tenant).await;
    let bot = async || {
        let (status, bot) = service.ask(Method::GET, &format!("{path}/bot"), None).await;
        assert_eq!(status, StatusCode::OK, "{bot}");
        bot
    };
    let next = format!("{path}/next");
    let before = bot().await;
    assert_eq!(before["next"]["kind"], "turn");
    assert_eq!(
        (&before["flow"], &before["step"]),
        (&Value::Null, &Value::Null)
    );
    // The answer itself is nobody's to drop: whoever wants to answer takes the chat.
    let planned = delete(&service, &next).await;
    assert_eq!(
        planned,
        (StatusCode::NOT_FOUND, "nothing_planned".to_owned())
    );

    let (state, wake_at) = state("I want to buy a two bedroom flat");
    take(&service, tenant, state, wake_at).await;
    let now = bot().await;
    assert_eq!(now["flow"], json!({"name": "template:sale", "version": 1}));
    assert_eq!(now["step"]["kind"], "question");
    assert!(now["step"]["text"].is_string(), "{now}");
    assert_eq!(now["handed_over"], false);
    assert_eq!(now["next"]["kind"], "follow_up");
    assert_eq!(now["planned"], json!([]));

    let dropped = delete(&service, &next).await;
    assert_eq!(dropped.0, StatusCode::NO_CONTENT);
    assert_eq!(bot().await["next"], Value::Null);
    assert_eq!(delete(&service, &next).await.1, "nothing_planned");
    let reminder = "select count(*)::text from conversations where state ? 'reminder'";
    assert_eq!(
        service.test.ask(reminder).await.unwrap().as_deref(),
        Some("0")
    );
    service.stop().await;
}

/// The bot takes its turn, says nothing, and knows this from now on.
async fn take(service: &Service, tenant: TenantId, state: Value, wake_at: OffsetDateTime) {
    let now = clock::now() + Duration::SECOND;
    let mut tx = service.database.begin(tenant).await.unwrap();
    let due = storage::conversations::lock_due(&mut tx, storage::Share::of_anybody(9), now);
    let due = due.await.unwrap();
    let conversations = storage::turns::lock(&mut tx, &due, now).await.unwrap();
    let [conversation] = &conversations[..] else {
        panic!("{conversations:?}")
    };
    let taken = storage::turns::Taken {
        conversation,
        state: Some(state),
        spoke: false,
        wake_at: Some(wake_at),
        needs_person_since: None,
        gate: None,
    };
    storage::turns::save(&mut tx, &[taken]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_reply_is_taken_back_until_it_is_being_sent() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    add_user(&service, other, "agent", "bea@marina.example").await;
    let bea = Browser::signed_in(&service, "bea@marina.example").await;
    write(&service, tenant, ANA, "Hello").await;
    turn(&service, tenant, Some("Which area?")).await;
    let path = conversation(&service, tenant).await;
    let (_, detail) = service.ask(Method::GET, &path, None).await;
    let reply = |detail: &Value, at: usize| format!("{path}/outbox/{}", detail["outbox"][at]["id"]);

    let (_, bot) = service.ask(Method::GET, &format!("{path}/bot"), None).await;
    assert_eq!(bot["planned"], detail["outbox"], "{bot}");
    let answer = reply(&detail, 0);
    let elsewhere = answer.replacen(&tenant.to_string(), &other.to_string(), 1);
    for at in [&answer, &elsewhere] {
        let (status, _) = bea.ask(Method::DELETE, at, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    for action in ["bot", "next"] {
        let method = if action == "bot" {
            Method::GET
        } else {
            Method::DELETE
        };
        let at = format!("{path}/{action}").replacen(&tenant.to_string(), &other.to_string(), 1);
        let (status, problem) = bea.ask(method, &at, None).await;
        assert_eq!(
            (status, code(&problem)),
            (StatusCode::NOT_FOUND, "conversation_not_found")
        );
    }
    assert_eq!(delete(&service, &answer).await.0, StatusCode::NO_CONTENT);
    assert_eq!(
        delete(&service, &answer).await.0,
        StatusCode::NO_CONTENT,
        "once more"
    );
    let (_, detail) = service.ask(Method::GET, &path, None).await;
    assert_eq!(detail["outbox"][0]["state"], "cancelled");
    assert!(
        detail["needs_person_since"].is_string(),
        "nobody answers: {detail}"
    );

    write(&service, tenant, ANA, "Marina").await;
    turn(&service, tenant, Some("Noted")).await;
    let (_, detail) = service.ask(Method::GET, &path, None).await;
    let sending = reply(&detail, 1);
    let begun = "update outbox set state = 'sending', attempts = 1 where body = 'Noted'";
    service.test.execute(begun).await.unwrap();
    assert_eq!(
        delete(&service, &sending).await,
        (StatusCode::CONFLICT, "already_sent".to_owned())
    );
    let farewell =
        "update outbox set state = 'queued', attempts = 0, kind = 'farewell' where body = 'Noted'";
    service.test.execute(farewell).await.unwrap();
    assert_eq!(delete(&service, &sending).await.1, "not_cancellable");
    assert_eq!(
        delete(&service, &format!("{path}/outbox/999999")).await.1,
        "reply_not_found"
    );
    service.stop().await;
}
