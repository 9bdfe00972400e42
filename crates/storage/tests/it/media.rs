//! Files of messages, from the message to the store.

use std::time::Duration;

use domain::TenantId;
use service_runtime::clock;
use storage::{
    Database,
    media::{self, Claim, MediaKind, MediaState, Outcome, Settled, Wanted},
    messages::{Incoming, MessageKind},
};
use time::OffsetDateTime;

use crate::{LEASE, database, message, store, tenant};

/// A voice message, this many seconds old.
fn voice(tenant: TenantId, stanza: &str, age: u64) -> Incoming {
    let now = clock::now();
    Incoming {
        kind: MessageKind::Media,
        body: None,
        media: Some(Box::new(Wanted {
            kind: MediaKind::Voice,
            mime: Some("audio/ogg; codecs=opus".to_owned()),
            filename: None,
            waha_id: format!("false_971509876543@c.us_{stanza}"),
            waha_path: Some(format!("files/tenant_1/{stanza}.oga")),
        })),
        received_at: now - Duration::from_secs(age),
        ..message(tenant, "971509876543@c.us", stanza, "")
    }
}

async fn claim(database: &Database, share: (i32, i32), now: OffsetDateTime) -> Vec<Claim> {
    media::claim_wanted(database, share, LEASE, now)
        .await
        .unwrap()
}

async fn settle(database: &Database, claim: &Claim, outcome: Outcome<'_>) -> Settled {
    let mut tx = database.begin(claim.tenant).await.unwrap();
    let settled = media::settle(&mut tx, claim, &outcome, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    settled
}

const STORED: Outcome<'_> = Outcome::Stored {
    mime: "audio/ogg",
    size: 10,
    sha256: [7; 32],
};

fn stanzas(claims: &[Claim]) -> Vec<&str> {
    let last = |claim: &'_ Claim| claim.key.as_str().rfind(':').map_or(0, |at| at + 1);
    claims
        .iter()
        .map(|claim| &claim.key.as_str()[last(claim)..])
        .collect()
}

#[tokio::test]
async fn a_file_is_wanted_with_its_message_fetched_once_and_seen_beside_it() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    store(
        &database,
        palm,
        &message(palm, "971509876543@c.us", "AC1", "Hi"),
    )
    .await;
    for _ in 0..2 {
        store(&database, palm, &voice(palm, "AC2", 0)).await;
    }
    let now = clock::now();
    let claims = claim(&database, (8, 8), now).await;
    assert_eq!(stanzas(&claims), ["AC2"]);
    assert_eq!(claim(&database, (8, 8), now).await, [], "it is leased");

    let mut tx = database.begin(palm).await.unwrap();
    let file = media::lookup(&mut tx, &claims[0]).await.unwrap().unwrap();
    assert_eq!((file.attempts, file.asked_again), (1, false));
    assert_eq!(file.waha_path.as_deref(), Some("files/tenant_1/AC2.oga"));
    tx.commit().await.unwrap();
    assert_eq!(
        settle(&database, &claims[0], STORED).await,
        Settled::Written
    );
    assert_eq!(
        settle(&database, &claims[0], STORED).await,
        Settled::Overtaken
    );
    assert_eq!(claim(&database, (8, 8), now + LEASE * 2).await, []);

    let id = test
        .ask("select id::text from messages where stanza = 'AC2'")
        .await
        .unwrap();
    let id = id.unwrap().parse().unwrap();
    let mut tx = database.begin(palm).await.unwrap();
    let (_, seen) = media::find(&mut tx, palm, id).await.unwrap().unwrap();
    let seen = seen.unwrap();
    assert_eq!(
        (seen.kind, seen.state, seen.size),
        (MediaKind::Voice, MediaState::Stored, Some(10))
    );
    let (_, none) = media::find(&mut tx, palm, id - 1).await.unwrap().unwrap();
    assert_eq!(none, None, "a text has no file");
    assert_eq!(media::find(&mut tx, palm, id + 1000).await.unwrap(), None);
}

#[tokio::test]
async fn the_newest_is_fetched_first_and_a_few_of_each_tenant() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    for (owner, stanza, age) in [
        (palm, "OLD", 300),
        (palm, "NEWER", 60),
        (palm, "NEWEST", 0),
        (marina, "OTHER", 200),
    ] {
        store(&database, owner, &voice(owner, stanza, age)).await;
    }
    let now = clock::now();
    let first = claim(&database, (8, 2), now).await;
    let mut first = stanzas(&first);
    first.sort_unstable();
    assert_eq!(first, ["NEWER", "NEWEST", "OTHER"]);
    assert_eq!(
        claim(&database, (8, 2), now).await,
        [],
        "two of a tenant are under way"
    );
}

#[tokio::test]
async fn a_crashed_workers_file_goes_on_and_it_notes_nothing_any_more() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    store(&database, palm, &voice(palm, "AC1", 0)).await;
    let now = clock::now();
    let crashed = claim(&database, (1, 1), now).await.remove(0);
    let mut tx = database.begin(palm).await.unwrap();
    assert!(
        media::prolong(&mut tx, &crashed, LEASE, now + LEASE / 2)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert_eq!(
        claim(&database, (1, 1), now + LEASE).await,
        [],
        "it was prolonged"
    );
    let next = claim(&database, (1, 1), now + LEASE * 2).await.remove(0);
    assert_eq!(
        settle(&database, &crashed, Outcome::Gone("expired")).await,
        Settled::Overtaken
    );

    let again = Outcome::Again {
        at: now,
        asked_again: Some(Some("files/tenant_1/new.oga".to_owned())),
        reason: "downloaded_again",
    };
    assert_eq!(settle(&database, &next, again).await, Settled::Written);
    let last = claim(&database, (1, 1), now + LEASE * 2).await.remove(0);
    let mut tx = database.begin(palm).await.unwrap();
    let file = media::lookup(&mut tx, &last).await.unwrap().unwrap();
    assert_eq!((file.attempts, file.asked_again), (3, true));
    assert_eq!(file.waha_path.as_deref(), Some("files/tenant_1/new.oga"));
}

#[tokio::test]
async fn of_a_deleted_tenant_a_file_is_nobodys() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    store(&database, palm, &voice(palm, "AC1", 0)).await;
    let claimed = claim(&database, (1, 1), clock::now()).await.remove(0);
    let mut tx = database.begin(palm).await.unwrap();
    storage::tenants::begin_deletion(&mut tx, palm)
        .await
        .unwrap();
    storage::tenants::remove(&mut tx, palm).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        settle(&database, &claimed, STORED).await,
        Settled::Forgotten
    );
}
