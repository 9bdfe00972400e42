//! A session's lease, its health and its timeline.

use std::time::Duration;

use storage::session_events::{self, KEPT};
use storage::session_leases;
use storage::sessions::{self, Wanted};

use crate::{LEASE, database, tenant};

const NOON: time::OffsetDateTime = time::macros::datetime!(2026-11-22 12:00 UTC);

#[tokio::test]
async fn one_works_on_a_session_and_a_crashed_one_makes_room() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let take = async |tenant, time| session_leases::take(&database, tenant, time).await.unwrap();
    let held = take(palm, LEASE).await.unwrap();
    assert_eq!(take(palm, LEASE).await, None);
    assert!(take(marina, LEASE).await.is_some());
    assert!(session_leases::renew(&database, held, LEASE).await.unwrap());
    session_leases::release(&database, held).await.unwrap();

    // One that has run out is another's at once, and its holder learns it.
    let late = take(palm, Duration::ZERO).await.unwrap();
    let next = take(palm, LEASE).await.unwrap();
    assert!(!session_leases::renew(&database, late, LEASE).await.unwrap());
    session_leases::release(&database, late).await.unwrap();
    assert_eq!(take(palm, LEASE).await, None, "not the late one's to give");
    session_leases::release(&database, next).await.unwrap();

    // WAHA may have a session of a tenant that does not exist.
    assert!(take(999_999.try_into().unwrap(), LEASE).await.is_some());
}

#[tokio::test]
async fn many_at_once_get_one_lease() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let mut takers = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let database = database.clone();
        takers.spawn(async move { session_leases::take(&database, palm, LEASE).await.unwrap() });
    }
    let taken = takers.join_all().await;
    assert_eq!(taken.into_iter().flatten().count(), 1);
}

#[tokio::test]
async fn a_timeline_is_read_from_its_end_and_keeps_the_latest() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let mut tx = database.begin(marina).await.unwrap();
    session_events::add(&mut tx, marina, NOON, "status", None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = database.begin(palm).await.unwrap();
    for number in 0..KEPT + 7 {
        let detail = number.to_string();
        session_events::add(&mut tx, palm, NOON, "status", Some(&detail))
            .await
            .unwrap();
    }
    let all = session_events::list(&mut tx, palm, None, 10_000)
        .await
        .unwrap();
    let details = |events: &[session_events::SessionEvent]| -> Vec<i64> {
        let number = |event: &session_events::SessionEvent| event.detail.as_ref()?.parse().ok();
        events.iter().filter_map(number).collect()
    };
    let expected: Vec<_> = (7..KEPT + 7).rev().collect();
    assert_eq!(details(&all), expected);
    let page = session_events::list(&mut tx, palm, Some(all[1].id), 2)
        .await
        .unwrap();
    assert_eq!(details(&page), expected[2..4]);
    tx.commit().await.unwrap();
    // Another's is another's.
    let mut tx = database.begin(marina).await.unwrap();
    let of_palm = session_events::list(&mut tx, palm, None, 10).await.unwrap();
    assert_eq!(of_palm, []);
    let own = session_events::list(&mut tx, marina, None, 10)
        .await
        .unwrap();
    assert_eq!(own.len(), 1);
}

#[tokio::test]
async fn health_is_kept_beside_what_waha_said() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let mut tx = database.begin(palm).await.unwrap();
    sessions::set_wanted(&mut tx, palm, Wanted::Running)
        .await
        .unwrap();
    let mut session = sessions::lock(&mut tx, palm).await.unwrap().unwrap();
    assert_eq!(session.health.state, "connecting");
    session.health.attempts = 2;
    session.health.reason = Some("It did not get past STARTING.".to_owned());
    session.health.next_try_at = Some(NOON);
    sessions::set_health(&mut tx, palm, &session.health)
        .await
        .unwrap();
    let status = "WORKING".to_owned().into();
    sessions::note_status(&mut tx, palm, &status, NOON, None)
        .await
        .unwrap();
    let listed = sessions::list(&mut tx, &[palm]).await.unwrap();
    assert_eq!(listed[0].1.health, session.health);
    assert_eq!(listed[0].1.status, Some(status.clone()));

    // What WAHA has lost has no status, and what it said before is not believed any more.
    let later = NOON + Duration::from_secs(5);
    sessions::forget_status(&mut tx, palm, later).await.unwrap();
    assert!(
        !sessions::note_status(&mut tx, palm, &status, NOON, None)
            .await
            .unwrap()
    );
    let session = sessions::lookup(&mut tx, palm).await.unwrap().unwrap();
    assert_eq!(session.status, None);
}
