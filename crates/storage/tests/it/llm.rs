//! A tenant's model: what it reads, and what it may cost.

use domain::TenantId;
use serde_json::json;
use service_runtime::clock;
use storage::{
    Database, conversations,
    llm::{self, FaqEntry, Limits, LlmSettings, Spent},
    mailbox::Patience,
    turns,
};
use time::{Duration, OffsetDateTime};

use crate::{LEASE, PATIENCE, database, message, tenant};

const CUSTOMER: &str = "971509876543@c.us";

fn settings(now: OffsetDateTime) -> LlmSettings {
    LlmSettings {
        enabled: true,
        url: "https://models.example/v1".to_owned(),
        model: "small".to_owned(),
        output: "schema".to_owned(),
        style: "chat".to_owned(),
        key: Some(b"sealed".to_vec()),
        input_price: 150,
        output_price: 600,
        limits: Limits {
            daily_budget: 1000,
            requests_per_minute: 100,
        },
        updated_at: now,
    }
}

async fn switch(database: &Database, tenant: TenantId, enabled: bool) {
    let mut tx = database.begin(tenant).await.unwrap();
    let settings = LlmSettings {
        enabled,
        ..settings(clock::now())
    };
    llm::save(&mut tx, tenant, &settings).await.unwrap();
    tx.commit().await.unwrap();
}

/// Stores a message whose turn is due in a minute.
async fn write(database: &Database, tenant: TenantId, from: &str, stanza: &str, text: &str) {
    let patience = Patience {
        debounce: LEASE,
        debounce_ceiling: LEASE,
        ..PATIENCE
    };
    let message = message(tenant, from, stanza, text);
    let item = storage::mailbox::Item {
        tenant,
        message: &message,
        resumes: false,
    };
    let mut tx = database.begin(tenant).await.unwrap();
    storage::mailbox::store(&mut tx, &[item], &[], patience, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn claims(database: &Database, now: OffsetDateTime) -> Vec<llm::Claim> {
    let claims = llm::claim_due(database, (10, 2), LEASE, now).await;
    claims.unwrap()
}

#[tokio::test]
async fn what_waits_is_read_once_and_found_by_its_turn() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    for tenant in [palm, marina] {
        write(&database, tenant, CUSTOMER, "AC01", "a flat by the sea").await;
    }
    let now = clock::now();
    assert!(
        claims(&database, now).await.is_empty(),
        "nobody has a model"
    );
    switch(&database, palm, true).await;
    switch(&database, marina, false).await;
    let readers = llm::list_readers(&database).await.unwrap();
    assert_eq!(Vec::from_iter(readers), [palm]);

    let first = claims(&database, now).await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].tenant, palm);
    assert!(claims(&database, now).await.is_empty(), "it is being read");
    let late = now + Duration::seconds(61);
    let late_claims = claims(&database, late).await;
    assert!(late_claims.is_empty(), "its turn is due by then");

    let mut tx = database.begin(palm).await.unwrap();
    let to_read = llm::lookup(&mut tx, &first[0], now).await.unwrap().unwrap();
    assert_eq!(to_read.body, "a flat by the sea");
    assert_eq!((to_read.state, to_read.gate), (None, None));
    let reading = json!({"intent": "buy"});
    llm::settle(&mut tx, &first[0], Some(&reading))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(claims(&database, now).await.is_empty(), "it was read");

    let mut tx = database.begin_for(&[]).await.unwrap();
    let due = conversations::lock_due(&mut tx, storage::Share::of_anybody(64), late)
        .await
        .unwrap();
    tx.turn_to(&[palm, marina]).await.unwrap();
    let conversations = turns::lock(&mut tx, &due, late).await.unwrap();
    let messages: Vec<(TenantId, i64)> = conversations
        .iter()
        .flat_map(|it| it.waiting.iter().map(|message| (it.at.tenant, message.id)))
        .collect();
    assert_eq!(messages.len(), 2);
    let readings = llm::readings_of(&mut tx, &messages).await.unwrap();
    assert_eq!(readings.values().collect::<Vec<_>>(), [&reading]);
    drop(tx);
    // Another tenant asks for it by its id, and has nothing.
    let mut tx = database.begin(marina).await.unwrap();
    assert!(
        llm::readings_of(&mut tx, &messages)
            .await
            .unwrap()
            .is_empty()
    );
    drop(tx);

    assert_eq!(llm::forget(&database, now).await.unwrap(), 0);
    assert_eq!(llm::forget(&database, late).await.unwrap(), 1);
}

#[tokio::test]
async fn a_reader_that_dies_leaves_the_message_to_another() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    switch(&database, palm, true).await;
    write(&database, palm, CUSTOMER, "AC01", "a flat by the sea").await;
    let now = clock::now();
    let lease = std::time::Duration::from_secs(5);
    let first = llm::claim_due(&database, (10, 2), lease, now)
        .await
        .unwrap();
    let later = now + Duration::seconds(6);
    let second = llm::claim_due(&database, (10, 2), lease, later)
        .await
        .unwrap();
    assert_eq!((first.len(), second.len()), (1, 1));
    let mut tx = database.begin(palm).await.unwrap();
    // The first is alive after all: what it says is not heard.
    assert_eq!(llm::lookup(&mut tx, &first[0], later).await.unwrap(), None);
    llm::settle(&mut tx, &first[0], Some(&json!("late")))
        .await
        .unwrap();
    let to_read = llm::lookup(&mut tx, &second[0], later).await.unwrap();
    assert!(to_read.is_some());
}

