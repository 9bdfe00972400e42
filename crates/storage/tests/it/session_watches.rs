//! Whose turn it is to look at a history, and how far it was compared.

use std::time::Duration;

use domain::{SessionStatus, TenantId};
use service_runtime::clock;
use storage::Database;
use storage::session_watches::{self, Looked, Progress, Watch, WatchClaim};
use storage::sessions::{self, Wanted};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::{LEASE, database, message, store, tenant};

const NOON: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);
const DONE: Looked = Looked {
    due_at: None,
    at: Some(NOON),
    failures: 0,
    supported: Some(true),
};

async fn came_back(database: &Database, tenant: TenantId) {
    let mut tx = database.begin(tenant).await.unwrap();
    session_watches::came_back(&mut tx, tenant, NOON)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn watch(database: &Database, tenant: TenantId) -> Option<Watch> {
    let mut tx = database.begin(tenant).await.unwrap();
    session_watches::lookup(&mut tx, tenant).await.unwrap()
}

async fn claim(database: &Database, lease: Duration) -> Option<WatchClaim> {
    let mut claimed = session_watches::claim_due(database, 10, lease)
        .await
        .unwrap();
    assert!(claimed.len() <= 1, "{claimed:?}");
    claimed.pop()
}

async fn advance(database: &Database, claim: &WatchClaim, back_at: OffsetDateTime, minutes: u64) {
    let until = NOON + Duration::from_mins(minutes);
    let progress = Progress {
        checked_until: until,
        newest: Some(until - Duration::from_mins(1)),
        resume_at: Some(until),
    };
    let mut tx = database.begin(claim.tenant).await.unwrap();
    session_watches::advance(&mut tx, claim, back_at, &progress)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn finish(database: &Database, claim: &WatchClaim, looked: &Looked) {
    let mut tx = database.begin(claim.tenant).await.unwrap();
    session_watches::finish(&mut tx, claim, looked)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn one_looks_and_a_crashed_one_is_followed() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    assert_eq!(claim(&database, LEASE).await, None);
    came_back(&database, palm).await;
    let back_at = watch(&database, palm).await.unwrap().back_at;

    let crashed = claim(&database, Duration::ZERO).await.unwrap();
    let next = claim(&database, LEASE).await.unwrap();
    assert_eq!(claim(&database, LEASE).await, None);
    // The late one changes nothing.
    advance(&database, &crashed, back_at, 60).await;
    finish(&database, &crashed, &DONE).await;
    let is = watch(&database, palm).await.unwrap();
    assert_eq!((is.checked_until, is.looked_at), (NOON, None));

    advance(&database, &next, back_at, 10).await;
    finish(&database, &next, &DONE).await;
    let is = watch(&database, palm).await.unwrap();
    let until = NOON + Duration::from_mins(10);
    assert_eq!((is.checked_until, is.resume_at), (until, Some(until)));
    assert_eq!((is.looked_at, is.supported), (Some(NOON), Some(true)));
    assert_eq!(claim(&database, LEASE).await, None, "nothing is due");
}

#[tokio::test]
async fn a_session_that_comes_back_during_a_look_is_looked_at_anew_from_its_newest_message() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    came_back(&database, palm).await;
    let back_at = watch(&database, palm).await.unwrap().back_at;
    let looks = claim(&database, LEASE).await.unwrap();
    advance(&database, &looks, back_at, 10).await;
    came_back(&database, palm).await;
    // What it saw was seen before.
    advance(&database, &looks, back_at, 20).await;
    finish(&database, &looks, &DONE).await;
    let is = watch(&database, palm).await.unwrap();
    let newest = NOON + Duration::from_mins(9);
    assert_eq!((is.checked_until, is.resume_at), (newest, None));
    assert!(claim(&database, LEASE).await.is_some(), "it is due");
}

#[tokio::test]
async fn when_nobody_is_heard_the_fault_is_not_in_one_session() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let since = clock::now() - Duration::from_mins(5);
    let heard = async || {
        session_watches::others_are_heard(&database, palm, since)
            .await
            .unwrap()
    };
    assert!(heard().await, "there are no others");
    let mut tx = database.begin(marina).await.unwrap();
    sessions::set_wanted(&mut tx, marina, Wanted::Running)
        .await
        .unwrap();
    let works = SessionStatus::Working;
    sessions::note_status(&mut tx, marina, &works, NOON, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!heard().await);

    let mut fetched = message(marina, "971509876543@c.us", "AC36", "Hi");
    fetched.backfilled = true;
    store(&database, marina, &fetched).await;
    assert!(!heard().await, "no webhook brought it");
    let brought = message(marina, "971509876543@c.us", "AC37", "Hi");
    store(&database, marina, &brought).await;
    assert!(heard().await);
}
