//! What a tenant's people see first.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service_runtime::clock;
use storage::home;
use storage::leads::{Class, Lead, Score, Stage};

use crate::Service;
use crate::conversations::{turn, write};
use crate::leads::learn;
use crate::people::{Browser, add_user};

#[tokio::test]
async fn a_first_page_says_how_the_days_went_and_what_waits() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    add_user(&service, tenant, "agent", "ben@palm.example").await;
    let agent = Browser::signed_in(&service, "ben@palm.example").await;
    let path = format!("/api/tenants/{tenant}/home");
    let (status, empty) = agent.ask(Method::GET, &path, None).await;
    assert_eq!(status, StatusCode::OK, "{empty}");
    assert_eq!(empty["days"], 30);
    assert_eq!(empty["time_zone"], "Asia/Dubai");
    assert_eq!(empty["first_reply"]["median_seconds"], Value::Null);
    assert_eq!(empty["waiting"]["oldest_since"], Value::Null);

    write(&service, tenant, "971500000001@c.us", "Hi").await;
    write(&service, tenant, "971500000002@c.us", "Hi").await;
    write(&service, other, "971500000003@c.us", "Hi").await;
    turn(&service, tenant, Some("Hello")).await;
    let hot = Lead {
        stage: Stage::HandedOver,
        score: Some(Score {
            points: 12,
            class: Class::Hot,
            reasons: Vec::new(),
        }),
        ..Lead::default()
    };
    learn(&service, tenant, "971500000001", hot.clone()).await;
    learn(&service, tenant, "971500000002", Lead::default()).await;
    learn(&service, other, "971500000003", hot).await;
    let now = clock::now();
    let (settled, since) = (now + time::Duration::MINUTE, now - time::Duration::DAY);
    // The service itself may be counting at this moment.
    while home::count(&service.database, settled, since, 10)
        .await
        .unwrap()
        == 0
    {}
    let (_, page) = agent
        .ask(Method::GET, &format!("{path}?days=7"), None)
        .await;
    let days = page["per_day"].as_array().unwrap();
    assert_eq!(days.len(), 7);
    assert!(days.is_sorted_by_key(|day| day["day"].as_str().unwrap().to_owned()));
    let sum = |field: &str| -> i64 {
        // Midnight may pass in the middle of this.
        days.iter().map(|day| day[field].as_i64().unwrap()).sum()
    };
    let fields = ["conversations", "received", "bot_replies", "people_replies"];
    assert_eq!(fields.map(sum), [2, 2, 0, 0], "{page}");
    assert_eq!(["leads", "hot_leads"].map(sum), [2, 1]);
    assert_eq!(page["leads"]["new"], 2);
    assert_eq!(page["leads"]["hot"], 1);
    let stages = page["leads"]["stages"].as_array().unwrap();
    assert_eq!(stages[0], json!({"stage": "new", "leads": 1}));
    assert_eq!(stages[2], json!({"stage": "handed_over", "leads": 1}));
    assert_eq!(
        page["replies"],
        json!({"sent": 0, "failed": 0, "waiting": 2})
    );
    for wrong in ["0", "8", "91"] {
        let path = format!("{path}?days={wrong}");
        let (status, problem) = agent.ask(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], "days");
    }
    let theirs = format!("/api/tenants/{other}/home");
    let (status, _) = agent.ask(Method::GET, &theirs, None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    service.stop().await;
}
