//! A tenant's flows: drafts, versions, and what new conversations begin with.

use domain::TenantId;
use serde_json::{Value, json};
use storage::{
    Database, Tx,
    flows::{self, Place, Publication, Saved},
};

use crate::{database, tenant};

async fn save(tx: &mut Tx, tenant: TenantId, flow: &str, seen: Option<i64>) -> Saved {
    let document = json!({"id": flow, "seen": seen});
    flows::save_draft(tx, tenant, flow, &document, seen, "Ana", 2)
        .await
        .unwrap()
}

/// Writes a draft and publishes it under this number.
async fn publish(database: &Database, tenant: TenantId, flow: &str, version: i32) -> Value {
    let document = json!({"id": flow, "version": version, "of": tenant.get()});
    let mut tx = database.begin(tenant).await.unwrap();
    save(&mut tx, tenant, flow, None).await;
    let publication = Publication {
        document: &document,
        version,
        note: Some("shorter"),
        restores: None,
        by: "Ana",
    };
    let published = flows::publish(&mut tx, tenant, flow, publication).await;
    assert_eq!(published.unwrap().version, version);
    tx.commit().await.unwrap();
    document
}

fn place(tenant: TenantId, flow: &str, version: i32) -> Place {
    Place {
        tenant,
        flow: flow.to_owned(),
        version,
    }
}

#[tokio::test]
async fn nobody_writes_over_a_draft_that_he_has_not_seen() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let mut tx = database.begin(palm).await.unwrap();
    assert_eq!(save(&mut tx, palm, "rent", Some(1)).await, Saved::Overtaken);
    assert_eq!(save(&mut tx, palm, "rent", Some(0)).await, Saved::As(1));
    assert_eq!(save(&mut tx, palm, "rent", Some(0)).await, Saved::Overtaken);
    assert_eq!(save(&mut tx, palm, "rent", Some(1)).await, Saved::As(2));
    assert_eq!(save(&mut tx, palm, "rent", Some(1)).await, Saved::Overtaken);
    let draft = flows::lookup_draft(&mut tx, palm, "rent").await.unwrap();
    let draft = draft.unwrap();
    assert_eq!((draft.revision, draft.version), (2, None));
    assert_eq!(draft.document, json!({"id": "rent", "seen": 1}));
    // Who does not say what he has seen writes over anything.
    assert_eq!(save(&mut tx, palm, "rent", None).await, Saved::As(3));
    assert_eq!(save(&mut tx, palm, "sale", None).await, Saved::As(1));
    assert_eq!(save(&mut tx, palm, "third", None).await, Saved::TooMany);
    let names: Vec<_> = flows::list(&mut tx, palm).await.unwrap();
    let names: Vec<_> = names.iter().map(|flow| &*flow.flow).collect();
    assert_eq!(names, ["rent", "sale"]);
}

#[tokio::test]
async fn versions_stay_and_the_last_is_what_begins() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let first = publish(&database, palm, "rent", 1).await;
    let second = publish(&database, palm, "rent", 2).await;
    publish(&database, palm, "sale", 1).await;
    let other = publish(&database, marina, "rent", 1).await;

    let mut tx = database.begin_for(&[palm, marina]).await.unwrap();
    let both = [palm, marina];
    let current = flows::list_current(&mut tx, &both).await.unwrap();
    let expected = [
        place(palm, "sale", 1),
        place(palm, "rent", 2),
        place(marina, "rent", 1),
    ];
    assert_eq!(current, expected, "of each tenant the last first");
    let wanted = [
        place(palm, "rent", 1),
        place(palm, "rent", 2),
        place(marina, "rent", 1),
        place(marina, "rent", 2),
    ];
    let mut found = flows::list_documents(&mut tx, &wanted).await.unwrap();
    found.sort_by_key(|(place, _)| (place.tenant, place.version));
    let documents: Vec<_> = found.into_iter().map(|(_, document)| document).collect();
    assert_eq!(documents, [first.clone(), second, other]);

    let newest = flows::list_versions(&mut tx, palm, "rent", None, 1).await;
    assert_eq!(newest.unwrap()[0].version, 2);
    let before = flows::list_versions(&mut tx, palm, "rent", Some(2), 9).await;
    let before = before.unwrap();
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].note.as_deref(), Some("shorter"));
    let found = flows::lookup_version(&mut tx, palm, "rent", 1).await;
    assert_eq!(found.unwrap().unwrap(), (before[0].clone(), first));
    let nothing = flows::lookup_version(&mut tx, palm, "rent", 3).await;
    assert_eq!(nothing.unwrap(), None);
}

#[tokio::test]
async fn a_tenants_flows_are_seen_by_nobody_else_and_go_with_it() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    publish(&database, palm, "rent", 1).await;
    let mut tx = database.begin(marina).await.unwrap();
    let current = flows::list_current(&mut tx, &[palm]).await.unwrap();
    assert_eq!(current, []);
    let wanted = [place(palm, "rent", 1)];
    let found = flows::list_documents(&mut tx, &wanted).await.unwrap();
    assert_eq!(found, []);
    let draft = flows::lookup_draft(&mut tx, palm, "rent").await.unwrap();
    assert_eq!(draft, None);
    tx.commit().await.unwrap();
    test.execute("delete from tenants where name = 'Palm Homes'")
        .await
        .unwrap();
    let left = "select (select count(*) from flows) || ' ' || (select count(*) from flow_versions)";
    assert_eq!(test.ask(left).await.unwrap().as_deref(), Some("0 0"));
}
