//! What is erased, deleted or too old is nowhere any more: every table, stream and file is searched.

mod house;

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use service_runtime::clock;

use self::house::{EVERYWHERE, House, NEIGHBOUR, PERSON, files};
use crate::people::{Browser, add_user};
use crate::{TOKEN, eventually};

#[tokio::test]
async fn of_somebody_who_is_erased_nothing_is_left_anywhere() {
    let house = House::open(&[]).await;
    let tenant = house.service.add_tenant("Palm Homes").await;
    let earlier = clock::now() - Duration::from_mins(5);
    house.fill(tenant, earlier).await;
    assert_eq!(house.places().await, EVERYWHERE, "the search finds all");

    let contact = house.contact(tenant, "phone=%2B971%20500777123").await[0];
    assert_eq!(house.erase(tenant, contact).await, StatusCode::ACCEPTED);
    let gone = async || house.places().await.is_empty().then_some(());
    eventually("nothing is left", gone).await;
    // Until it is over, it can be asked for again.
    assert_eq!(house.erase(tenant, contact).await, StatusCode::NOT_FOUND);

    // The neighbour, who is the agent as well, has kept everything of their own.
    let left = "select (select count(*) from contacts) || ' ' || (select count(*) from messages) || ' '
                    || (select count(*) from media) || ' ' || (select count(*) from files_to_remove)";
    assert_eq!(house.count(left).await, "1 2 1 0");
    let held = house.service.bus.everything().await.unwrap();
    let of_neighbour = |held: &&bus::testing::Held| {
        let name = NEIGHBOUR.as_bytes();
        held.bytes.windows(name.len()).any(|at| at == name)
    };
    assert_eq!(held.iter().filter(of_neighbour).count(), 4);
    assert_eq!(files(house.folder.path()).len(), 1);

    let entries = "select string_agg(action || ' ' || detail, ' ') from audit_log where action like 'contact%'";
    assert_eq!(
        house.count(entries).await,
        format!("contact_erased contact:{contact}")
    );
    house.service.stop().await;
}

#[tokio::test]
async fn what_was_on_its_way_goes_as_well_and_what_is_written_later_stays() {
    let house = House::open(&[]).await;
    let tenant = house.service.add_tenant("Palm Homes").await;
    let earlier = clock::now() - Duration::from_mins(5);
    house
        .says(tenant, (PERSON, "Zarathustra"), "I have a quokka", earlier)
        .await;
    let contact = house.contact(tenant, "phone=971500777123").await[0];
    assert_eq!(house.erase(tenant, contact).await, StatusCode::ACCEPTED);
    // Asked again while it is under way, it is no other erasure.
    assert_eq!(house.erase(tenant, contact).await, StatusCode::ACCEPTED);
    // A worker had these in its hands.
    house
        .says(
            tenant,
            (PERSON, "Zarathustra"),
            "the quokka sleeps",
            earlier,
        )
        .await;
    let gone = async || house.places().await.is_empty().then_some(());
    eventually("what came late is gone", gone).await;

    let now = clock::now() + Duration::from_secs(1);
    house
        .says(tenant, (PERSON, "Zarathustra"), "another quokka", now)
        .await;
    let contact = house.contact(tenant, "phone=971500777123").await[0];
    assert_eq!(house.erase(tenant, contact).await, StatusCode::ACCEPTED);
    house
        .says(tenant, (PERSON, "Zarathustra"), "it sleeps", earlier)
        .await;
    let later = clock::now() + Duration::from_secs(2);
    house
        .says(tenant, (PERSON, "Zarathustra"), "I am back", later)
        .await;
    let over =
        async || (house.count("select count(*)::text from erasures").await == "0").then_some(());
    eventually("the erasure is over", over).await;
    let texts = "select string_agg(body, ', ') from messages";
    assert_eq!(house.count(texts).await, "I am back");
    house.service.stop().await;
}

