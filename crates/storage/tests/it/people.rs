//! People, not addresses.

use std::time::Duration;

use domain::{Direction, TenantId};
use service_runtime::clock;
use storage::{
    Database, contacts,
    leads::{self, Lead},
    mailbox::Stored,
    merges,
    testing::TestDatabase,
};

use crate::{chat, database, due, locked, message, store, tenant, texts};

const LID: &str = "99887766554433@lid";
const NUMBER: &str = "971509876543@c.us";

/// Somebody who wrote by LID and by number and is known as two people, each with a lead.
async fn known_twice(database: &Database, tenant: TenantId) {
    store(database, tenant, &message(tenant, NUMBER, "AC01", "Hi")).await;
    store(database, tenant, &message(tenant, LID, "AC02", "A villa")).await;
    for (address, name, wish) in [(NUMBER, Some("Ana"), None), (LID, None, Some("A villa"))] {
        let mut tx = database.begin(tenant).await.unwrap();
        let address = chat(address);
        let contact = contacts::find_or_add(&mut tx, tenant, &[&address], None, clock::now()).await;
        let lead = Lead {
            phone: address.phone(),
            name,
            wish,
            language: Some("en"),
            ..Lead::default()
        };
        leads::save(&mut tx, tenant, contact.unwrap(), &lead)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

async fn count(test: &TestDatabase) -> String {
    let count = "select (select count(*) from contacts) || ' ' || (select count(*) from conversations) || ' '
                 || (select count(*) from leads) || ' ' || (select count(*) from contact_merges where undone_at is null)";
    test.ask(count).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_late_word_that_two_are_one_makes_one_of_them_once() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    known_twice(&database, tenant).await;
    assert_eq!(count(&test).await, "2 2 2 0");
    // One has been taken already, and must not wait again.
    test.execute(
        "update conversations set taken_id = (select max(id) from messages), waiting_since = null, wake_at = null,
                turns = 3, state = '\"greeted\"'
         where contact_id = (select contact_id from contact_addresses where address like '%c.us')",
    )
    .await
    .unwrap();

    let mut telling = message(tenant, LID, "AC03", "in Marina");
    telling.other_address = Some(chat(NUMBER));
    let Stored::Waiting(conversation) = store(&database, tenant, &telling).await else {
        panic!("new");
    };
    assert_eq!(count(&test).await, "1 1 1 1");
    let lead = "select whatsapp_phone || ' ' || name || ' ' || wish from leads";
    assert_eq!(
        test.ask(lead).await.unwrap().as_deref(),
        Some("971509876543 Ana A villa")
    );
    let claims = due(&database).await;
    let (tx, conversations) = locked(&database, tenant, &claims).await;
    assert_eq!(conversations[0].at.conversation, conversation);
    assert_eq!(texts(&conversations[0]), ["A villa", "in Marina"]);
    assert_eq!(conversations[0].state, Some("greeted".into()));
    assert_eq!(
        conversations[0].chat,
        chat(LID),
        "replies go to where he wrote from"
    );
    drop(tx);

    // Again: they are one already.
    let mut again = message(tenant, NUMBER, "AC04", "please");
    again.other_address = Some(chat(LID));
    store(&database, tenant, &again).await;
    assert_eq!(count(&test).await, "1 1 1 1");
}

#[tokio::test]
async fn a_merge_can_be_taken_back() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    known_twice(&database, tenant).await;
    let rows = "select string_agg(concat_ws('|', a.address, a.contact_id, c.id, l.id,
                    (select string_agg(m.stanza, ',' order by m.id) from messages m where m.conversation_id = c.id)),
                    ' ' order by a.address)
                from contact_addresses a join conversations c using (contact_id) join leads l using (contact_id)";
    let before = test.ask(rows).await.unwrap();
    let mut tx = database.begin(tenant).await.unwrap();
    let both = [&chat(NUMBER), &chat(LID)];
    let kept = contacts::find_or_add(&mut tx, tenant, &both, None, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&test).await, "1 1 1 1");

    let mut tx = database.begin(tenant).await.unwrap();
    let merge = merges::find_latest(&mut tx, tenant, kept)
        .await
        .unwrap()
        .unwrap();
    assert!(
        merges::undo(&mut tx, tenant, merge, clock::now())
            .await
            .unwrap()
    );
    assert!(
        !merges::undo(&mut tx, tenant, merge, clock::now())
            .await
            .unwrap(),
        "once"
    );
    tx.commit().await.unwrap();
    assert_eq!(count(&test).await, "2 2 2 0");
    assert_eq!(test.ask(rows).await.unwrap(), before);
}

#[tokio::test]
async fn replies_go_to_where_the_customer_wrote_from_last() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let mut by_lid = message(tenant, LID, "AC01", "Hi");
    by_lid.other_address = Some(chat(NUMBER));
    store(&database, tenant, &by_lid).await;
    let mut by_number = message(tenant, NUMBER, "AC02", "Hello?");
    by_number.sent_at += Duration::from_secs(5);
    store(&database, tenant, &by_number).await;
    // One that was written before and comes later moves nothing.
    let mut earlier = message(tenant, LID, "AC03", "Is anybody there?");
    earlier.sent_at -= Duration::from_secs(5);
    assert_eq!(earlier.direction, Direction::In);
    store(&database, tenant, &earlier).await;
    let at = "select chat_id from conversations";
    assert_eq!(test.ask(at).await.unwrap().as_deref(), Some(NUMBER));
}
