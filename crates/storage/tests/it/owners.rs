//! Whose an event is, looked up across tenants.

use domain::{Phone, SessionName, TenantId};
use storage::{
    Database,
    leads::{self, Lead},
    owners, tenants,
};

use crate::{database, tenant};

async fn lead(database: &Database, tenant: TenantId, phone: &str) {
    let mut tx = database.begin(tenant).await.unwrap();
    let address = format!("{phone}@c.us").parse().unwrap();
    let contact = storage::contacts::find_or_add(
        &mut tx,
        tenant,
        &[&address],
        None,
        service_runtime::clock::now(),
    )
    .await
    .unwrap();
    let lead = Lead {
        phone: Some(phone.parse().unwrap()),
        name: None,
        wish: None,
        language: None,
        ..Lead::default()
    };
    leads::save(&mut tx, tenant, contact, &lead).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_number_tells_the_tenants_that_have_it_and_no_more_than_two() {
    let (_test, database) = database().await;
    let mut ids = Vec::new();
    for name in ["Palm Homes", "Marina Estates", "Creek Views"] {
        ids.push(tenant(&database, name).await);
    }
    let [one, everybody, nobody]: [Phone; 3] =
        ["971500000001", "971500000002", "971500000003"].map(|phone| phone.parse().unwrap());
    lead(&database, ids[0], one.as_str()).await;
    for id in &ids {
        lead(&database, *id, everybody.as_str()).await;
    }
    let asked = [&one, &everybody, &nobody];
    let owners = owners::find_by_lead_phones(&database, &asked)
        .await
        .unwrap();
    assert_eq!(owners[&one], [ids[0]]);
    assert_eq!(owners[&everybody].len(), 2, "{owners:?}");
    assert_eq!(owners.get(&nobody), None);
}

#[tokio::test]
async fn a_registered_session_tells_its_tenant() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let legacy: SessionName = "default".parse().unwrap();
    let mut tx = database.begin(palm).await.unwrap();
    tenants::set_session(&mut tx, palm, Some(&legacy))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let other: SessionName = "other".parse().unwrap();
    let owners = owners::find_by_sessions(&database, &[&legacy, &other])
        .await
        .unwrap();
    assert_eq!(owners, [(legacy, palm)].into());
}

#[tokio::test]
async fn a_suspended_tenant_and_one_that_is_not_there_take_nothing() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    test.execute("update tenants set enabled = false where name = 'Marina Estates'")
        .await
        .unwrap();
    let nobody = TenantId::try_from(999).unwrap();
    let enabled = owners::find_enabled(&database, &[palm, marina, nobody])
        .await
        .unwrap();
    assert_eq!(enabled, [palm]);
}
