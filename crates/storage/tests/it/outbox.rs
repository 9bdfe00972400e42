//! Replies on their way.

use std::time::Duration;

use domain::TenantId;
use storage::{Database, conversations, mailbox::Stored, outbox};

use crate::{LEASE, database, message, own_message, store, tenant};

/// A conversation whose first turn says two things.
async fn with_two_replies(database: &Database, tenant: TenantId, from: &str) {
    store(
        database,
        tenant,
        &message(tenant, from, &format!("AC{from}"), "Hi"),
    )
    .await;
    let claim = conversations::claim_due(database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    let conversation = conversations::lock(&mut tx, &claim).await.unwrap().unwrap();
    for _ in 0..2 {
        // A turn that is done twice says everything once.
        outbox::add(&mut tx, &claim, &conversation, 0, "one", None)
            .await
            .unwrap();
        outbox::add(&mut tx, &claim, &conversation, 1, "two", None)
            .await
            .unwrap();
    }
    let state = serde_json::json!({});
    conversations::finish_turn(&mut tx, &claim, conversation.turn, &state, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn claim(database: &Database) -> Vec<outbox::ReplyClaim> {
    outbox::claim_due(database, &[], 8, 8, LEASE).await.unwrap()
}

async fn body(database: &Database, claim: &outbox::ReplyClaim) -> Option<String> {
    let mut tx = database.begin(claim.tenant).await.unwrap();
    outbox::lookup(&mut tx, claim)
        .await
        .unwrap()
        .map(|reply| reply.body)
}

#[tokio::test]
async fn a_chat_reads_in_order() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let first = claim(&database).await;
    assert_eq!(first.len(), 1, "one of a conversation at a time");
    assert_eq!(body(&database, &first[0]).await.as_deref(), Some("one"));
    assert!(claim(&database).await.is_empty());

    let mut tx = database.begin(tenant).await.unwrap();
    outbox::close_sent(&mut tx, &first[0]).await.unwrap();
    tx.commit().await.unwrap();
    let second = claim(&database).await;
    assert_eq!(body(&database, &second[0]).await.as_deref(), Some("two"));
}

#[tokio::test]
async fn the_first_stored_id_is_the_only_one() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let crashed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    assert!(
        outbox::begin_attempt(&mut tx, &crashed, "3EB0A")
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();

    test.execute("update outbox set lease_until = now() - interval '1 s' where lease is not null")
        .await
        .unwrap();
    let next = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    let reply = outbox::lookup(&mut tx, &next).await.unwrap().unwrap();
    assert_eq!(
        (reply.stanza.as_deref(), reply.attempts),
        (Some("3EB0A"), 1)
    );
    assert!(
        !outbox::begin_attempt(&mut tx, &next, "3EB0B")
            .await
            .unwrap(),
        "another id"
    );
    assert!(
        !outbox::begin_attempt(&mut tx, &crashed, "3EB0A")
            .await
            .unwrap(),
        "a lost lease"
    );
    assert!(
        outbox::begin_attempt(&mut tx, &next, "3EB0A")
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn the_echo_closes_the_reply_and_is_no_takeover() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    with_two_replies(&database, tenant, from).await;
    let claimed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::begin_attempt(&mut tx, &claimed, "3EB0A")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let echo = own_message(tenant, from, "3EB0A");
    assert!(matches!(
        store(&database, tenant, &echo).await,
        Stored::Echo(_)
    ));
    assert_eq!(body(&database, &claimed).await, None, "closed");
    let states = "select string_agg(state, ' ' order by id) from outbox";
    assert_eq!(
        test.ask(states).await.unwrap().as_deref(),
        Some("sent queued")
    );
}

#[tokio::test]
async fn a_person_who_writes_cancels_what_was_about_to_be_said() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    with_two_replies(&database, tenant, from).await;
    let claimed = claim(&database).await.remove(0);
    store(&database, tenant, &own_message(tenant, from, "3A01")).await;
    let mut tx = database.begin(tenant).await.unwrap();
    assert!(
        !outbox::begin_attempt(&mut tx, &claimed, "3EB0A")
            .await
            .unwrap()
    );
    let states = "select string_agg(state, ' ' order by id) from outbox";
    assert_eq!(
        test.ask(states).await.unwrap().as_deref(),
        Some("cancelled cancelled")
    );
}

#[tokio::test]
async fn a_person_who_writes_cancels_what_an_attempt_failed_for_too() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    with_two_replies(&database, tenant, from).await;
    let claimed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::begin_attempt(&mut tx, &claimed, "3EB0A")
        .await
        .unwrap();
    outbox::try_later(&mut tx, &claimed, Duration::from_mins(1), "no answer")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store(&database, tenant, &own_message(tenant, from, "3A01")).await;
    let states = "select string_agg(state, ' ' order by id) from outbox";
    assert_eq!(
        test.ask(states).await.unwrap().as_deref(),
        Some("cancelled cancelled")
    );
    // Unless WhatsApp has it all the same.
    store(&database, tenant, &own_message(tenant, from, "3EB0A")).await;
    assert_eq!(
        test.ask(states).await.unwrap().as_deref(),
        Some("sent cancelled")
    );
}

#[tokio::test]
async fn a_busy_tenant_leaves_room_and_a_session_that_is_away_is_asked_once() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    with_two_replies(&database, palm, "971509876543@c.us").await;
    with_two_replies(&database, palm, "971509876544@c.us").await;
    with_two_replies(&database, marina, "971509876543@c.us").await;
    let claims = outbox::claim_due(&database, &[palm], 8, 8, LEASE)
        .await
        .unwrap();
    assert_eq!(
        claims.iter().map(|claim| claim.tenant).collect::<Vec<_>>(),
        [marina]
    );

    let probe = outbox::claim_due(&database, &[], 8, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(palm).await.unwrap();
    let session = outbox::lookup(&mut tx, &probe)
        .await
        .unwrap()
        .unwrap()
        .session;
    let later = Duration::from_mins(1);
    outbox::try_later(&mut tx, &probe, later, "the session is STARTING")
        .await
        .unwrap();
    outbox::park_session(&mut tx, palm, &session, later)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&database).await.is_empty());
}

