//! A person takes a chat without writing in it, and gives it back.

use std::time::Duration;

use domain::TenantId;
use service_runtime::clock;
use storage::{
    Database,
    conversations::{self, ConversationId},
    mailbox::Stored,
    outbox::{self, Words},
    testing::TestDatabase,
    turns::{self, Gate, Taken},
};
use time::OffsetDateTime;

use crate::superseding::{begin, turn};
use crate::{
    chat, database, due, locked, message, own_message, store_at, taken, tenant, testing::states,
    texts,
};

const FROM: &str = "971509876543@c.us";
const HALF_A_DAY: Duration = Duration::from_hours(12);

/// A conversation in which the customer has said hello, and which nobody has answered.
async fn greeted(database: &Database, tenant: TenantId, now: OffsetDateTime) -> ConversationId {
    let hello = message(tenant, FROM, "AC01", "Hi");
    match store_at(database, tenant, &hello, now).await {
        Stored::Waiting(conversation) => conversation,
        other => panic!("{other:?}"),
    }
}

async fn take_over(
    database: &Database,
    tenant: TenantId,
    conversation: ConversationId,
    until: OffsetDateTime,
) -> bool {
    let mut tx = database.begin(tenant).await.unwrap();
    let found = conversations::take_over(&mut tx, tenant, conversation, until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    found
}

async fn resume(database: &Database, tenant: TenantId, conversation: ConversationId) -> bool {
    let mut tx = database.begin(tenant).await.unwrap();
    let found = conversations::resume(&mut tx, tenant, conversation)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    found
}

async fn set_opted_out(
    database: &Database,
    tenant: TenantId,
    conversation: ConversationId,
    since: Option<OffsetDateTime>,
) {
    let mut tx = database.begin(tenant).await.unwrap();
    let found = conversations::set_opted_out(&mut tx, tenant, conversation, since)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(found);
}

async fn row(test: &TestDatabase) -> String {
    let row = "select concat_ws(' ', coalesce(state::text, 'none'),
                   case when wake_at is null and waiting_since is null then 'quiet' else 'awake' end,
                   case when paused_until is null then 'the bot''s' else 'a person''s' end)
               from conversations";
    test.ask(row).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_waits_is_a_persons_and_the_bot_forgets_what_it_has_not_said() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let conversation = greeted(&database, tenant, now).await;
    turn(&database, tenant, &["What is your name?"], "asked", now).await;
    // Longer after the question than it may be taken back for: this message waits beside it.
    let later = now + Duration::from_secs(26);
    let second = message(tenant, FROM, "AC02", "A villa, please");
    store_at(&database, tenant, &second, later).await;
    assert_eq!(states(&test).await, "queued");

    // Twice is once.
    for _ in 0..2 {
        assert!(take_over(&database, tenant, conversation, later + HALF_A_DAY).await);
        assert_eq!(states(&test).await, "cancelled");
        assert_eq!(row(&test).await, "none quiet a person's");
    }
    let reason = "select reason from outbox";
    let reason = test.ask(reason).await.unwrap();
    assert_eq!(reason.as_deref(), Some("a person has the chat"));
    let third = message(tenant, FROM, "AC03", "Anybody?");
    let stored = store_at(&database, tenant, &third, later).await;
    assert!(matches!(stored, Stored::Answered(_)), "{stored:?}");
    assert!(due(&database).await.is_empty());
}

#[tokio::test]
async fn between_two_parts_of_a_long_text_the_first_is_sent_and_the_second_is_not() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let conversation = greeted(&database, tenant, now).await;
    turn(&database, tenant, &["one", "two"], "told", now).await;
    begin(&database, tenant, "3EB0A").await;
    let echo = own_message(tenant, FROM, "3EB0A");
    store_at(&database, tenant, &echo, now).await;
    assert_eq!(states(&test).await, "sent queued");
    assert!(take_over(&database, tenant, conversation, now + HALF_A_DAY).await);
    assert_eq!(states(&test).await, "sent cancelled");
    // Something of it was said: the bot knows that it spoke.
    assert_eq!(row(&test).await, "\"told\" quiet a person's");
}

#[tokio::test]
async fn a_chat_without_a_message_is_taken_and_other_tenants_is_not() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let mut tx = database.begin(palm).await.unwrap();
    let session = domain::SessionName::of_tenant(palm);
    let person = chat(FROM);
    let contact = storage::contacts::find_or_add(&mut tx, palm, &[&person], None, clock::now())
        .await
        .unwrap();
    let empty = conversations::find_or_add(&mut tx, palm, contact, &session, &person)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let until = clock::now() + HALF_A_DAY;
    assert!(!take_over(&database, marina, empty, until).await);
    assert!(!resume(&database, marina, empty).await);
    // Not even in a transaction that sees them both.
    let mut both = database.begin_for(&[palm, marina]).await.unwrap();
    let found = conversations::take_over(&mut both, marina, empty, until).await;
    assert!(!found.unwrap());
    both.commit().await.unwrap();
    assert_eq!(row(&test).await, "none quiet the bot's");

    assert!(take_over(&database, palm, empty, until).await);
    assert_eq!(row(&test).await, "none quiet a person's");
    assert!(!take_over(&database, palm, ConversationId::new(999_999), until).await);
}

