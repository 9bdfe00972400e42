//! What is new to a tenant's people, and what waits for them.

use std::time::Duration;

use domain::TenantId;
use service_runtime::clock;
use storage::{
    Database,
    conversations::{self, Filter, Summary, Way},
    turns::{self, Taken},
};
use time::OffsetDateTime;

use crate::{database, due, locked, message, own_message, store_at, taken, tenant};

const ANA: &str = "971509876543@c.us";
const MINUTE: Duration = Duration::from_mins(1);

async fn only(database: &Database, tenant: TenantId) -> Summary {
    let mut tx = database.begin(tenant).await.unwrap();
    let all = Filter::all(clock::now());
    let found = conversations::list(&mut tx, tenant, &all, None, 9).await;
    let [summary] = <[Summary; 1]>::try_from(found.unwrap()).unwrap();
    summary
}

async fn writes(database: &Database, tenant: TenantId, stanza: &str, at: OffsetDateTime) {
    let mut message = message(tenant, ANA, stanza, stanza);
    message.sent_at = at;
    store_at(database, tenant, &message, clock::now()).await;
}

async fn person_writes(database: &Database, tenant: TenantId, stanza: &str, at: OffsetDateTime) {
    let mut message = own_message(tenant, ANA, stanza);
    message.sent_at = at;
    store_at(database, tenant, &message, clock::now()).await;
}

#[tokio::test]
async fn what_is_older_than_a_persons_words_is_read() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    writes(&database, tenant, "AC01", now - 3 * MINUTE).await;
    assert_eq!(only(&database, tenant).await.unread, 1);
    person_writes(&database, tenant, "3A01", now - 2 * MINUTE).await;
    assert_eq!(only(&database, tenant).await.unread, 0);
    // From WAHA's history.
    writes(&database, tenant, "AC00", now - 90 * MINUTE).await;
    assert_eq!(only(&database, tenant).await.unread, 0);
    writes(&database, tenant, "AC02", now).await;
    let summary = only(&database, tenant).await;
    assert_eq!(summary.unread, 1);
    assert_eq!(summary.last_message.unwrap().body.as_deref(), Some("AC02"));
}

#[tokio::test]
async fn of_a_hundred_unread_messages_no_more_are_counted() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    for n in 0..102_u32 {
        writes(
            &database,
            tenant,
            &format!("AC{n}"),
            now + n * Duration::from_millis(1),
        )
        .await;
    }
    let summary = only(&database, tenant).await;
    assert_eq!(summary.unread, 100);
    let mut tx = database.begin(tenant).await.unwrap();
    let last = summary.last_message.unwrap().id;
    let mark = async |tx: &mut _, message| {
        let marked = conversations::mark_read(tx, tenant, summary.id, message).await;
        marked.unwrap()
    };
    assert_eq!(mark(&mut tx, last - 5).await, Some(true));
    assert_eq!(mark(&mut tx, last - 50).await, Some(false));
    assert_eq!(mark(&mut tx, last + 1).await, None);
    tx.commit().await.unwrap();
    assert_eq!(only(&database, tenant).await.unread, 5);
}

#[tokio::test]
async fn a_customer_waits_for_a_person_until_one_has_written() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let needs = async || only(&database, tenant).await.needs_person_since;
    writes(&database, tenant, "AC01", now - 9 * MINUTE).await;
    assert_eq!(needs().await, None, "the bot will answer");
    person_writes(&database, tenant, "3A01", now - 8 * MINUTE).await;
    writes(&database, tenant, "AC02", now - 6 * MINUTE).await;
    let since = needs().await.expect("the bot is paused");
    writes(&database, tenant, "AC03", now - 4 * MINUTE).await;
    assert_eq!(needs().await, Some(since), "since the first");
    // From a backlog: an answer to the first of the two.
    person_writes(&database, tenant, "3A02", now - 5 * MINUTE).await;
    assert!(needs().await > Some(since));
    person_writes(&database, tenant, "3A03", now - 3 * MINUTE).await;
    assert_eq!(needs().await, None);
    // What was answered before it came.
    writes(&database, tenant, "AC04", now - 7 * MINUTE).await;
    assert_eq!(needs().await, None);
}

#[tokio::test]
async fn those_that_wait_for_a_person_are_found_but_for_private_chats() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    writes(&database, tenant, "AC01", now).await;
    let claims = due(&database).await;
    let (mut tx, waiting) = locked(&database, tenant, &claims).await;
    let handed_over = Taken {
        needs_person_since: waiting[0].waiting_since,
        gate: Some((turns::Gate::Shielded, "test")),
        ..taken(&waiting[0])
    };
    turns::save(&mut tx, &[handed_over]).await.unwrap();
    tx.commit().await.unwrap();
    for (shield, way, expected) in [
        (false, Way::NeedsPerson, 1),
        (true, Way::NeedsPerson, 0),
        (false, Way::Bot, 1),
        (true, Way::Bot, 0),
        (false, Way::Unread, 1),
        (false, Way::Paused, 0),
        (false, Way::OptedOut, 0),
    ] {
        let filter = Filter {
            shield,
            way: Some(way),
            ..Filter::all(clock::now())
        };
        let mut tx = database.begin(tenant).await.unwrap();
        let found = conversations::list(&mut tx, tenant, &filter, None, 9).await;
        assert_eq!(found.unwrap().len(), expected, "{way:?} {shield}");
    }
}