#[tokio::test]
async fn a_number_that_is_gone_says_nothing_more() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::cancel_all(&mut tx, tenant).await.unwrap();
    tx.commit().await.unwrap();
    let states = "select string_agg(state, ' ' order by id) from outbox";
    assert_eq!(
        test.ask(states).await.unwrap().as_deref(),
        Some("cancelled cancelled")
    );
}

#[tokio::test]
async fn acknowledgements_only_rise_and_an_error_is_a_failed_send() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let claimed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::begin_attempt(&mut tx, &claimed, "3EB0A")
        .await
        .unwrap();
    outbox::close_sent(&mut tx, &claimed).await.unwrap();
    outbox::note_ack(&mut tx, tenant, "3EB0A", -1)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let first = "select state || ' ' || coalesce(ack, 0) from outbox order by id limit 1";
    assert_eq!(test.ask(first).await.unwrap().as_deref(), Some("failed -1"));
    for (level, expected) in [(3, "sent 3"), (2, "sent 3"), (-1, "sent 3")] {
        let mut tx = database.begin(tenant).await.unwrap();
        outbox::note_ack(&mut tx, tenant, "3EB0A", level)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            test.ask(first).await.unwrap().as_deref(),
            Some(expected),
            "after {level}"
        );
    }
}

#[tokio::test]
async fn a_reply_that_waits_is_not_due() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let claimed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    let later = Duration::from_mins(1);
    outbox::try_later(&mut tx, &claimed, later, "the session is STARTING")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(
        claim(&database).await.is_empty(),
        "the chat's next reply waits too"
    );
}
