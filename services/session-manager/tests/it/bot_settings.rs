//! How a tenant wants its bot.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::Service;
use crate::people::{Browser, add_user};

fn defaults() -> Value {
    json!({
        "time_zone": "Asia/Dubai",
        "quiet_hours": {"from": "22:00", "until": "08:00", "answers": false},
        "shield": true,
        "deep_link_codes": [],
        "trigger_words": [],
        "agent_phone": null,
    })
}

/// The defaults, but for one value.
fn with(pointer: &str, value: Value) -> Value {
    let mut settings = defaults();
    *settings.pointer_mut(pointer).unwrap() = value;
    settings
}

#[tokio::test]
async fn an_owner_says_how_the_bot_is_to_be_and_an_agent_reads_it() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    add_user(&service, tenant, "owner", "ana@palm.example").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    let path = format!("/api/tenants/{tenant}/bot-settings");
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let (status, settings) = agent.ask(Method::GET, &path, None).await;
    assert_eq!((status, settings), (StatusCode::OK, defaults()));

    let wanted = json!({
        "time_zone": "europe/moscow",
        "quiet_hours": {"from": "23:30", "until": "23:30", "answers": true},
        "shield": false,
        "deep_link_codes": [" AD-55 "],
        "trigger_words": ["پیش‌فروش", "villa"],
        "agent_phone": "971 50 765 4321",
    });
    let owner = Browser::signed_in(&service, "ana@palm.example").await;
    let (status, saved) = owner.ask(Method::PUT, &path, Some(wanted.clone())).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    let mut expected = wanted;
    expected["time_zone"] = json!("Europe/Moscow");
    expected["deep_link_codes"] = json!(["AD-55"]);
    expected["agent_phone"] = json!("+971507654321");
    assert_eq!(saved, expected);
    let (_, read) = agent.ask(Method::GET, &path, None).await;
    assert_eq!(read, expected);

    // What is left out of the next is not what it was, but missing; and nobody else's is another.
    let (status, problem) = owner
        .ask(Method::PUT, &path, Some(json!({"shield": true})))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        problem["detail"].as_str().unwrap().contains("time_zone"),
        "{problem}"
    );
    let path_of_other = format!("/api/tenants/{other}/bot-settings");
    let (_, settings) = service.ask(Method::GET, &path_of_other, None).await;
    assert_eq!(settings, defaults());
    for method in [Method::GET, Method::PUT] {
        let body = (method == Method::PUT).then(defaults);
        let nobodys = "/api/tenants/999999/bot-settings";
        let (status, problem) = service.ask(method, nobodys, body).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(problem["code"], "tenant_not_found");
    }
    let audit = format!("/api/tenants/{tenant}/audit?action=bot_settings_changed");
    let (_, page) = service.ask(Method::GET, &audit, None).await;
    assert_eq!(page["entries"].as_array().unwrap().len(), 1, "{page}");
    service.stop().await;
}

#[tokio::test]
async fn what_cannot_be_wanted_is_refused_and_named() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}/bot-settings");
    let many: Vec<_> = (0..51).map(|n| n.to_string()).collect();
    for (pointer, value, field) in [
        ("/time_zone", json!("Dubai"), "time_zone"),
        ("/time_zone", json!(4), "time_zone"),
        ("/quiet_hours", json!(null), "quiet_hours"),
        ("/quiet_hours/from", json!("8:00"), "quiet_hours.from"),
        ("/quiet_hours/until", json!("24:00"), "quiet_hours.until"),
        ("/quiet_hours/answers", json!("no"), "quiet_hours.answers"),
        ("/shield", json!("on"), "shield"),
        ("/deep_link_codes", json!([""]), "deep_link_codes[0]"),
        ("/deep_link_codes", json!(many), "deep_link_codes"),
        (
            "/trigger_words",
            json!(["a", "b", "A "]),
            "trigger_words[2]",
        ),
        (
            "/trigger_words",
            json!(["x".repeat(65)]),
            "trigger_words[0]",
        ),
        ("/trigger_words", json!(["rent", 5]), "trigger_words[1]"),
        ("/agent_phone", json!("0501234567"), "agent_phone"),
        ("/agent_phone", json!("+971"), "agent_phone"),
        ("/agent_phone", json!(971_507_654_321_u64), "agent_phone"),
    ] {
        let body = with(pointer, value.clone());
        let (status, problem) = service.ask(Method::PUT, &path, Some(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{pointer} {value}");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let mut unknown = defaults();
    unknown["langauge"] = json!("fa");
    let (status, problem) = service.ask(Method::PUT, &path, Some(unknown)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["field"], "langauge", "{problem}");
    let (_, settings) = service.ask(Method::GET, &path, None).await;
    assert_eq!(settings, defaults());
    service.stop().await;
}
