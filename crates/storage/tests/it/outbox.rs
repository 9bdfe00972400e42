//! Replies on their way.

use std::time::Duration;

use service_runtime::clock;
use storage::{
    Share,
    mailbox::Stored,
    outbox::{self, ReplyKind, Saying, Settled},
    turns,
};

use crate::{
    LEASE, database, due, locked, message, own_message, store, tenant,
    testing::{body, claim, settle, states, with_two_replies},
};

#[tokio::test]
async fn a_chat_reads_in_order() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let first = claim(&database).await;
    assert_eq!(first.len(), 1, "one of a conversation at a time");
    assert_eq!(body(&database, &first[0]).await.as_deref(), Some("one"));
    assert!(claim(&database).await.is_empty());

    settle(&database, &first[0], Settled::Sent("3EB0A".to_owned())).await;
    let second = claim(&database).await;
    assert_eq!(body(&database, &second[0]).await.as_deref(), Some("two"));
}

#[tokio::test]
async fn the_first_stored_id_is_the_only_one() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    with_two_replies(&database, tenant, "971509876543@c.us").await;
    let now = clock::now();
    let crashed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    let begun = outbox::begin(&mut tx, &[(crashed, Some("3EB0A"))], now)
        .await
        .unwrap();
    assert!(begun.contains(&crashed));
    tx.commit().await.unwrap();

    let later = now + LEASE + Duration::from_secs(1);
    let all = Share {
        at_most: 8,
        per_tenant: 8,
        busy: &[],
    };
    let next = outbox::claim_due(&database, all, LEASE, later)
        .await
        .unwrap()
        .remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    let reply = outbox::lookup(&mut tx, &[next]).await.unwrap().remove(0);
    assert_eq!(
        (reply.stanza.as_deref(), reply.attempts),
        (Some("3EB0A"), 1)
    );
    assert!(reply.in_doubt, "nobody saw how it ended");
    for (claim, stanza, may, what) in [
        (next, "3EB0B", false, "another id"),
        (crashed, "3EB0A", false, "a lost lease"),
        (next, "3EB0A", true, "the same id"),
    ] {
        let begun = outbox::begin(&mut tx, &[(claim, Some(stanza))], later)
            .await
            .unwrap();
        assert_eq!(begun.contains(&claim), may, "{what}");
    }
    // Both of one worker, in one statement: only who has the lease may send.
    let both = [(crashed, Some("3EB0A")), (next, Some("3EB0A"))];
    let begun = outbox::begin(&mut tx, &both, later).await.unwrap();
    assert_eq!(begun, [next].into());
}

#[tokio::test]
async fn the_echo_closes_the_reply_and_is_no_takeover() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    with_two_replies(&database, tenant, from).await;
    let claimed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::begin(&mut tx, &[(claimed, Some("3EB0A"))], clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    // It overtakes the send's own answer.
    let echo = own_message(tenant, from, "3EB0A");
    assert!(matches!(
        store(&database, tenant, &echo).await,
        Stored::Echo(_)
    ));
    assert_eq!(body(&database, &claimed).await, None, "closed");
    assert_eq!(states(&test).await, "sent queued");
}

#[tokio::test]
async fn the_echo_of_a_reply_without_an_id_is_known_by_its_text() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    with_two_replies(&database, tenant, from).await;
    let claimed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::begin(&mut tx, &[(claimed, None)], clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut echo = own_message(tenant, from, "3EB0A");
    echo.body = Some("one".to_owned());
    assert!(matches!(
        store(&database, tenant, &echo).await,
        Stored::Echo(_)
    ));
    assert_eq!(states(&test).await, "sent queued");
    // Another text is a person's.
    let person = own_message(tenant, from, "3EB0B");
    assert!(matches!(
        store(&database, tenant, &person).await,
        Stored::Takeover(_)
    ));
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
    let begun = outbox::begin(&mut tx, &[(claimed, Some("3EB0A"))], clock::now())
        .await
        .unwrap();
    assert!(begun.is_empty());
    drop(tx);
    assert_eq!(states(&test).await, "cancelled cancelled");
}

#[tokio::test]
async fn a_person_who_writes_cancels_what_an_attempt_failed_for_too() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let from = "971509876543@c.us";
    with_two_replies(&database, tenant, from).await;
    let claimed = claim(&database).await.remove(0);
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::begin(&mut tx, &[(claimed, Some("3EB0A"))], clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let later = clock::now() + Duration::from_mins(1);
    settle(
        &database,
        &claimed,
        Settled::Later(later, "no answer".to_owned()),
    )
    .await;
    store(&database, tenant, &own_message(tenant, from, "3A01")).await;
    assert_eq!(states(&test).await, "cancelled cancelled");
    // Unless WhatsApp has it all the same.
    store(&database, tenant, &own_message(tenant, from, "3EB0A")).await;
    assert_eq!(states(&test).await, "sent cancelled");
}

#[tokio::test]
async fn a_busy_tenant_leaves_room() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    with_two_replies(&database, palm, "971509876543@c.us").await;
    with_two_replies(&database, palm, "971509876544@c.us").await;
    with_two_replies(&database, marina, "971509876543@c.us").await;
    let share = Share {
        at_most: 8,
        per_tenant: 8,
        busy: &[palm],
    };
    let claims = outbox::claim_due(&database, share, LEASE, clock::now())
        .await
        .unwrap();
    let tenants: Vec<_> = claims.iter().map(|claim| claim.tenant).collect();
    assert_eq!(tenants, [marina]);
}

#[tokio::test]
async fn what_a_turn_delivers_itself_is_leased_as_it_is_written() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    store(
        &database,
        tenant,
        &message(tenant, "971509876543@c.us", "AC01", "Hi"),
    )
    .await;
    let (mut tx, here) = locked(&database, tenant, &due(&database).await).await;
    let now = clock::now();
    let saying = |position, taken| Saying {
        conversation: &here[0],
        position,
        body: format!("part {position}"),
        kind: ReplyKind::Answer,
        due_at: now,
        opted_out: false,
        taken,
        answers: None,
        traceparent: None,
    };
    let said = [saying(0, true), saying(1, false)];
    let taken = outbox::add(&mut tx, &said, LEASE, now).await.unwrap();
    turns::save(&mut tx, &[crate::taken(&here[0])])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(taken.len(), 1);
    assert!(claim(&database).await.is_empty(), "a chat reads in order");

    let mut tx = database.begin(tenant).await.unwrap();
    let read = outbox::lookup(&mut tx, &[taken[0].claim]).await.unwrap();
    assert_eq!(
        format!("{:?}", read[0].body),
        format!("{:?}", taken[0].body)
    );
    let begun = outbox::begin(&mut tx, &[(taken[0].claim, Some("3EB0A"))], now).await;
    assert!(begun.unwrap().contains(&taken[0].claim));
    let sent = Settled::Sent("3EB0A".to_owned());
    let more = outbox::settle(&mut tx, &[(&taken[0], &sent)], now).await;
    tx.commit().await.unwrap();
    assert!(
        more.unwrap().contains(&taken[0].claim.reply),
        "the second part waits"
    );
    let next = claim(&database).await;
    assert_eq!(body(&database, &next[0]).await.as_deref(), Some("part 1"));
}
