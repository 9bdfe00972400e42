//! Conversations as people look them over.

use std::time::Duration;

use domain::TenantId;
use service_runtime::clock;
use storage::{
    Database,
    conversations::{self, Filter, Place, Summary},
    leads::{self, Lead},
    messages, outbox,
};

use crate::superseding::{begin, turn};
use crate::{chat, database, due, message, own_message, store_at, tenant};

async fn page(
    database: &Database,
    tenant: TenantId,
    after: Option<Place>,
    limit: i64,
) -> Vec<Summary> {
    let mut tx = database.begin(tenant).await.unwrap();
    conversations::list(&mut tx, tenant, &Filter::all(clock::now()), after, limit)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_newest_activity_is_first_and_pages_meet() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let start = clock::now();
    for n in 0..5_u32 {
        let mut hello = message(
            palm,
            &format!("97150000000{n}@c.us"),
            &format!("A{n}"),
            "Hi",
        );
        // Two in one second: WhatsApp's clock knows no smaller part.
        hello.sent_at = start + Duration::from_secs(u64::from(n / 2));
        store_at(&database, palm, &hello, start).await;
    }
    store_at(
        &database,
        marina,
        &message(marina, "971500000009@c.us", "B", "Hi"),
        start,
    )
    .await;
    // A person's message is activity as well.
    let mut answer = own_message(palm, "971500000000@c.us", "3A01");
    answer.sent_at = start + Duration::from_mins(1);
    store_at(&database, palm, &answer, start).await;

    let mut read = Vec::new();
    let mut after = None;
    loop {
        let found = page(&database, palm, after, 2).await;
        let Some(last) = found.last() else { break };
        after = Some(last.place());
        read.extend(found.into_iter().map(|found| found.chat.to_string()));
    }
    let expected = [0, 4, 3, 2, 1].map(|n| format!("97150000000{n}@c.us"));
    assert_eq!(read, expected);
}

#[tokio::test]
async fn a_person_has_every_address_and_the_name_that_he_told() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let mut hello = message(tenant, "201938475610293@lid", "AC01", "Hi");
    store_at(&database, tenant, &hello, now).await;
    let found = page(&database, tenant, None, 1).await.remove(0);
    assert_eq!(found.phone(), None);
    hello = message(tenant, "201938475610293@lid", "AC02", "Hi");
    hello.other_address = Some(chat("971509876543@c.us"));
    store_at(&database, tenant, &hello, now).await;
    let found = page(&database, tenant, None, 1).await.remove(0);
    assert_eq!(found.phone().unwrap().as_str(), "971509876543");
    assert_eq!(found.addresses.len(), 2);
    assert_eq!(found.name.as_deref(), Some("Ana"));
    assert!(found.waiting_since.is_some());

    let claims = due(&database).await;
    let mut tx = database.begin(tenant).await.unwrap();
    let conversation = storage::turns::lock(&mut tx, &claims, clock::now())
        .await
        .unwrap()
        .remove(0);
    let lead = Lead {
        phone: None,
        name: Some("Ana Petrova"),
        wish: None,
        language: None,
        ..Lead::default()
    };
    leads::save(&mut tx, tenant, conversation.contact, &lead)
        .await
        .unwrap();
    let found = conversations::lookup(&mut tx, tenant, found.id).await;
    assert_eq!(found.unwrap().unwrap().name.as_deref(), Some("Ana Petrova"));
}

#[tokio::test]
async fn the_newest_messages_and_replies_are_read_in_their_order() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let from = "971509876543@c.us";
    for (n, text) in (0..).zip(["one", "two", "three"]) {
        let mut message = message(tenant, from, text, text);
        message.sent_at = now + Duration::from_secs(n);
        store_at(&database, tenant, &message, now).await;
    }
    turn(&database, tenant, &["four", "five", "six"], "told", now).await;
    begin(&database, tenant, "3EB0A").await;
    let id = page(&database, tenant, None, 1).await.remove(0).id;
    let mut tx = database.begin(tenant).await.unwrap();
    let newest = messages::list_newest(&mut tx, tenant, id, 2).await.unwrap();
    let bodies: Vec<_> = newest.iter().filter_map(|m| m.body.as_deref()).collect();
    assert_eq!(bodies, ["two", "three"]);
    let said = outbox::list_newest(&mut tx, tenant, id, 2).await.unwrap();
    let said: Vec<_> = said.iter().map(|r| (&*r.body, &*r.state)).collect();
    assert_eq!(said, [("five", "queued"), ("six", "queued")]);
    let said = outbox::list_newest(&mut tx, tenant, id, 9).await.unwrap();
    assert_eq!((said.len(), &*said[0].state), (3, "sending"));
}
