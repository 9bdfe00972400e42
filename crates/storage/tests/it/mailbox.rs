//! Messages into their mailboxes, and turns out of them.

use std::{collections::HashSet, time::Duration};

use domain::TenantId;
use storage::{
    Database, conversations,
    mailbox::Stored,
    messages::{self, Incoming},
};

use crate::{LEASE, chat, database, message, own_message, store, tenant};

#[tokio::test]
async fn a_message_moves_its_conversation_once() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let hello = message(tenant, "971509876543@c.us", "AC01", "Hi");
    assert!(matches!(
        store(&database, tenant, &hello).await,
        Stored::Waiting(_)
    ));
    // Again, and as the copy that comes by LID and names the number beside it.
    assert_eq!(store(&database, tenant, &hello).await, Stored::Duplicate);
    let mut copy = hello.clone();
    copy.chat = chat("99887766554433@lid");
    copy.other_address = Some(hello.chat.clone());
    assert_eq!(store(&database, tenant, &copy).await, Stored::Duplicate);

    let people =
        "select (select count(*) from contacts) || ' ' || (select count(*) from conversations)
                  || ' ' || (select count(*) from messages)";
    assert_eq!(test.ask(people).await.unwrap().as_deref(), Some("1 1 1"));
}

#[tokio::test]
async fn a_lid_and_the_number_beside_it_are_one_conversation() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let mut by_lid = message(tenant, "99887766554433@lid", "AC01", "Hi");
    by_lid.other_address = Some(chat("971509876543@c.us"));
    let Stored::Waiting(first) = store(&database, tenant, &by_lid).await else {
        panic!("new")
    };
    let by_number = message(tenant, "971509876543@c.us", "AC02", "Hello?");
    assert_eq!(
        store(&database, tenant, &by_number).await,
        Stored::Waiting(first)
    );
}

#[tokio::test]
async fn messages_wait_in_the_order_in_which_they_were_written() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    // WhatsApp counts whole seconds: within one, it is arrival that tells, not who stored it first.
    let start = service_runtime::clock::now();
    for (stanza, seconds, arrival) in [("AC03", 3, 3), ("AC02", 1, 2), ("AC01", 1, 1)] {
        let mut message = message(tenant, "971509876543@c.us", stanza, stanza);
        message.sent_at = start + Duration::from_secs(seconds);
        message.received_at = start + Duration::from_secs(arrival);
        store(&database, tenant, &message).await;
    }
    let claim = conversations::claim_due(&database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    let waiting = messages::waiting(&mut tx, &claim).await.unwrap();
    let order: Vec<_> = waiting
        .iter()
        .filter_map(|message| message.body.as_deref())
        .collect();
    assert_eq!(order, ["AC01", "AC02", "AC03"]);
}

