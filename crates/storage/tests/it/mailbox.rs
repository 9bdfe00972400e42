//! Messages into their mailboxes.

use std::time::Duration;

use domain::TenantId;
use storage::{Database, mailbox::Stored, messages::Incoming};

use crate::{chat, database, due, locked, message, own_message, store, tenant, texts};

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
    assert_eq!(waiting(&database, tenant).await, ["AC01", "AC02", "AC03"]);
}

#[tokio::test]
async fn a_person_who_writes_silences_the_bot() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    store(&database, tenant, &message(tenant, from, "AC01", "Hi")).await;
    let stored = store(&database, tenant, &own_message(tenant, from, "3A01")).await;
    assert!(matches!(stored, Stored::Takeover(_)));
    // What waited and what comes are for the person.
    assert!(due(&database).await.is_empty());
    let next = message(tenant, from, "AC02", "And the price?");
    let stored = store(&database, tenant, &next).await;
    assert!(matches!(stored, Stored::Answered(_)), "{stored:?}");
    assert!(due(&database).await.is_empty());
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
    assert_eq!(waiting(&database, tenant).await, ["Hi"]);
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
    assert!(due(&database).await.is_empty());
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
    assert!(due(&database).await.is_empty());
    let waits = "select count(*) filter (where waits) || '/' || count(*)
                 from messages where direction = 'in'";
    assert_eq!(test.ask(waits).await.unwrap().as_deref(), Some("0/2"));

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
        "update conversations set wake_at = null, waiting_since = null,
                                   taken_id = (select max(id) from messages);
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
    let claims = due(database).await;
    assert_eq!(claims.len(), 1);
    let (_tx, conversations) = locked(database, tenant, &claims).await;
    texts(&conversations[0])
        .into_iter()
        .map(str::to_owned)
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

#[tokio::test]
async fn a_batch_is_stored_as_its_messages_would_be_one_by_one() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let from = "971509876543@c.us";
    let messages = [
        (palm, message(palm, from, "AC01", "one")),
        (palm, message(palm, "971509876544@c.us", "AC02", "two")),
        (marina, message(marina, from, "AC01", "three")),
        (palm, message(palm, from, "AC03", "four")),
        (palm, message(palm, from, "AC01", "one, doubled")),
        (palm, own_message(palm, "971509876545@c.us", "3A01")),
        (palm, message(palm, "971509876545@c.us", "AC04", "five")),
    ];
    let items: Vec<_> = messages
        .iter()
        .map(|(tenant, message)| storage::mailbox::Item {
            tenant: *tenant,
            message,
            resumes: false,
        })
        .collect();
    let now = service_runtime::clock::now();
    let mut tx = database.begin_for(&[palm, marina]).await.unwrap();
    let stored = storage::mailbox::store(&mut tx, &items, &[], crate::PATIENCE, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let kinds: Vec<_> = stored
        .iter()
        .map(|stored| match stored {
            Stored::Waiting(_) => "waiting",
            Stored::Duplicate => "duplicate",
            Stored::Takeover(_) => "takeover",
            Stored::Answered(_) => "answered",
            _ => "?",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "waiting",
            "waiting",
            "waiting",
            "waiting",
            "duplicate",
            "takeover",
            "answered"
        ]
    );
    assert_eq!(stored[0], stored[3]);
    let rows =
        "select (select count(*) from messages) || ' ' || (select count(*) from conversations)
                || ' ' || (select count(*) from messages where waits)";
    assert_eq!(test.ask(rows).await.unwrap().as_deref(), Some("6 4 4"));
    assert_eq!(due(&database).await.len(), 3);
}

#[tokio::test]
async fn two_workers_that_store_the_same_messages_at_once_store_them_once() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let messages: Vec<Incoming> = (0..40)
        .map(|n| {
            message(
                tenant,
                &format!("97150000000{}@c.us", n % 7),
                &format!("AC{n:02}"),
                "Hi",
            )
        })
        .collect();
    let messages = std::sync::Arc::new(messages);
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let (database, messages) = (database.clone(), std::sync::Arc::clone(&messages));
            tokio::spawn(async move {
                let mut stored = 0;
                // Each in another order, and again when another was quicker.
                for chunk in 0..5 {
                    let items: Vec<_> = (0..8)
                        .filter_map(|n| messages.get((chunk * 8 + n + worker * 11) % 40))
                        .map(|message| storage::mailbox::Item {
                            tenant,
                            message,
                            resumes: false,
                        })
                        .collect();
                    loop {
                        let now = service_runtime::clock::now();
                        let mut tx = database.begin(tenant).await.unwrap();
                        match storage::mailbox::store(&mut tx, &items, &[], crate::PATIENCE, now)
                            .await
                        {
                            Ok(outcomes) => {
                                tx.commit().await.unwrap();
                                let new = outcomes.iter().filter(|o| **o != Stored::Duplicate);
                                stored += new.count();
                                break;
                            }
                            Err(error) => assert!(error.is_transient(), "{error}"),
                        }
                    }
                }
                stored
            })
        })
        .collect();
    let mut stored = 0;
    for worker in workers {
        stored += worker.await.unwrap();
    }
    assert_eq!(stored, 40);
    let rows = "select count(*) || ' ' || count(distinct conversation_id) from messages";
    assert_eq!(test.ask(rows).await.unwrap().as_deref(), Some("40 7"));
}