#[tokio::test]
async fn of_a_tenant_that_is_deleted_nothing_is_left_anywhere() {
    let house = House::open(&[]).await;
    let tenant = house.service.add_tenant("Palm Homes").await;
    house.fill(tenant, clock::now()).await;
    assert_eq!(house.places().await, EVERYWHERE, "the search finds all");
    let path = format!("/api/tenants/{tenant}");
    let (status, _) = house.service.ask(Method::DELETE, &path, None).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    let gone = async || house.places().await.is_empty().then_some(());
    eventually("nothing is left", gone).await;
    assert!(files(house.folder.path()).is_empty());
    house.service.stop().await;
}

#[tokio::test]
async fn what_is_older_than_its_tenant_keeps_it_goes_and_the_lead_stays() {
    let house = House::open(&[("privacy.period", "1s")]).await;
    let tenant = house.service.add_tenant("Palm Homes").await;
    let old = clock::now() - Duration::from_hours(24 * 40);
    let other = house.service.add_tenant("Marina Estates").await;
    for tenant in [tenant, other] {
        house
            .says(tenant, (PERSON, "Ana"), "an old quokka", old)
            .await;
        house
            .says(tenant, (PERSON, "Ana"), "I am new", clock::now())
            .await;
    }
    let lead = "insert into leads (tenant_id, contact_id, name, stage) select tenant_id, id, 'Ana', 'new' from contacts;
                insert into message_changes (tenant_id, message_key, kind, author, body, changed_at, told_at)
                select tenant_id, key, 'edit', 'in', 'two quokkas', sent_at, sent_at from messages where body like '%quokka%';
                insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, state, created_at)
                select tenant_id, id, session, chat_id, 1, 0, 'A quokka?', 'cancelled', now() - interval '40 days'
                from conversations;
                update media set state = 'stored';
                update conversations c set taken_id = (select min(m.id) from messages m where m.conversation_id = c.id)";
    house.service.test.execute(lead).await.unwrap();
    let path = format!("/api/tenants/{tenant}/privacy");
    let keep = async |messages: Value, media: Value| {
        let body = json!({"messages_days": messages, "media_days": media});
        house.service.ask(Method::PUT, &path, Some(body)).await
    };
    let (status, _) = keep(Value::Null, json!(30)).await;
    assert_eq!(status, StatusCode::OK);
    let states = "select string_agg(state, ' ' order by tenant_id, received_at) from media";
    let expired = async || (house.count(states).await == "gone stored stored stored").then_some(());
    eventually("the old file is gone and its message is there", expired).await;
    let without_file = async || (files(house.folder.path()).len() == 3).then_some(());
    eventually("the old file is gone", without_file).await;
    let messages = "select string_agg(body, ', ' order by tenant_id, sent_at) from messages";
    assert_eq!(
        house.count(messages).await,
        "an old quokka, I am new, an old quokka, I am new"
    );

    let (status, body) = keep(json!(30), json!(30)).await;
    assert_eq!((status, &body["is_set"]), (StatusCode::OK, &json!(true)));
    let gone =
        async || (house.count(messages).await == "I am new, an old quokka, I am new").then_some(());
    eventually("the old message is gone", gone).await;
    let rest = "select (select count(*) from leads) || ' ' || (select count(*) from conversations) || ' '
                    || (select count(*) from message_changes) || ' ' || (select count(*) from outbox)";
    assert_eq!(house.count(rest).await, "2 2 1 1");

    keep(json!(1), json!(1)).await;
    let path = format!("/api/tenants/{other}");
    house.service.ask(Method::DELETE, &path, None).await;
    let nothing_old = async || {
        (house.places().await.replace(' ', "") == "contact_addressesconversations").then_some(())
    };
    eventually("of the old nothing is left", nothing_old).await;
    house.service.stop().await;
}

