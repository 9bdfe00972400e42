//! Reactions, edits and deletions, in whatever order they come.

use std::time::Duration;

use domain::{Direction, MessageKey, TenantId};
use service_runtime::clock;
use storage::{
    Database,
    messages::{self, Change, ChangeKind, Message, Quoted},
};
use time::OffsetDateTime;

use crate::{database, message, own_message, store, tenant};

const ANA: &str = "971509876543@c.us";

fn change(key: &MessageKey, kind: ChangeKind, at: OffsetDateTime) -> Change {
    Change {
        key: key.clone(),
        kind,
        author: Direction::In,
        changed_at: at,
        told_at: at,
    }
}

fn reaction(key: &MessageKey, emoji: &str, at: OffsetDateTime) -> Change {
    change(key, ChangeKind::Reaction(emoji.to_owned()), at)
}

async fn note(database: &Database, tenant: TenantId, changes: &[Change]) {
    let mut tx = database.begin(tenant).await.unwrap();
    let changes: Vec<_> = changes.iter().map(|change| (tenant, change)).collect();
    messages::note_changes(&mut tx, &changes).await.unwrap();
    tx.commit().await.unwrap();
}

async fn read(database: &Database, tenant: TenantId, key: &MessageKey) -> Message {
    let mut tx = database.begin(tenant).await.unwrap();
    let found = messages::find(&mut tx, tenant, key).await.unwrap();
    found.expect("stored")
}

#[tokio::test]
async fn of_reactions_the_last_one_counts_in_whatever_order_they_come() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let villa = own_message(tenant, ANA, "3EB0");
    store(&database, tenant, &villa).await;
    let now = clock::now();
    let at = |seconds| now + Duration::from_secs(seconds);
    let mut ours = reaction(&villa.key, "🏠", at(0));
    ours.author = Direction::Out;
    // Two within one of WhatsApp's seconds: WAHA's clock tells them apart.
    let mut second = reaction(&villa.key, "❤️", at(2));
    second.told_at = at(3);
    let first = reaction(&villa.key, "👍", at(2));
    note(&database, tenant, &[second.clone(), first.clone(), ours]).await;
    let reactions = async || {
        let message = read(&database, tenant, &villa.key).await;
        (message.customers_reaction, message.our_reaction)
    };
    let both = (Some("❤️".to_owned()), Some("🏠".to_owned()));
    assert_eq!(reactions().await, both);
    for again in [first, reaction(&villa.key, "👎", at(1)), second] {
        note(&database, tenant, &[again]).await;
        assert_eq!(reactions().await, both);
    }
    note(&database, tenant, &[reaction(&villa.key, "", at(9))]).await;
    assert_eq!(reactions().await.0, None, "it was taken back");
}

#[tokio::test]
async fn a_deletion_may_come_before_its_message() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let hello = message(palm, ANA, "AC01", "Hello");
    let now = clock::now();
    let edit = ChangeKind::Edit(Some("Hello there".to_owned()));
    note(&database, palm, &[change(&hello.key, edit, now)]).await;
    store(&database, palm, &hello).await;
    let found = read(&database, palm, &hello.key).await;
    assert_eq!(found.body.as_deref(), Some("Hello there"));
    assert!(found.edited_at.is_some() && found.revoked_at.is_none());

    let oops = message(palm, ANA, "AC02", "Wrong chat");
    let deletion = change(&oops.key, ChangeKind::Deletion, now);
    note(&database, palm, std::slice::from_ref(&deletion)).await;
    store(&database, palm, &oops).await;
    let found = read(&database, palm, &oops.key).await;
    assert_eq!(found.body, None);
    assert!(found.revoked_at.is_some());
    // What another tenant says of it is nothing to this one.
    note(
        &database,
        marina,
        &[change(&hello.key, ChangeKind::Deletion, now)],
    )
    .await;
    assert_eq!(read(&database, palm, &hello.key).await.revoked_at, None);
}

#[tokio::test]
async fn a_quoted_message_is_shown_as_long_as_it_is_there() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let villa = own_message(tenant, ANA, "3EB0");
    let mut answer = message(tenant, ANA, "AC01", "This one");
    answer.quoted = Some(Box::new(Quoted {
        key: villa.key.clone(),
        body: Some("I will".to_owned()),
    }));
    store(&database, tenant, &answer).await;
    let quote = async || {
        let message = read(&database, tenant, &answer.key).await;
        message.quote.unwrap()
    };
    let quoted = quote().await;
    assert_eq!((quoted.id, quoted.author.as_str()), (None, "phone"));
    assert_eq!(quoted.body.as_deref(), Some("I will"));
    store(&database, tenant, &villa).await;
    let quoted = quote().await;
    assert!(quoted.id.is_some());
    assert_eq!(quoted.body.as_deref(), villa.body.as_deref());
    let mut deletion = change(&villa.key, ChangeKind::Deletion, clock::now());
    deletion.author = Direction::Out;
    note(&database, tenant, &[deletion]).await;
    assert_eq!(quote().await.body, None);
}
