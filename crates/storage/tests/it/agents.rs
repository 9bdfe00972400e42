//! Agents hear of leads on their own phones.

use domain::{Phone, SessionName, TenantId};
use service_runtime::clock;
use storage::{
    Database, agents,
    agents::Desk,
    contacts,
    conversations::ConversationId,
    crm,
    leads::{self, Lead},
    mailbox::Stored,
    outbox::{self, Card, Share},
    testing::TestDatabase,
};

use crate::{LEASE, database, message, own_message, store, tenant, testing::states};

const CUSTOMER: &str = "971509876543@c.us";
const AGENT: &str = "971507654321@c.us";

fn number() -> Phone {
    "971507654321".parse().unwrap()
}

async fn desk(database: &Database, tenant: TenantId) -> Desk {
    let mut tx = database.begin(tenant).await.unwrap();
    let session = SessionName::of_tenant(tenant);
    let desk = agents::find_or_add(&mut tx, tenant, &number(), &session, clock::now()).await;
    tx.commit().await.unwrap();
    desk.unwrap()
}

async fn card(database: &Database, tenant: TenantId, about: ConversationId, body: &str) {
    let desk = desk(database, tenant).await;
    let now = clock::now();
    let card = Card {
        tenant,
        to: desk.conversation,
        about,
        session: &SessionName::of_tenant(tenant),
        body,
        first_contact: desk.first_contact,
        due_at: now,
        traceparent: None,
    };
    let mut tx = database.begin(tenant).await.unwrap();
    outbox::add_card(&mut tx, &card, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn lead(database: &Database, tenant: TenantId, stanza: &str) -> ConversationId {
    let message = message(tenant, CUSTOMER, stanza, "Hi");
    match store(database, tenant, &message).await {
        Stored::Waiting(conversation) => conversation,
        other => panic!("{other:?}"),
    }
}

async fn bodies(test: &TestDatabase) -> String {
    let bodies = "select string_agg(body || ' to ' || chat_id, ', ' order by id) from outbox";
    test.ask(bodies).await.unwrap().unwrap_or_default()
}

#[tokio::test]
async fn of_each_lead_an_agent_reads_once_and_the_last_word_until_it_is_sent() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let about = lead(&database, tenant, "A").await;
    card(&database, tenant, about, "2 bedrooms").await;
    card(&database, tenant, about, "3 bedrooms").await;
    assert_eq!(bodies(&test).await, format!("3 bedrooms to {AGENT}"));

    let share = Share {
        at_most: 10,
        per_tenant: 10,
        busy: &[],
    };
    let now = clock::now();
    let claims = outbox::claim_due(&database, share, LEASE, now)
        .await
        .unwrap();
    assert_eq!(claims.len(), 1);
    card(&database, tenant, about, "4 bedrooms").await;
    assert_eq!(
        bodies(&test).await,
        format!("3 bedrooms to {AGENT}"),
        "somebody is sending it"
    );
    let other = ConversationId::new(about.get() + 1000);
    card(&database, tenant, other, "a villa").await;
    assert_eq!(states(&test).await, "queued queued", "another lead");
}

#[tokio::test]
async fn nothing_that_is_written_in_an_agents_chat_takes_a_card_back() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let about = lead(&database, tenant, "A").await;
    assert!(desk(&database, tenant).await.first_contact);
    card(&database, tenant, about, "a villa").await;
    store(&database, tenant, &message(tenant, AGENT, "B", "On it")).await;
    let taken_over = store(&database, tenant, &own_message(tenant, AGENT, "3A01")).await;
    assert!(matches!(taken_over, Stored::Takeover(_)), "{taken_over:?}");
    // Nor does a person who takes the customer's chat: the agent is to know all the same.
    store(&database, tenant, &own_message(tenant, CUSTOMER, "3A02")).await;
    assert_eq!(states(&test).await, "queued");
    assert!(!desk(&database, tenant).await.first_contact, "he wrote");
}

#[tokio::test]
async fn an_agent_is_one_contact_of_his_tenant_alone() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let number = number();
    let known = async || {
        let mut tx = database.begin_for(&[palm, marina]).await.unwrap();
        let asked = [(palm, &number), (marina, &number)];
        agents::list_of(&mut tx, &asked).await.unwrap()
    };
    assert!(known().await.is_empty());
    // Who wrote before he was an agent is the same person.
    store(&database, palm, &message(palm, AGENT, "A", "Hi")).await;
    let first = desk(&database, palm).await;
    assert_eq!(desk(&database, palm).await, first);
    let found = known().await;
    assert_eq!(found.keys().collect::<Vec<_>>(), [&palm]);
    let contact = test.ask("select id::text from contacts").await.unwrap();
    assert_eq!(found[&palm].get().to_string(), contact.unwrap());
}

#[tokio::test]
async fn a_crm_is_told_why_a_lead_is_handed_over_and_what_its_agent_reads() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    lead(&database, tenant, "A").await;
    let mut tx = database.begin(tenant).await.unwrap();
    crm::save(&mut tx, tenant, "https://crm.example", b"sealed")
        .await
        .unwrap();
    let address = crate::chat(CUSTOMER);
    let contact = contacts::find_or_add(&mut tx, tenant, &[&address], None, clock::now())
        .await
        .unwrap();
    let asking = Lead::default();
    let handed_over = Lead {
        stage: leads::Stage::HandedOver,
        hand_off: Some(leads::HandOff {
            cause: "asked",
            card: "Ana wants a villa",
        }),
        ..Lead::default()
    };
    for lead in [asking, handed_over.clone(), handed_over] {
        leads::save(&mut tx, tenant, contact, &lead).await.unwrap();
    }
    tx.commit().await.unwrap();
    let told = "select string_agg(event || ' ' || coalesce(body::jsonb #>> '{data,hand_off,cause}', '-')
                       || ' ' || coalesce(body::jsonb #>> '{data,hand_off,card}', '-'), ', ' order by id)
                from crm_deliveries";
    assert_eq!(
        test.ask(told).await.unwrap().unwrap(),
        "lead.created - -, lead.handed_over asked Ana wants a villa"
    );
}
