//! What changes replies on their way.

use std::time::Duration;

use domain::{SessionName, TenantId};
use service_runtime::clock;
use storage::{
    Database,
    outbox::{self, Ack, Settled},
    senders,
    testing::TestDatabase,
};

use crate::{
    database, tenant,
    testing::{claim, settle, states, with_two_replies},
};

#[tokio::test]
async fn a_number_that_is_gone_says_nothing_more() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::cancel_all(&mut tx, tenant).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(states(&test).await, "cancelled cancelled");
}

async fn ack(database: &Database, tenant: TenantId, levels: &[i16]) {
    let acks: Vec<_> = levels
        .iter()
        .map(|level| Ack {
            tenant,
            stanza: "3EB0A".to_owned(),
            level: *level,
        })
        .collect();
    let mut tx = database.begin(tenant).await.unwrap();
    storage::mailbox::store(&mut tx, &[], &acks, crate::PATIENCE, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn first(test: &TestDatabase) -> String {
    let first = "select state || ' ' || coalesce(ack, 0) from outbox order by id limit 1";
    test.ask(first).await.unwrap().unwrap()
}

/// A reply that was sent under the id `3EB0A`.
async fn sent(database: &Database, tenant: TenantId) {
    with_two_replies(database, tenant, "971509876543@c.us").await;
    let claimed = claim(database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::begin(&mut tx, &[(claimed, Some("3EB0A"))], clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    settle(database, &claimed, Settled::Sent("3EB0A".to_owned())).await;
}

#[tokio::test]
async fn acknowledgements_only_rise_and_an_error_is_a_failed_send() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    sent(&database, tenant).await;
    for (levels, expected) in [
        (&[-1][..], "failed -1"),
        (&[3], "sent 3"),
        (&[2], "sent 3"),
        (&[-1], "sent 3"),
    ] {
        ack(&database, tenant, levels).await;
        assert_eq!(first(&test).await, expected, "after {levels:?}");
    }
}

#[tokio::test]
async fn acknowledgements_that_come_together_count_as_if_they_had_come_in_order() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    sent(&database, tenant).await;
    ack(&database, tenant, &[2, -1, 1, 2]).await;
    assert_eq!(first(&test).await, "sent 2");
}

#[tokio::test]
async fn a_session_that_is_away_is_asked_once_and_wakes_its_replies_when_it_is_back() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    with_two_replies(&database, tenant, "971509876544@c.us").await;
    with_two_replies(&database, tenant, "971509876545@c.us").await;
    let mut probe = claim(&database).await;
    let now = clock::now();
    let later = now + Duration::from_mins(1);
    // This one waits for WhatsApp, not for the session.
    let limited = Settled::Later(later, "WhatsApp limits the account".to_owned());
    settle(&database, &probe.remove(0), limited).await;
    let away = "the session is STARTING";
    for claimed in &probe {
        settle(&database, claimed, Settled::Parked(later, away.to_owned())).await;
    }
    let session = SessionName::of_tenant(tenant);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::park_session(&mut tx, tenant, &session, later, away)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&database).await.is_empty());

    let mut tx = database.begin(tenant).await.unwrap();
    let unparked = outbox::unpark_session(&mut tx, tenant, &session, now)
        .await
        .unwrap();
    assert_eq!(
        unparked, 5,
        "the other two chats, and what follows in the third"
    );
    tx.commit().await.unwrap();
    assert_eq!(claim(&database).await.len(), 2);
}

#[tokio::test]
async fn a_timelock_holds_first_contacts_and_no_running_chat() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    with_two_replies(&database, tenant, "971509876544@c.us").await;
    test.execute("update outbox set first_contact = true where chat_id like '%44@c.us'")
        .await
        .unwrap();
    let now = clock::now();
    let later = now + Duration::from_hours(6);
    let mut tx = database.begin(tenant).await.unwrap();
    senders::close_first_contacts(&mut tx, tenant, later, "463", now)
        .await
        .unwrap();
    let senders = senders::lock(&mut tx, &[tenant], now).await.unwrap();
    assert_eq!(
        senders[&tenant]
            .first_contacts_closed_until
            .map(time::OffsetDateTime::unix_timestamp),
        Some(later.unix_timestamp())
    );
    tx.commit().await.unwrap();
    assert_eq!(claim(&database).await.len(), 1);
}

#[tokio::test]
async fn a_reply_that_waits_is_not_due() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let claimed = claim(&database).await.remove(0);
    let later = clock::now() + Duration::from_mins(1);
    settle(
        &database,
        &claimed,
        Settled::Later(later, "the session is STARTING".to_owned()),
    )
    .await;
    assert!(
        claim(&database).await.is_empty(),
        "the chat's next reply waits too"
    );
}