#[tokio::test]
async fn a_turn_that_is_taken_at_that_moment_is_taken_back() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let conversation = greeted(&database, tenant, now).await;
    let claims = due(&database).await;
    let (mut tx, conversations) = locked(&database, tenant, &claims).await;
    // It waits for the row that the turn holds, and sees what the turn made of it.
    let takeover = tokio::spawn({
        let database = database.clone();
        async move { take_over(&database, tenant, conversation, now + HALF_A_DAY).await }
    });
    crate::superseding::say(&mut tx, &conversations[0], &["Hello!"], "greeted", now).await;
    tx.commit().await.unwrap();
    assert!(takeover.await.unwrap());
    assert_eq!(states(&test).await, "cancelled");
    assert_eq!(row(&test).await, "none quiet a person's");
}

#[tokio::test]
async fn a_chat_that_is_given_back_is_answered_from_the_next_message_on() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let conversation = greeted(&database, tenant, now).await;
    let claims = due(&database).await;
    let (mut tx, conversations) = locked(&database, tenant, &claims).await;
    let shielded = Taken {
        state: None,
        gate: Some((Gate::Shielded, "earlier history")),
        ..taken(&conversations[0])
    };
    turns::save(&mut tx, &[shielded]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(take_over(&database, tenant, conversation, now + HALF_A_DAY).await);
    for _ in 0..2 {
        assert!(resume(&database, tenant, conversation).await);
        assert_eq!(row(&test).await, "none quiet the bot's");
        let gate = "select gate || ': ' || gate_reason from conversations";
        let gate = test.ask(gate).await.unwrap();
        assert_eq!(gate.as_deref(), Some("open: switched on"));
    }
    assert!(
        due(&database).await.is_empty(),
        "what a person had is a person's"
    );
    let next = message(tenant, FROM, "AC02", "A villa, please");
    store_at(&database, tenant, &next, now).await;
    let claims = due(&database).await;
    let (_tx, conversations) = locked(&database, tenant, &claims).await;
    assert_eq!(texts(&conversations[0]), ["A villa, please"]);
    assert_eq!(conversations[0].gate, Some(Gate::Open));
}

#[tokio::test]
async fn who_wants_no_messages_gets_none_but_the_word_that_says_so() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let now = clock::now();
    let conversation = greeted(&database, tenant, now).await;
    turn(&database, tenant, &["one"], "asked", now).await;
    set_opted_out(&database, tenant, conversation, Some(now)).await;
    assert_eq!(states(&test).await, "cancelled");
    let since = "select opted_out_at::text from contacts";
    let first = test.ask(since).await.unwrap();
    assert!(first.is_some());
    // Said again by somebody else, it is not newer, and stops nothing that is said about it.
    test.execute("update outbox set state = 'queued', kind = 'farewell'")
        .await
        .unwrap();
    let later = now + Duration::from_secs(5);
    set_opted_out(&database, tenant, conversation, Some(later)).await;
    assert_eq!(test.ask(since).await.unwrap(), first);
    assert_eq!(states(&test).await, "queued");
    for _ in 0..2 {
        set_opted_out(&database, tenant, conversation, None).await;
        assert_eq!(test.ask(since).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_is_written_in_the_second_of_a_persons_words_is_not_answered_by_them() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let second = clock::now().truncate_to_second();
    let conversation = greeted(&database, tenant, second - HALF_A_DAY).await;
    let said = second + Duration::from_millis(150);
    assert!(take_over(&database, tenant, conversation, said + HALF_A_DAY).await);
    let mut tx = database.begin(tenant).await.unwrap();
    let words = Words {
        body: "I am Sara",
        key: None,
    };
    let entry = outbox::add_words(&mut tx, tenant, conversation, words, said).await;
    assert!(entry.unwrap().is_some());
    tx.commit().await.unwrap();
    assert!(resume(&database, tenant, conversation).await);

    // Written 900 ms after the second began, of which WhatsApp tells the second alone.
    let mut villa = message(tenant, FROM, "AC02", "A villa, please");
    villa.sent_at = second;
    let came = second + Duration::from_millis(900);
    let stored = store_at(&database, tenant, &villa, came).await;
    assert!(matches!(stored, Stored::Waiting(_)), "{stored:?}");
}
