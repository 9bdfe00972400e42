//! Turns out of the mailboxes.

use std::time::Duration;

use service_runtime::clock;
use storage::{Share, conversations, turns};

use crate::{LEASE, database, due, locked, message, store, store_at, taken, tenant, texts};

#[tokio::test]
async fn a_turn_is_one_workers_until_its_transaction_ends() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let hello = message(tenant, "971509876543@c.us", "AC01", "Hi");
    store(&database, tenant, &hello).await;
    let first = due(&database).await;
    let (tx, here) = locked(&database, tenant, &first).await;
    assert_eq!(here.len(), 1);
    assert!(due(&database).await.is_empty());
    let (_tx, elsewhere) = locked(&database, tenant, &first).await;
    assert!(elsewhere.is_empty(), "nobody waits for it either");
    tx.commit().await.unwrap();
    assert_eq!(due(&database).await, first);
}

#[tokio::test]
async fn a_claim_keeps_a_conversation_until_its_lease_runs_out() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let hello = message(tenant, "971509876543@c.us", "AC01", "Hi");
    store(&database, tenant, &hello).await;
    let now = clock::now();
    let (mut tx, here) = locked(&database, tenant, &due(&database).await).await;
    let claim = conversations::claim(&mut tx, here[0].at, LEASE, now).await;
    tx.commit().await.unwrap();
    assert!(due(&database).await.is_empty());

    let mut tx = database.begin_for(&[]).await.unwrap();
    let later = now + LEASE + Duration::from_secs(1);
    let again = conversations::lock_due(&mut tx, Share::of_anybody(1), later)
        .await
        .unwrap();
    assert_eq!(again, [here[0].at]);
    drop(tx);
    let mut tx = database.begin(tenant).await.unwrap();
    conversations::give_back(&mut tx, &claim.unwrap(), Some(now))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(due(&database).await, again);
}

#[tokio::test]
async fn everybodys_first_comes_before_anybodys_second() {
    let (_test, database) = database().await;
    let loud = tenant(&database, "Loud").await;
    let mut quiet = Vec::new();
    // More than are looked at when the oldest alarms are read: the flood fills them.
    for n in 0..80 {
        let from = format!("9715000000{n:02}@c.us");
        store(
            &database,
            loud,
            &message(loud, &from, &format!("L{n}"), "Hi"),
        )
        .await;
    }
    for n in 0..5 {
        let other = tenant(&database, &format!("Quiet {n}")).await;
        store(
            &database,
            other,
            &message(other, "971509876543@c.us", "Q1", "Hi"),
        )
        .await;
        quiet.push(other);
    }
    let mut first = database.begin_for(&[]).await.unwrap();
    let claims = conversations::lock_due(&mut first, Share::of_anybody(16), clock::now())
        .await
        .unwrap();
    assert_eq!(claims.len(), 16);
    for tenant in &quiet {
        assert!(
            claims.iter().any(|claim| claim.tenant == *tenant),
            "{tenant} waits"
        );
    }
    // Alone, the loud one has everything.
    let mut second = database.begin_for(&[]).await.unwrap();
    let claims = conversations::lock_due(&mut second, Share::of_anybody(32), clock::now())
        .await
        .unwrap();
    assert!(claims.len() == 21 && claims.iter().all(|claim| claim.tenant == loud));
}

#[tokio::test]
async fn nobody_has_more_than_his_share_and_who_is_busy_has_none() {
    let (_test, database) = database().await;
    let [loud, busy] = [
        tenant(&database, "Loud").await,
        tenant(&database, "Busy").await,
    ];
    for n in 0..6 {
        for (of, name) in [(loud, "L"), (busy, "B")] {
            let from = format!("9715000000{n:02}@c.us");
            let hello = message(of, &from, &format!("{name}{n}"), "Hi");
            store(&database, of, &hello).await;
        }
    }
    let share = Share {
        at_most: 64,
        per_tenant: 4,
        busy: &[busy],
    };
    let mut tx = database.begin_for(&[]).await.unwrap();
    let due = conversations::lock_due(&mut tx, share, clock::now());
    let tenants: Vec<_> = due.await.unwrap().iter().map(|due| due.tenant).collect();
    assert_eq!(tenants, [loud; 4]);
}

