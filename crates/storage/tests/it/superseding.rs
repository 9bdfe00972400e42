//! A message that arrives while the bot is about to speak.

use std::time::Duration;

use domain::TenantId;
use service_runtime::clock;
use storage::{
    Database, Share, Tx,
    mailbox::Stored,
    outbox::{self, ReplyKind, Saying},
    turns::{self, Conversation, Taken},
};
use time::OffsetDateTime;

use crate::{
    LEASE, database, due, locked, message, own_message, store_at, tenant, testing::states, texts,
};

const FROM: &str = "971509876543@c.us";

/// A turn that says these things and leaves this state.
pub(crate) async fn turn(
    database: &Database,
    tenant: TenantId,
    says: &[&str],
    state: &str,
    now: OffsetDateTime,
) {
    let claims = due(database).await;
    let (mut tx, conversations) = locked(database, tenant, &claims).await;
    say(&mut tx, &conversations[0], says, state, now).await;
    tx.commit().await.unwrap();
}

/// Ends the turn of a conversation that is locked for it.
pub(crate) async fn say(
    tx: &mut Tx,
    conversation: &Conversation,
    says: &[&str],
    state: &str,
    now: OffsetDateTime,
) {
    let sayings: Vec<_> = (0..)
        .zip(says)
        .map(|(position, body)| Saying {
            conversation,
            position,
            body: (*body).to_owned(),
            kind: ReplyKind::Answer,
            due_at: now,
            opted_out: false,
            taken: false,
            answers: None,
            traceparent: None,
        })
        .collect();
    outbox::add(tx, &sayings, LEASE, now).await.unwrap();
    let taken = Taken {
        state: Some(state.into()),
        spoke: true,
        ..crate::taken(conversation)
    };
    turns::save(tx, &[taken]).await.unwrap();
}

/// Begins to send what is due.
pub(crate) async fn begin(database: &Database, tenant: TenantId, stanza: &str) {
    let share = Share {
        at_most: 1,
        per_tenant: 1,
        busy: &[],
    };
    let claims = outbox::claim_due(database, share, LEASE, clock::now())
        .await
        .unwrap();
    let mut tx = database.begin(tenant).await.unwrap();
    let begun = outbox::begin(&mut tx, &[(claims[0], Some(stanza))], clock::now())
        .await
        .unwrap();
    assert_eq!(begun.len(), 1);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn nothing_was_said_so_the_turn_is_as_if_it_had_not_been() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    store_at(&database, tenant, &message(tenant, FROM, "AC01", "Hi"), now).await;
    turn(&database, tenant, &["one", "two"], "greeted", now).await;
    let second = message(tenant, FROM, "AC02", "A villa, please");
    let stored = store_at(&database, tenant, &second, now).await;
    assert!(matches!(stored, Stored::Superseding(_)), "{stored:?}");
    assert_eq!(states(&test).await, "cancelled cancelled");

    let claims = due(&database).await;
    let (_tx, conversations) = locked(&database, tenant, &claims).await;
    assert_eq!(texts(&conversations[0]), ["Hi", "A villa, please"]);
    assert_eq!(conversations[0].state, None, "the bot has not greeted");
    assert_eq!(conversations[0].late, 0);
    assert_eq!(
        conversations[0].turn, 2,
        "what it says now is another turn's"
    );
}

#[tokio::test]
async fn what_was_said_was_said_and_the_rest_is_not() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    store_at(&database, tenant, &message(tenant, FROM, "AC01", "Hi"), now).await;
    turn(&database, tenant, &["one", "two"], "greeted", now).await;
    begin(&database, tenant, "3EB0A").await;
    // In the instant of sending: the first is on its way.
    let second = message(tenant, FROM, "AC02", "A villa, please");
    let stored = store_at(&database, tenant, &second, now).await;
    assert!(matches!(stored, Stored::Superseding(_)), "{stored:?}");
    assert_eq!(states(&test).await, "sending cancelled");
    let claims = due(&database).await;
    let (_tx, conversations) = locked(&database, tenant, &claims).await;
    assert_eq!(texts(&conversations[0]), ["A villa, please"]);
    assert_eq!(conversations[0].state, Some("greeted".into()));
}

#[tokio::test]
async fn who_writes_on_and_on_is_answered_all_the_same() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    store_at(&database, tenant, &message(tenant, FROM, "AC01", "Hi"), now).await;
    turn(&database, tenant, &["one"], "greeted", now).await;
    let later = now + Duration::from_secs(26);
    let second = message(tenant, FROM, "AC02", "A villa, please");
    let stored = store_at(&database, tenant, &second, later).await;
    assert!(matches!(stored, Stored::Waiting(_)), "{stored:?}");
    assert_eq!(states(&test).await, "queued");
}

#[tokio::test]
async fn what_the_bot_was_about_to_say_when_a_person_spoke_it_has_not_thought_either() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    store_at(&database, tenant, &message(tenant, FROM, "AC01", "Hi"), now).await;
    turn(&database, tenant, &["What is your name?"], "asked", now).await;
    store_at(&database, tenant, &own_message(tenant, FROM, "3A01"), now).await;
    assert_eq!(states(&test).await, "cancelled");
    assert!(due(&database).await.is_empty());
    let state =
        "select coalesce(state::text, 'none') || ' ' || (waiting_since is null) from conversations";
    assert_eq!(test.ask(state).await.unwrap().as_deref(), Some("none true"));
}
