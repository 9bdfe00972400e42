//! Webhooks that are believed and have no tenant that takes them, and the customers who tell one.

use super::*;

/// A signed webhook of a tenant's session.
fn of_tenant(id: i64, event: &str) -> Request {
    let session = format!("tenant_{id}");
    let payload = json!({"id": "false_971500000000@c.us_AC36", "status": "WORKING"});
    let body = json!({"id": "evt_1", "event": event, "session": session, "payload": payload});
    let body = body.to_string();
    post_to(&format!("?tenant_id={id}"))
        .header(signature::HEADER, sign(id, &session, body.as_bytes()))
        .body(Body::from(body))
        .expect("a request")
}

/// An unsigned webhook of the shared session.
fn shared(event: &str, payload: &Value) -> Request {
    let body = json!({"event": event, "session": "shared", "payload": payload});
    post_to("")
        .body(Body::from(body.to_string()))
        .expect("a request")
}

fn message_of(phone: &str) -> Request {
    shared(
        "message.any",
        &json!({"id": format!("false_{phone}@c.us_AC36"), "body": "hi"}),
    )
}

fn not_found() -> (StatusCode, Value) {
    (
        StatusCode::NOT_FOUND,
        json!({"status": "error", "message": "Tenant not found"}),
    )
}

async fn answer(memory: &Memory, request: Request) -> (StatusCode, Value) {
    let (status, _, body) = call(memory, request).await;
    (status, body)
}

#[tokio::test]
async fn what_people_wrote_to_a_suspended_or_unknown_tenant_is_kept_and_refused() {
    for (id, reason) in [
        (7, Unrouted::TenantSuspended(tenant(7), Routing::Url)),
        (9, Unrouted::TenantUnknown(tenant(9), Routing::Url)),
    ] {
        let memory = Memory::default();
        // WAHA comes again, and it is one message all the same.
        for _ in 0..3 {
            let answer = answer(&memory, of_tenant(id, "message.any")).await;
            assert_eq!(answer, not_found());
        }
        assert_eq!(memory.kept(), [reason]);
        // How things stood at one moment is of no use later.
        for event in ["session.status", "message.ack", "presence.update"] {
            assert_eq!(answer(&memory, of_tenant(id, event)).await, not_found());
        }
        assert_eq!(memory.kept().len(), 1);
        assert!(memory.stored().is_empty());
    }
}

#[tokio::test]
async fn nothing_is_kept_for_a_tenant_that_was_deleted_nor_for_strangers() {
    let memory = Memory::default();
    assert_eq!(
        answer(&memory, of_tenant(8, "message.any")).await,
        not_found()
    );
    let mut unsigned = of_tenant(7, "message.any");
    unsigned.headers_mut().remove(signature::HEADER);
    assert_eq!(answer(&memory, unsigned).await.0, StatusCode::UNAUTHORIZED);
    assert!(memory.kept().is_empty());
}

#[tokio::test]
async fn the_customer_of_a_shared_session_tells_the_tenant() {
    let memory = Memory::default();
    let (status, body) = answer(&memory, message_of(OF_FIVE)).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    assert_eq!(body, json!({"status": "received", "tenant_id": 5}));
    // Our own message in the same chat, under a LID whose number is beside it, and how far it came.
    let own = json!({"id": "true_99887766554433@lid_3EB0",
        "_data": {"Info": {"RecipientAlt": format!("{OF_FIVE}@s.whatsapp.net")}}});
    let ack = json!({"id": format!("true_{OF_FIVE}@c.us_3EB0"), "ack": 2});
    for (event, payload) in [("message.any", own), ("message.ack", ack)] {
        let (status, body) = answer(&memory, shared(event, &payload)).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    }
    let stored = memory.stored();
    let keys: Vec<&str> = stored.iter().map(|event| event.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "5:shared:ack:out:3EB0:2",
            "5:shared:message:in:AC36",
            "5:shared:message:out:3EB0"
        ]
    );
    assert!(stored.iter().all(|event| event.routing == Routing::Phone));
    assert!(memory.kept().is_empty());
}

