//! The migrations, from older databases too.

use storage::{migrate, migrate_up_to, testing::TestDatabase};

/// The migration before the one that gives tenants the name of their WAHA session.
const BEFORE_SESSION_NAMES: i64 = 20_261_122_090_000;

#[tokio::test]
async fn tenants_from_before_session_names_get_theirs() {
    let test = TestDatabase::empty().await.unwrap();
    migrate_up_to(&test.owner_url, BEFORE_SESSION_NAMES)
        .await
        .unwrap();
    test.execute("insert into tenants (id, name) values (5, 'Palm Homes'), (12, 'Marina Estates')")
        .await
        .unwrap();

    migrate(&test.owner_url).await.unwrap();

    let named = "select string_agg(id || '=' || waha_session_name, ' ' order by id) from tenants";
    assert_eq!(
        test.ask(named).await.unwrap().as_deref(),
        Some("5=tenant_5 12=tenant_12")
    );
    test.execute("insert into tenants (name) values ('Newcomer')")
        .await
        .unwrap();
    let newcomer = "select waha_session_name from tenants where name = 'Newcomer'";
    assert_eq!(
        test.ask(newcomer).await.unwrap(),
        None,
        "a new tenant has no session yet"
    );
    let twice = test
        .execute("update tenants set waha_session_name = 'tenant_5'")
        .await;
    assert!(twice.unwrap_err().violates("tenants_waha_session_name_key"));
}

#[tokio::test]
async fn migrating_twice_or_at_once_is_migrating_once() {
    let test = TestDatabase::empty().await.unwrap();
    let (one, other) = tokio::join!(migrate(&test.owner_url), migrate(&test.owner_url));
    one.unwrap();
    other.unwrap();
    migrate(&test.owner_url).await.unwrap();
}
