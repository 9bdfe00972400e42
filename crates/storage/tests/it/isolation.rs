//! One tenant never sees another's rows.

use service_runtime::clock;
use storage::{
    mailbox::{self, Stored},
    testing::TestDatabase,
    turns,
};

use crate::{database, due, locked, message, store, tenant, texts};

#[tokio::test]
async fn every_table_with_a_tenant_has_row_level_security_and_a_grant() {
    let test = TestDatabase::migrated().await.unwrap();
    let unprotected = "
        select string_agg(c.relname, ' ') from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
          and not (c.relrowsecurity
                   and exists (select from pg_policy p where p.polrelid = c.oid)
                   and has_table_privilege('peyk_service', c.oid, 'select, insert, update, delete'))";
    assert_eq!(test.ask(unprotected).await.unwrap(), None);
    let tables = "select count(*)::text from pg_attribute where attname = 'tenant_id' and attrelid in
                  (select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)";
    assert_eq!(
        test.ask(tables).await.unwrap().as_deref(),
        Some("33"),
        "the check sees the tables"
    );
}

#[tokio::test]
async fn two_tenants_with_one_customer_are_apart() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let customer = "971509876543@c.us";
    // The same customer, and even the same stanza id.
    let stored = store(&database, palm, &message(palm, customer, "AC01", "Hi Palm")).await;
    assert!(matches!(stored, Stored::Waiting(_)));
    let stored = store(
        &database,
        marina,
        &message(marina, customer, "AC01", "Hi Marina"),
    )
    .await;
    assert!(matches!(stored, Stored::Waiting(_)));

    let claims = due(&database).await;
    assert_eq!(claims.len(), 2);
    for claim in &claims {
        let expected = if claim.tenant == palm {
            "Hi Palm"
        } else {
            "Hi Marina"
        };
        let (tx, conversations) =
            locked(&database, claim.tenant, std::slice::from_ref(claim)).await;
        assert_eq!(texts(&conversations[0]), [expected]);
        // A transaction that is dropped ends some time later, and what it holds is passed over until then.
        tx.commit().await.unwrap();
    }
    // A transaction that is another tenant's sees nothing, though the query asks for the row.
    let (_tx, conversations) = locked(&database, marina, &claims).await;
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0].at.tenant, marina);
    // Nor one that says no tenant.
    let mut tx = database.begin_for(&[]).await.unwrap();
    assert!(
        turns::lock(&mut tx, &claims, clock::now())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_row_cannot_be_written_for_another_tenant() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let mut tx = database.begin(palm).await.unwrap();
    let foreign = message(marina, "971509876543@c.us", "AC01", "Hi");
    let item = mailbox::Item {
        tenant: marina,
        message: &foreign,
        resumes: false,
    };
    let stored = mailbox::store(&mut tx, &[item], &[], crate::PATIENCE, clock::now()).await;
    assert!(stored.is_err());
    drop(tx);
    let messages = "select count(*)::text from messages";
    assert_eq!(test.ask(messages).await.unwrap().as_deref(), Some("0"));
}