#[tokio::test]
async fn a_claim_is_one_workers_until_its_lease_runs_out() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    store(
        &database,
        tenant,
        &message(tenant, "971509876543@c.us", "AC01", "Hi"),
    )
    .await;
    let first = conversations::claim_due(&database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    assert!(
        conversations::claim_due(&database, 1, 1, LEASE)
            .await
            .unwrap()
            .is_empty()
    );

    test.execute("update conversations set lease_until = now() - interval '1 s'")
        .await
        .unwrap();
    let second = conversations::claim_due(&database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    assert!(
        conversations::lock(&mut tx, &first)
            .await
            .unwrap()
            .is_none(),
        "too late"
    );
    assert!(
        conversations::lock(&mut tx, &second)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_flood_of_one_tenant_leaves_room_for_the_others() {
    let (_test, database) = database().await;
    let loud = tenant(&database, "Loud").await;
    let quiet = tenant(&database, "Quiet").await;
    for n in 0..40 {
        let from = format!("9715000000{n:02}@c.us");
        store(
            &database,
            loud,
            &message(loud, &from, &format!("L{n}"), "Hi"),
        )
        .await;
    }
    store(
        &database,
        quiet,
        &message(quiet, "971509876543@c.us", "Q1", "Hi"),
    )
    .await;
    let claims = conversations::claim_due(&database, 16, 4, LEASE)
        .await
        .unwrap();
    let tenants: Vec<_> = claims.iter().map(|claim| claim.tenant).collect();
    assert_eq!(tenants.iter().filter(|tenant| **tenant == loud).count(), 4);
    assert_eq!(tenants.iter().filter(|tenant| **tenant == quiet).count(), 1);
}

#[tokio::test]
async fn a_message_that_arrives_during_a_turn_gets_another_turn() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    store(&database, tenant, &message(tenant, from, "AC01", "Hi")).await;
    let claim = conversations::claim_due(&database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut turn = database.begin(tenant).await.unwrap();
    let conversation = conversations::lock(&mut turn, &claim)
        .await
        .unwrap()
        .unwrap();
    let waiting = messages::waiting(&mut turn, &claim).await.unwrap();
    messages::take(&mut turn, &claim, &waiting).await.unwrap();

    // Intake waits for the row that the turn holds, and wakes the conversation after it.
    let second = message(tenant, from, "AC02", "are you there?");
    let intake = tokio::spawn({
        let database = database.clone();
        async move { store(&database, tenant, &second).await }
    });
    let state = serde_json::json!({});
    conversations::finish_turn(&mut turn, &claim, conversation.turn, &state, None)
        .await
        .unwrap();
    turn.commit().await.unwrap();
    intake.await.unwrap();

    let again = conversations::claim_due(&database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    let bodies: HashSet<_> = messages::waiting(&mut tx, &again)
        .await
        .unwrap()
        .into_iter()
        .filter_map(|message| message.body)
        .collect();
    assert_eq!(bodies, HashSet::from(["are you there?".to_owned()]));
}

#[tokio::test]
async fn a_person_who_writes_silences_the_bot() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    store(&database, tenant, &message(tenant, from, "AC01", "Hi")).await;
    let stored = store(&database, tenant, &own_message(tenant, from, "3A01")).await;
    assert!(matches!(stored, Stored::Takeover(_)));
    let claim = conversations::claim_due(&database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    assert!(
        conversations::lock(&mut tx, &claim)
            .await
            .unwrap()
            .unwrap()
            .paused
    );
}

#[tokio::test]
async fn a_message_from_a_backlog_silences_nobody() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    store(&database, tenant, &message(tenant, from, "AC01", "Hi")).await;
    let mut old = own_message(tenant, from, "3A01");
    old.sent_at -= 72 * Duration::from_hours(1);
    store(&database, tenant, &old).await;
    let claim = conversations::claim_due(&database, 1, 1, LEASE)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    assert!(
        !conversations::lock(&mut tx, &claim)
            .await
            .unwrap()
            .unwrap()
            .paused
    );
}

#[tokio::test]
async fn what_comes_too_late_is_shown_and_wakes_nobody() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    let mut late = message(tenant, from, "AC01", "Is the villa free today?");
    late.sent_at -= Duration::from_mins(11);
    late.backfilled = true;
    assert!(matches!(
        store(&database, tenant, &late).await,
        Stored::Late(_)
    ));
    assert!(
        conversations::claim_due(&database, 1, 1, LEASE)
            .await
            .unwrap()
            .is_empty()
    );
    let shown = "select body || ' ' || backfilled from messages";
    assert_eq!(
        test.ask(shown).await.unwrap().as_deref(),
        Some("Is the villa free today? true")
    );

    // What waited in our own house is not late, and the next turn is about the new message alone.
    let mut queued = message(tenant, from, "AC02", "Hello?");
    queued.sent_at -= Duration::from_hours(2);
    queued.received_at = queued.sent_at + Duration::from_mins(9);
    assert!(matches!(
        store(&database, tenant, &queued).await,
        Stored::Waiting(_)
    ));
    assert_eq!(waiting(&database, tenant).await, ["Hello?"]);
}

#[tokio::test]
async fn what_a_person_answered_is_not_answered_again_in_whatever_order_it_comes() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    for (from, owner_first) in [("971509876543@c.us", true), ("971509876544@c.us", false)] {
        // Long enough ago that the person's pause is over, as after a short `takeover`.
        let question = at(message(tenant, from, &format!("Q{from}"), "Hi"), -90);
        let answer = at(own_message(tenant, from, &format!("A{from}")), -80);
        if owner_first {
            store(&database, tenant, &answer).await;
            let stored = store(&database, tenant, &question).await;
            assert!(matches!(stored, Stored::Answered(_)), "{stored:?}");
        } else {
            store(&database, tenant, &question).await;
            let stored = store(&database, tenant, &answer).await;
            assert!(matches!(stored, Stored::Takeover(_)), "{stored:?}");
        }
    }
    assert!(
        conversations::claim_due(&database, 2, 2, LEASE)
            .await
            .unwrap()
            .is_empty()
    );
    let taken = "select count(*) filter (where taken_at is not null) || '/' || count(*)
                 from messages where direction = 'in'";
    assert_eq!(test.ask(taken).await.unwrap().as_deref(), Some("2/2"));

    // What the customer writes after the answer is the bot's again, also when the answer comes last.
    let from = "971509876545@c.us";
    let question = at(message(tenant, from, "Q1", "Hi"), -90);
    let next = at(message(tenant, from, "Q2", "And the price?"), -70);
    let answer = at(own_message(tenant, from, "A1"), -80);
    for message in [&question, &next, &answer] {
        store(&database, tenant, message).await;
    }
    assert_eq!(waiting(&database, tenant).await, ["And the price?"]);
}

#[tokio::test]
async fn an_answer_of_the_bot_takes_no_message_away() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    let first = at(message(tenant, from, "AC01", "Hi"), -60);
    store(&database, tenant, &first).await;
    // The bot has answered it, and another message of before turns up.
    test.execute(
        "update messages set taken_at = now();
         update conversations set wake_at = null;
         insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, state, stanza)
         select tenant_id, id, session, chat_id, 1, 0, 'Hello!', 'sent', '3EB0' from conversations",
    )
    .await
    .unwrap();
    let reply = at(own_message(tenant, from, "3EB0"), -50);
    assert!(matches!(
        store(&database, tenant, &reply).await,
        Stored::Echo(_)
    ));
    let lost = at(message(tenant, from, "AC02", "A villa, please"), -55);
    assert!(matches!(
        store(&database, tenant, &lost).await,
        Stored::Waiting(_)
    ));
}