#[tokio::test]
async fn what_the_bot_has_no_say_in_is_not_read() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    switch(&database, palm, true).await;
    write(&database, palm, CUSTOMER, "AC01", "a flat by the sea").await;
    let now = clock::now();
    for (silent, back) in [
        (
            "update conversations set gate = 'shielded'",
            "update conversations set gate = null",
        ),
        (
            "update conversations set paused_until = now() + interval '1 hour'",
            "update conversations set paused_until = null",
        ),
        (
            "update contacts set opted_out_at = now()",
            "update contacts set opted_out_at = null",
        ),
        (
            "update messages set kind = 'media'",
            "update messages set kind = 'text'",
        ),
        (
            "update conversations set taken_id = 1000",
            "update conversations set taken_id = 0",
        ),
    ] {
        test.execute(silent).await.unwrap();
        assert!(claims(&database, now).await.is_empty(), "{silent}");
        test.execute(back).await.unwrap();
    }
    assert_eq!(claims(&database, now).await.len(), 1);
}

#[tokio::test]
async fn a_slow_model_of_one_tenant_leaves_room_for_others() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    for tenant in [palm, marina] {
        switch(&database, tenant, true).await;
    }
    for number in 0..5 {
        let from = format!("97150000000{number}@c.us");
        write(
            &database,
            palm,
            &from,
            &format!("AC0{number}"),
            "a flat by the sea",
        )
        .await;
    }
    write(&database, marina, CUSTOMER, "AC01", "a flat by the sea").await;
    let now = clock::now();
    let first = claims(&database, now).await;
    let of = |tenant| first.iter().filter(|claim| claim.tenant == tenant).count();
    assert_eq!((of(palm), of(marina)), (2, 1));
    assert!(
        claims(&database, now).await.is_empty(),
        "two of Palm's are under way"
    );
}

#[tokio::test]
async fn a_model_that_failed_is_left_alone_and_two_services_share_one_budget() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    switch(&database, palm, true).await;
    write(&database, palm, CUSTOMER, "AC01", "a flat by the sea").await;
    let now = clock::now();
    let limits = settings(now).limits;
    let reserve = async || {
        let mut tx = database.begin(palm).await.unwrap();
        let mut meter = llm::lock_meter(&mut tx, palm, now).await.unwrap();
        let spent = meter.is_spent(limits, 300, now);
        if spent.is_none() {
            meter.reserve(300, now);
            llm::save_meter(&mut tx, &meter).await.unwrap();
        }
        tx.commit().await.unwrap();
        spent
    };
    let (a, b, c, d) = tokio::join!(reserve(), reserve(), reserve(), reserve());
    let spent: Vec<_> = [a, b, c, d].into_iter().flatten().collect();
    assert_eq!(
        spent,
        [Spent::Day],
        "three fit into a thousand, and never four"
    );

    let mut tx = database.begin(palm).await.unwrap();
    let mut meter = llm::lock_meter(&mut tx, palm, now).await.unwrap();
    assert_eq!((meter.day_requests, meter.day_cost), (3, 900));
    meter.resting_until = Some(now + Duration::MINUTE);
    llm::save_meter(&mut tx, &meter).await.unwrap();
    tx.commit().await.unwrap();
    assert!(claims(&database, now).await.is_empty());
    // Whoever changes the settings has mended it, he thinks; the budget stays spent.
    switch(&database, palm, true).await;
    assert_eq!(claims(&database, now).await.len(), 1);
    let mut tx = database.begin(palm).await.unwrap();
    let meter = llm::lookup_meter(&mut tx, palm, now).await.unwrap();
    assert_eq!(meter.day_cost, 900);
    assert!(llm::remove(&mut tx, palm).await.unwrap());
    assert!(!llm::remove(&mut tx, palm).await.unwrap());
    let meter = llm::lookup_meter(&mut tx, palm, now).await.unwrap();
    assert_eq!(
        meter.day_cost, 900,
        "also when it was removed and comes back"
    );
}

#[tokio::test]
async fn settings_and_faq_are_the_tenants_own() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    switch(&database, palm, true).await;
    let entry = FaqEntry {
        question: "Are pets allowed?".to_owned(),
        answers: [("en".to_owned(), "In most buildings.".to_owned())].into(),
    };
    let mut tx = database.begin(palm).await.unwrap();
    llm::save_faq(&mut tx, palm, &[]).await.unwrap();
    llm::save_faq(&mut tx, palm, std::slice::from_ref(&entry))
        .await
        .unwrap();
    assert_eq!(llm::lookup_faq(&mut tx, palm).await.unwrap(), [entry]);
    let found = llm::lookup_settings(&mut tx, palm).await.unwrap().unwrap();
    assert_eq!(found.key.as_deref(), Some(&b"sealed"[..]));
    tx.commit().await.unwrap();
    let mut tx = database.begin(marina).await.unwrap();
    assert!(llm::lookup_faq(&mut tx, palm).await.unwrap().is_empty());
    assert_eq!(llm::lookup_settings(&mut tx, palm).await.unwrap(), None);
    assert!(llm::save_faq(&mut tx, palm, &[]).await.is_err());
}