#[tokio::test]
async fn how_long_is_kept_is_the_tenants_word_within_the_operators() {
    let house = House::open(&[
        ("privacy.messages_days", "365"),
        ("privacy.messages_days_at_most", "400"),
    ])
    .await;
    let tenant = house.service.add_tenant("Palm Homes").await;
    let path = format!("/api/tenants/{tenant}/privacy");
    let (_, before) = house.service.ask(Method::GET, &path, None).await;
    let expected = json!({"messages_days": 365, "media_days": null, "is_set": false,
                          "messages_days_default": 365, "media_days_default": null,
                          "messages_days_at_most": 400, "media_days_at_most": null});
    assert_eq!(before, expected);
    for (messages, field) in [
        (json!(401), "messages_days"),
        (json!(0), "messages_days"),
        (Value::Null, "messages_days"),
    ] {
        let body = json!({"messages_days": messages, "media_days": null});
        let (status, problem) = house.service.ask(Method::PUT, &path, Some(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let body = json!({"messages_days": 30, "media_days": 7});
    let (status, after) = house.service.ask(Method::PUT, &path, Some(body)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&after["messages_days"], &after["media_days"]),
        (&json!(30), &json!(7))
    );
    assert_eq!(after["messages_days_default"], 365);
    let (_, again) = house.service.ask(Method::GET, &path, None).await;
    assert_eq!(again, after);
    house.service.stop().await;
}

#[tokio::test]
async fn an_export_has_all_that_is_known_of_one_person_and_nothing_of_another() {
    let house = House::open(&[]).await;
    let tenant = house.service.add_tenant("Palm Homes").await;
    add_user(&house.service, tenant, "agent", "ben@palm.example").await;
    house.fill(tenant, clock::now()).await;
    for number in 0..250 {
        let text = format!("more {}", "x".repeat(number));
        house
            .says(tenant, (PERSON, "Zarathustra"), &text, clock::now())
            .await;
    }
    let contact = house.contact(tenant, "phone=971500777123").await[0];
    let read = async |path: &str| {
        let url = format!("{}/api/tenants/{tenant}/{path}", house.service.base);
        let answer = house
            .service
            .client
            .get(url)
            .bearer_auth(TOKEN)
            .send()
            .await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let text = answer.text().await.unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        (text, lines)
    };
    let (text, lines) = read(&format!("contacts/{contact}/export")).await;
    let count =
        |lines: &[Value], kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    for (kind, number) in [
        ("contact", 1),
        ("address", 1),
        ("merge", 1),
        ("lead", 1),
        ("lead_change", 1),
        ("crm_delivery", 1),
        ("conversation", 1),
        ("message", 251),
        ("said", 1),
    ] {
        assert_eq!(count(&lines, kind), number, "{kind}");
    }
    assert!(!text.contains("Neighbour") && !text.contains("next door"));
    let message = lines
        .iter()
        .find(|line| line["data"]["body"] == "I have a quokka");
    let message = &message.unwrap()["data"];
    assert_eq!(message["changes"][0]["body"], "two quokkas");
    let path = message["media"]["path"].as_str().unwrap();
    let url = format!("{}{path}", house.service.base);
    let file = house
        .service
        .client
        .get(url)
        .bearer_auth(TOKEN)
        .send()
        .await
        .unwrap();
    assert_eq!(file.status(), StatusCode::OK);

    let (text, lines) = read("export").await;
    assert_eq!(
        (
            count(&lines, "tenant"),
            count(&lines, "contact"),
            count(&lines, "user")
        ),
        (1, 2, 1)
    );
    assert_eq!(count(&lines, "message"), 254);
    assert!(text.contains("next door") && !text.contains("argon2"));
    let agent = Browser::signed_in(&house.service, "ben@palm.example").await;
    let export = format!("/api/tenants/{tenant}/export");
    assert_eq!(
        agent.ask(Method::GET, &export, None).await.0,
        StatusCode::FORBIDDEN
    );
    let audited =
        "select string_agg(action, ' ' order by id) from audit_log where action like '%exported'";
    assert_eq!(
        house.count(audited).await,
        "contact_exported tenant_exported"
    );
    house.service.stop().await;
}