#[tokio::test]
async fn a_customer_who_tells_no_tenant_is_kept_with_the_reason() {
    let phone = |text: &str| text.parse::<Phone>().expect("a phone");
    let lid = json!({"id": "false_99887766554433@lid_AC36"});
    for (request, reason) in [
        (
            message_of(OF_NOBODY),
            Unrouted::UnknownPhone(Some(phone(OF_NOBODY))),
        ),
        (shared("message", &lid), Unrouted::UnknownPhone(None)),
        (
            message_of(OF_SEVERAL),
            Unrouted::Ambiguous(phone(OF_SEVERAL)),
        ),
        (
            message_of(OF_SUSPENDED),
            Unrouted::TenantSuspended(tenant(7), Routing::Phone),
        ),
    ] {
        let memory = Memory::default();
        assert_eq!(answer(&memory, request).await, not_found(), "{reason}");
        assert_eq!(memory.kept(), [reason]);
        assert!(memory.stored().is_empty());
    }
}

#[tokio::test]
async fn what_is_nobodys_customer_is_refused_and_not_kept() {
    let memory = Memory::default();
    let group = json!({"id": "false_120363041234567890@g.us_AC36_971500000005@c.us"});
    for (event, payload) in [
        ("message.any", group),
        ("session.status", json!({"status": "WORKING"})),
        ("message.any", json!({})),
    ] {
        let answer = answer(&memory, shared(event, &payload)).await;
        assert_eq!(answer, not_found(), "{event}");
    }
    assert!(memory.kept().is_empty() && memory.stored().is_empty());
}

#[tokio::test]
async fn url_and_session_go_before_the_phone() {
    let memory = Memory::default();
    // The session `default` is tenant 42's, whoever's lead the customer is.
    let id = format!("false_{OF_FIVE}@c.us_AC36");
    let body = json!({"event": "message.any", "session": "default", "payload": {"id": id}});
    let request = |query: &str, body: &Value| {
        let body = Body::from(body.to_string());
        post_to(query).body(body).expect("a request")
    };
    let (status, told) = answer(&memory, request("", &body)).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    assert_eq!(told["tenant_id"], 42);
    // Who names a tenant is not asked about: the shared session is not that tenant's.
    let body = json!({"event": "message.any", "session": "shared", "payload": {"id": id}});
    assert_eq!(
        answer(&memory, request("?tenant_id=5", &body)).await,
        not_found()
    );
    assert!(memory.kept().is_empty());
}

#[tokio::test]
async fn without_an_answer_it_is_asked_to_come_again() {
    let failures: [fn() -> LookupError; 4] = [
        || LookupError::Nobody,
        || LookupError::TimedOut,
        || LookupError::Unavailable,
        || LookupError::Disconnected,
    ];
    for failure in failures {
        let memory = Memory {
            no_answer: Some(failure),
            ..Memory::default()
        };
        let (status, headers, _) = call(&memory, message_of(OF_FIVE)).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{:?}", failure());
        assert!(headers.contains_key("retry-after"));
        assert!(memory.kept().is_empty() && memory.stored().is_empty());
        // Whose webhook tells its tenant does not need the answer.
        assert_eq!(call(&memory, signed(MESSAGE)).await.0, StatusCode::ACCEPTED);
    }
}

#[tokio::test]
async fn questions_have_a_share_of_the_places() {
    let memory = Memory::default();
    let door = door(&memory, true);
    door.lookups.forget_permits(usize::MAX);
    let (status, headers, _) = call_door(door, message_of(OF_FIVE)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(headers.contains_key("retry-after"));
}

#[tokio::test]
async fn what_cannot_be_kept_is_asked_to_come_again() {
    let memory = Memory {
        failure: Some(|| PublishError::Full),
        ..Memory::default()
    };
    for request in [of_tenant(7, "message.any"), message_of(OF_NOBODY)] {
        let (status, body) = answer(&memory, request).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    }
}
