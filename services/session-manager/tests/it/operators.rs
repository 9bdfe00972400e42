//! What operators see of the whole house, and of one message's way through it.

use std::time::{Duration, Instant};

use domain::TenantId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::conversations::{turn, write};
use crate::people::code;
use crate::{Service, eventually};

const CUSTOMER: &str = "971500000001@c.us";

#[tokio::test]
async fn the_fleet_shows_what_waits_and_says_so_when_nats_is_away() {
    let mut service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    write(&service, tenant, CUSTOMER, "Hi").await;
    let (status, fleet) = service.ask(Method::GET, "/api/fleet", None).await;
    assert_eq!(status, StatusCode::OK, "{fleet}");
    assert_eq!(fleet["bus_problem"], Value::Null);
    assert_eq!(fleet["mailboxes"]["waiting"], 1);
    assert!(fleet["mailboxes"]["oldest_since"].is_string(), "{fleet}");
    assert_eq!(
        fleet["outbox"],
        json!({"waiting": 0, "oldest_due_at": null, "failed_today": 0})
    );
    assert_eq!(
        (&fleet["dead_letters"], &fleet["unrouted"]),
        (&json!(0), &json!(0))
    );
    let names = |list: &str| -> Vec<String> {
        let list = fleet[list].as_array().unwrap().iter();
        list.map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(
        names("streams").contains(&"WAHA_BULK".to_owned()),
        "{fleet}"
    );
    let consumers = ["bot-worker", "bot-worker-bulk", "session-manager"];
    assert_eq!(names("consumers"), consumers);
    assert_eq!(names("nodes").len(), 1, "that of the settings");

    turn(&service, tenant, Some("Hello.")).await;
    let (_, fleet) = service.ask(Method::GET, "/api/fleet", None).await;
    assert_eq!(
        fleet["mailboxes"],
        json!({"waiting": 0, "oldest_since": null})
    );
    assert_eq!(fleet["outbox"]["waiting"], 1);
    let failed = "update outbox set state = 'failed' returning 'done'";
    service.test.ask(failed).await.unwrap();

    service.nats.kill().unwrap();
    let away = async || {
        let begun = Instant::now();
        let (status, fleet) = service.ask(Method::GET, "/api/fleet", None).await;
        assert_eq!(status, StatusCode::OK, "{fleet}");
        assert!(begun.elapsed() < Duration::from_secs(10));
        fleet["bus_problem"].is_string().then_some(fleet)
    };
    let fleet = eventually("that NATS is away", away).await;
    for unknown in ["streams", "consumers", "dead_letters", "unrouted"] {
        assert_eq!(fleet[unknown], Value::Null, "{fleet}");
    }
    assert_eq!(
        fleet["outbox"],
        json!({"waiting": 0, "oldest_due_at": null, "failed_today": 1})
    );
}

/// The names of the steps.
fn names(trace: &Value) -> Vec<&str> {
    let steps = trace["steps"].as_array().unwrap().iter();
    steps.map(|step| step["name"].as_str().unwrap()).collect()
}

fn at(step: &Value) -> OffsetDateTime {
    OffsetDateTime::parse(step["at"].as_str().unwrap(), &Rfc3339).unwrap()
}

#[tokio::test]
async fn a_trace_tells_the_way_of_a_message_and_of_its_answer() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let other = service.add_tenant("Marina Estates").await;
    write(&service, tenant, CUSTOMER, "my secret wish").await;
    let ask = async |query: String| {
        let path = format!("/api/trace?{query}");
        service.ask(Method::GET, &path, None).await
    };
    let of_message = |tenant: TenantId, id: &str| format!("tenant_id={tenant}&message_id={id}");
    let id = service.test.ask("select id::text from messages").await;
    let message = id.unwrap().unwrap();
    let (status, trace) = ask(of_message(tenant, &message)).await;
    assert_eq!(status, StatusCode::OK, "{trace}");
    assert_eq!(names(&trace), ["written", "received", "stored"]);

    turn(&service, tenant, Some("our secret answer")).await;
    // As a worker does it, and as WhatsApp then acknowledges it.
    for change in [
        "update outbox set state = 'sending', begun_at = clock_timestamp(), attempts = 1 returning 'done'",
        "update outbox set state = 'sent', sent_at = clock_timestamp(), stanza = 'ours', ack = 1 returning 'done'",
        "update outbox set ack = 2 returning 'done'",
        "update outbox set ack = 3 returning 'done'",
    ] {
        service.test.ask(change).await.unwrap();
    }
    let (_, trace) = ask(of_message(tenant, &message)).await;
    let whole = [
        "written",
        "received",
        "stored",
        "turn",
        "due",
        "begun",
        "sent",
        "delivered",
        "read",
    ];
    assert_eq!(names(&trace), whole, "{trace}");
    let steps = trace["steps"].as_array().unwrap();
    for pair in steps.windows(2) {
        let after = at(&pair[1]) - at(&pair[0]);
        assert_eq!(
            pair[1]["after_ms"],
            json!(i64::try_from(after.whole_milliseconds()).unwrap())
        );
    }
    let text = trace.to_string();
    assert!(
        !text.contains("secret") && !text.contains("97150"),
        "{text}"
    );

    // The same from the other end.
    let id = service.test.ask("select id::text from outbox").await;
    let reply = id.unwrap().unwrap();
    let (_, of_reply) = ask(format!("tenant_id={tenant}&reply_id={reply}")).await;
    assert_eq!(of_reply, trace);

    for (query, status, said) in [
        (of_message(other, &message), 404, "message_not_found"),
        (
            format!("tenant_id={other}&reply_id={reply}"),
            404,
            "reply_not_found",
        ),
        (of_message(tenant, "999999"), 404, "message_not_found"),
        (
            format!("tenant_id=999999&reply_id={reply}"),
            404,
            "tenant_not_found",
        ),
        (format!("tenant_id={tenant}"), 400, "invalid_request"),
        (format!("reply_id={reply}"), 400, "invalid_request"),
        (
            format!("tenant_id={tenant}&reply_id={reply}&message_id={message}"),
            400,
            "invalid_request",
        ),
    ] {
        let (found, problem) = ask(query).await;
        assert_eq!(
            (found.as_u16(), code(&problem)),
            (status, said),
            "{problem}"
        );
    }
    service.stop().await;
}