#[tokio::test]
async fn a_message_that_arrives_during_a_turn_gets_another_turn() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    store(&database, tenant, &message(tenant, from, "AC01", "Hi")).await;
    let claims = due(&database).await;
    let (mut turn, conversations) = locked(&database, tenant, &claims).await;
    assert_eq!(texts(&conversations[0]), ["Hi"]);

    // Intake waits for the row that the turn holds, and wakes the conversation after it.
    let second = message(tenant, from, "AC02", "are you there?");
    let intake = tokio::spawn({
        let database = database.clone();
        async move { store(&database, tenant, &second).await }
    });
    turns::save(&mut turn, &[taken(&conversations[0])])
        .await
        .unwrap();
    turn.commit().await.unwrap();
    intake.await.unwrap();

    let again = due(&database).await;
    let (_tx, conversations) = locked(&database, tenant, &again).await;
    assert_eq!(texts(&conversations[0]), ["are you there?"]);
    assert_eq!(conversations[0].turn, 2);
}

#[tokio::test]
async fn what_comes_after_something_later_was_taken_is_taken_and_counted() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    let start = clock::now();
    let at = |stanza: &str, seconds: u64| {
        let mut message = message(tenant, from, stanza, stanza);
        message.sent_at = start + Duration::from_secs(seconds);
        message
    };
    store(&database, tenant, &at("AC02", 2)).await;
    let claims = due(&database).await;
    let (mut turn, conversations) = locked(&database, tenant, &claims).await;
    assert_eq!(conversations[0].late, 0);
    turns::save(&mut turn, &[taken(&conversations[0])])
        .await
        .unwrap();
    turn.commit().await.unwrap();

    store(&database, tenant, &at("AC01", 1)).await;
    store(&database, tenant, &at("AC03", 3)).await;
    let claims = due(&database).await;
    let (_tx, conversations) = locked(&database, tenant, &claims).await;
    assert_eq!(texts(&conversations[0]), ["AC01", "AC03"]);
    assert_eq!(conversations[0].late, 1);
}

#[tokio::test]
async fn many_turns_are_taken_in_one_transaction() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    for n in 0..10 {
        for tenant in [palm, marina] {
            let from = format!("97150000000{n}@c.us");
            store(
                &database,
                tenant,
                &message(tenant, &from, &format!("AC{n}"), "Hi"),
            )
            .await;
        }
    }
    let claims = due(&database).await;
    assert_eq!(claims.len(), 20);
    let mut tx = database.begin_for(&[palm, marina]).await.unwrap();
    let conversations = turns::lock(&mut tx, &claims, clock::now()).await.unwrap();
    assert_eq!(conversations.len(), 20);
    let all: Vec<_> = conversations.iter().map(taken).collect();
    turns::save(&mut tx, &all).await.unwrap();
    tx.commit().await.unwrap();
    assert!(due(&database).await.is_empty());
    let turns = "select min(turns) || ' ' || max(turns) from conversations";
    assert_eq!(test.ask(turns).await.unwrap().as_deref(), Some("1 1"));
}

#[tokio::test]
async fn a_turn_that_fails_rests_and_is_remembered() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let hello = message(tenant, "971509876543@c.us", "AC01", "Hi");
    store_at(&database, tenant, &hello, now).await;
    let claims = due(&database).await;
    let mut tx = database.begin(tenant).await.unwrap();
    let later = now + Duration::from_mins(5);
    conversations::rest(&mut tx, claims[0], "the bot panicked", later, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(due(&database).await.is_empty());
    let failure = "select failures || ' ' || failure from conversations";
    assert_eq!(
        test.ask(failure).await.unwrap().as_deref(),
        Some("1 the bot panicked")
    );
    let mut tx = database.begin(tenant).await.unwrap();
    let conversations = turns::lock(&mut tx, &claims, later).await.unwrap();
    assert_eq!(conversations[0].failures, 1);
    turns::save(&mut tx, &[taken(&conversations[0])])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let failure = "select failures::text from conversations where failure is null";
    assert_eq!(test.ask(failure).await.unwrap().as_deref(), Some("0"));
}
