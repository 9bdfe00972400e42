//! Storage against a real Postgres; run by `cargo xtask test`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod agents;
mod delay;
mod expanding;
mod flows;
mod given_up;
mod home;
mod inbox;
mod isolation;
mod lead_history;
mod leads;
mod llm;
mod mailbox;
mod media;
mod message_changes;
mod migrations;
mod one_clock;
mod outbox;
mod outbox_changes;
mod owners;
mod people;
mod released;
mod session_watches;
mod sessions;
mod sign_in;
mod statements;
mod summaries;
mod superseding;
mod takeover;
mod testing;
mod turns_taken;
mod usage;

use std::time::Duration;

use domain::{ChatId, Direction, MessageKey, MessageKeyParts, SessionName, TenantId};
use service_runtime::clock;
use storage::{
    Database, Share, Tx,
    conversations::{self, Due},
    mailbox::{Item, Patience, Stored},
    messages::{Incoming, MessageKind},
    tenants,
    testing::TestDatabase,
    turns::{self, Conversation, Gate, Taken},
};
use time::OffsetDateTime;

const PATIENCE: Patience = Patience {
    debounce: Duration::ZERO,
    debounce_ceiling: Duration::from_secs(25),
    takeover: Duration::from_hours(1),
    stale_after: Duration::from_mins(10),
};
const LEASE: Duration = Duration::from_mins(1);

async fn database() -> (TestDatabase, Database) {
    let test = TestDatabase::migrated().await.expect("a database");
    let database = test.connect().expect("a pool");
    (test, database)
}

async fn tenant(database: &Database, name: &str) -> TenantId {
    let mut tx = database.begin_for(&[]).await.expect("a transaction");
    let tenant = tenants::add(&mut tx, name).await.expect("added");
    tx.commit().await.expect("committed");
    tenant.id
}

fn chat(text: &str) -> ChatId {
    text.parse().expect("a chat id")
}

fn message(tenant: TenantId, from: &str, stanza: &str, text: &str) -> Incoming {
    let session = SessionName::of_tenant(tenant);
    let direction = Direction::In;
    let parts = MessageKeyParts {
        kind: "message",
        direction,
        stanza,
        extra: None,
    };
    Incoming {
        key: MessageKey::new(tenant, &session, parts),
        direction,
        session,
        chat: chat(from),
        other_address: None,
        stanza: stanza.to_owned(),
        kind: MessageKind::Text,
        body: Some(text.to_owned()),
        media: None,
        quoted: None,
        push_name: Some("Ana".to_owned()),
        sent_at: clock::now(),
        received_at: clock::now(),
        backfilled: false,
        traceparent: None,
    }
}

fn own_message(tenant: TenantId, chat: &str, stanza: &str) -> Incoming {
    let mut message = message(tenant, chat, stanza, "I will handle this one myself");
    message.direction = Direction::Out;
    let parts = MessageKeyParts {
        kind: "message",
        direction: Direction::Out,
        stanza,
        extra: None,
    };
    message.key = MessageKey::new(tenant, &message.session, parts);
    message
}

async fn store(database: &Database, tenant: TenantId, message: &Incoming) -> Stored {
    store_at(database, tenant, message, clock::now()).await
}

async fn store_at(
    database: &Database,
    tenant: TenantId,
    message: &Incoming,
    now: OffsetDateTime,
) -> Stored {
    let item = Item {
        tenant,
        message,
        resumes: false,
    };
    let mut tx = database.begin(tenant).await.expect("a transaction");
    let stored = storage::mailbox::store(&mut tx, &[item], &[], PATIENCE, now).await;
    tx.commit().await.expect("committed");
    stored.expect("stored").remove(0)
}

/// Every conversation that is due.
async fn due(database: &Database) -> Vec<Due> {
    let mut tx = database.begin_for(&[]).await.expect("a transaction");
    let due = conversations::lock_due(&mut tx, Share::of_anybody(64), clock::now()).await;
    // Nobody waits for a lock, not even while a transaction is being undone.
    tx.commit().await.expect("committed");
    due.expect("locked")
}

/// Locks what is due, as one tenant.
async fn locked(database: &Database, tenant: TenantId, due: &[Due]) -> (Tx, Vec<Conversation>) {
    let mut tx = database.begin(tenant).await.expect("a transaction");
    let conversations = turns::lock(&mut tx, due, clock::now())
        .await
        .expect("locked");
    (tx, conversations)
}

/// The texts that wait in a conversation, in their order.
fn texts(conversation: &Conversation) -> Vec<&str> {
    let waiting = conversation.waiting.iter();
    waiting
        .filter_map(|message| message.body.as_deref())
        .collect()
}

/// What a turn that says nothing makes of a conversation.
fn taken(conversation: &Conversation) -> Taken<'_> {
    Taken {
        conversation,
        state: Some(serde_json::json!({})),
        spoke: false,
        wake_at: None,
        needs_person_since: None,
        gate: Some((Gate::Open, "test")),
    }
}