/// The message as if it had been written and received so many minutes later.
fn at(mut message: Incoming, minutes: i64) -> Incoming {
    let later = time::Duration::minutes(minutes);
    message.sent_at += later;
    message.received_at += later;
    message
}

/// What waits in the one conversation that is due.
async fn waiting(database: &Database, tenant: TenantId) -> Vec<String> {
    let claims = conversations::claim_due(database, 2, 2, LEASE)
        .await
        .unwrap();
    assert_eq!(claims.len(), 1);
    let mut tx = database.begin(tenant).await.unwrap();
    let waiting = messages::waiting(&mut tx, &claims[0]).await.unwrap();
    waiting
        .into_iter()
        .filter_map(|message| message.body)
        .collect()
}

#[tokio::test]
async fn a_copy_under_another_address_makes_no_other_contact() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let hello = message(tenant, "971509876543@c.us", "AC01", "Hi");
    store(&database, tenant, &hello).await;
    let mut copy = hello.clone();
    copy.chat = chat("99887766554433@lid");
    assert_eq!(store(&database, tenant, &copy).await, Stored::Duplicate);
    let people =
        "select (select count(*) from contacts) || ' ' || (select count(*) from conversations)";
    assert_eq!(test.ask(people).await.unwrap().as_deref(), Some("1 1"));
}