#[tokio::test]
async fn usage_lists_tenants_by_their_messages_in_pages() {
    let service = Service::start().await;
    let quiet = service.add_tenant("Quiet Homes").await;
    let busy = service.add_tenant("Busy Homes").await;
    let middling = service.add_tenant("Middling Homes").await;
    write(&service, middling, CUSTOMER, "Hi").await;
    turn(&service, middling, Some("Hello.")).await;
    let sent = "update outbox set state = 'sent', sent_at = now() returning 'done'";
    service.test.ask(sent).await.unwrap();
    for text in ["Hi", "there", "again"] {
        write(&service, busy, CUSTOMER, text).await;
    }
    write(&service, busy, "971500000002@c.us", "Hello").await;
    let suspended = format!("/api/tenants/{quiet}");
    let body = Some(json!({"enabled": false}));
    service.ask(Method::PATCH, &suspended, body).await;

    let (status, page) = service.ask(Method::GET, "/api/usage?limit=2", None).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let expected = json!([
        {
            "tenant_id": busy.get(), "name": "Busy Homes", "state": "active", "received": 4, "sent": 0,
            "failed": 0, "conversations": 2, "leads": 0, "llm_tokens": 0,
        },
        {
            "tenant_id": middling.get(), "name": "Middling Homes", "state": "active", "received": 1, "sent": 1,
            "failed": 0, "conversations": 1, "leads": 0, "llm_tokens": 0,
        },
    ]);
    assert_eq!(page["usage"], expected);
    let next = page["next_before"].as_str().unwrap();
    let rest = format!("/api/usage?limit=2&before={next}");
    let (_, rest) = service.ask(Method::GET, &rest, None).await;
    assert_eq!(rest["usage"].as_array().unwrap().len(), 1, "{rest}");
    assert_eq!(
        (&rest["usage"][0]["tenant_id"], &rest["usage"][0]["state"]),
        (&json!(quiet.get()), &json!("suspended"))
    );
    assert_eq!(rest["next_before"], Value::Null);

    for wrong in ["days=0", "days=91", "limit=0", "before=many"] {
        let path = format!("/api/usage?{wrong}");
        let (status, problem) = service.ask(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
        let field = wrong.split('=').next();
        assert_eq!(problem["errors"][0]["field"].as_str(), field, "{problem}");
    }
    service.stop().await;
}

#[tokio::test]
async fn operators_put_a_tenant_into_a_class_and_nobody_else_does() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}");
    let (_, body) = service.ask(Method::GET, &path, None).await;
    assert_eq!(body["class"], "standard", "{body}");

    let priority = Some(json!({"class": "priority"}));
    let (status, body) = service.ask(Method::PATCH, &path, priority).await;
    assert_eq!(
        (status, &body["class"], &body["name"]),
        (StatusCode::OK, &json!("priority"), &json!("Palm Homes"))
    );
    let gold = Some(json!({"class": "gold"}));
    let (status, problem) = service.ask(Method::PATCH, &path, gold).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    assert_eq!(problem["errors"][0]["field"], "class", "{problem}");
    let (_, body) = service.ask(Method::GET, &path, None).await;
    assert_eq!(body["class"], "priority", "{body}");
    service.stop().await;
}

#[tokio::test]
async fn the_whole_house_is_measured_from_the_start() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    write(&service, tenant, CUSTOMER, "Hi").await;
    let wanted = [
        "consumer_pending{stream=\"WAHA_EVENTS\",consumer=\"bot-worker\"} 0",
        "stream_messages{stream=\"WAHA_DEAD\"} 0",
        "sessions{state=\"connected\"} 0",
        "database_pool_connections{state=\"idle\"}",
        "mailboxes_due 1",
        "build_info{service=",
        "process_open_fds",
    ];
    for wanted in wanted {
        let what = format!("{wanted} in /metrics");
        eventually(&what, async || {
            let answer = service.client.get(format!("{}/metrics", service.base));
            let text = answer.send().await.unwrap().text().await.unwrap();
            text.contains(wanted).then_some(())
        })
        .await;
    }
    service.stop().await;
}
