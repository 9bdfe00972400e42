//! What tenants used, and what waits in the whole house.

use service_runtime::clock;
use storage::{
    Database, llm,
    mailbox::{self, Item},
    messages::Incoming,
    usage::{self, Usage},
};
use time::{Duration, OffsetDateTime};

use crate::{PATIENCE, database, message, tenant};

const CUSTOMER: &str = "971509876543@c.us";

async fn store(database: &Database, tenant: domain::TenantId, message: Incoming) {
    let item = Item {
        tenant,
        message: &message,
        resumes: false,
    };
    let mut tx = database.begin(tenant).await.unwrap();
    mailbox::store(&mut tx, &[item], &[], PATIENCE, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A request to the tenant's model, as it is counted.
async fn ask_model(database: &Database, tenant: domain::TenantId, now: OffsetDateTime) {
    let mut tx = database.begin(tenant).await.unwrap();
    let mut meter = llm::lock_meter(&mut tx, tenant, now).await.unwrap();
    meter.reserve(0, now);
    meter.settle(0, 0, (100, 20), now);
    llm::save_meter(&mut tx, &meter).await.unwrap();
    tx.commit().await.unwrap();
}

async fn list(database: &Database, now: OffsetDateTime) -> Vec<Usage> {
    usage::list(database, now.date(), None, 10).await.unwrap()
}

#[tokio::test]
async fn what_was_used_is_counted_from_a_day_on_and_kept_beyond_it() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let now = clock::now();
    let yesterday = now - Duration::DAY;
    ask_model(&database, palm, yesterday).await;
    ask_model(&database, palm, now).await;
    ask_model(&database, palm, now).await;
    store(&database, palm, message(palm, CUSTOMER, "AC01", "Hi")).await;
    let of_yesterday = Incoming {
        received_at: yesterday,
        ..message(palm, CUSTOMER, "AC02", "Hello")
    };
    store(&database, palm, of_yesterday).await;
    let from_history = Incoming {
        backfilled: true,
        ..message(palm, CUSTOMER, "AC03", "long ago")
    };
    store(&database, palm, from_history).await;

    let used = list(&database, now).await;
    let [palms, marinas] = &used[..] else {
        panic!("{used:?}");
    };
    assert_eq!((palms.tenant, marinas.tenant), (palm, marina));
    assert_eq!((palms.received, palms.llm_tokens), (1, 240));
    assert_eq!((palms.conversations, palms.leads), (1, 0));
    assert_eq!((marinas.received, marinas.llm_tokens), (0, 0));
    let both_days = list(&database, yesterday).await;
    assert_eq!((both_days[0].received, both_days[0].llm_tokens), (2, 360));
    let rest = usage::list(&database, now.date(), Some(palms.place()), 10);
    assert_eq!(rest.await.unwrap(), std::slice::from_ref(marinas));

    let load = usage::load(&database, now).await.unwrap();
    assert_eq!((load.mailboxes, load.replies, load.failed), (1, 0, 0));
    drop(test);
}
