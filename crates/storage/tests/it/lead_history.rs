//! What became of a lead is kept for as long as the lead, wherever it goes.

use std::time::Duration;

use domain::TenantId;
use service_runtime::clock;
use storage::{
    Database,
    audit::Actor,
    contacts,
    conversations::ConversationId,
    crm::{self, Outcome},
    leads::{self, Assigned, Change, Filter, Lead, LeadId, Moment, Stage},
    merges,
    testing::TestDatabase,
};

use crate::{chat, database, message, store, tenant};

const NUMBER: &str = "971509876543@c.us";
const LID: &str = "99887766554433@lid";

/// Whose moments there are.
const APART: &str =
    "select string_agg(contact_id || ' ' || action, ', ' order by id) from lead_changes";

async fn learn(database: &Database, tenant: TenantId, address: &str, stage: Stage) {
    let mut tx = database.begin(tenant).await.unwrap();
    let found = contacts::find_or_add(&mut tx, tenant, &[&chat(address)], None, clock::now()).await;
    let lead = Lead {
        stage,
        ..Lead::default()
    };
    leads::save(&mut tx, tenant, found.unwrap(), &lead)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn list(database: &Database, tenant: TenantId, filter: &Filter) -> Vec<leads::Entry> {
    let mut tx = database.begin(tenant).await.unwrap();
    leads::list(&mut tx, tenant, filter, None, 10)
        .await
        .unwrap()
}

async fn history(database: &Database, tenant: TenantId, lead: LeadId) -> Vec<Moment> {
    let mut tx = database.begin(tenant).await.unwrap();
    leads::history(&mut tx, tenant, lead, None, 100)
        .await
        .unwrap()
        .unwrap()
}

fn actions(moments: &[Moment]) -> Vec<&str> {
    moments.iter().map(|moment| &*moment.action).collect()
}

#[tokio::test]
async fn what_a_crm_has_taken_is_a_moment_of_the_lead() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let mut tx = database.begin(palm).await.unwrap();
    crm::save(&mut tx, palm, "https://crm.example", b"sealed")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    learn(&database, palm, NUMBER, Stage::New).await;
    let lead = list(&database, palm, &Filter::default()).await.remove(0).id;
    for outcome in [Outcome::Again(clock::now()), Outcome::Delivered] {
        let before = history(&database, palm, lead).await;
        let lease = Duration::from_mins(1);
        let claims = crm::claim_due(&database, (10, 10), lease, clock::now()).await;
        let claim = claims.unwrap().remove(0);
        let mut tx = database.begin(palm).await.unwrap();
        crm::settle(&mut tx, &claim, &outcome, (Some(200), None), clock::now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(actions(&before), ["created"]);
    }
    let moments = history(&database, palm, lead).await;
    assert_eq!(actions(&moments), ["crm_delivered", "created"]);
    assert_eq!(moments[0].actor.name, leads::SYSTEM);
    assert_eq!(moments[0].changes[0].to, "lead.created");
}

#[tokio::test]
async fn a_history_goes_where_its_lead_goes_and_comes_back() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    for (address, stage) in [(NUMBER, Stage::New), (LID, Stage::Qualified)] {
        store(&database, palm, &message(palm, address, address, "Hi")).await;
        learn(&database, palm, address, stage).await;
    }
    learn(&database, palm, LID, Stage::HandedOver).await;
    let before = test.ask(APART).await.unwrap();

    let both = [&chat(NUMBER), &chat(LID)];
    let mut tx = database.begin(palm).await.unwrap();
    let kept = contacts::find_or_add(&mut tx, palm, &both, None, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let lead = list(&database, palm, &Filter::default()).await.remove(0).id;
    let moments = history(&database, palm, lead).await;
    assert_eq!(actions(&moments), ["handed_over", "created", "created"]);

    let mut tx = database.begin(palm).await.unwrap();
    let merge = merges::find_latest(&mut tx, palm, kept).await.unwrap();
    assert!(
        merges::undo(&mut tx, palm, merge.unwrap(), clock::now())
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert_eq!(test.ask(APART).await.unwrap(), before);

    test.execute("delete from leads").await.unwrap();
    assert_eq!(
        test.ask(APART).await.unwrap(),
        None,
        "it goes with the lead"
    );
}

#[tokio::test]
async fn a_history_goes_with_a_lead_that_moves_as_it_is() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    for address in [NUMBER, LID] {
        store(&database, palm, &message(palm, address, address, "Hi")).await;
    }
    learn(&database, palm, LID, Stage::New).await;
    let before = test.ask(APART).await.unwrap();
    let both = [&chat(NUMBER), &chat(LID)];
    let mut tx = database.begin(palm).await.unwrap();
    let kept = contacts::find_or_add(&mut tx, palm, &both, None, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let moved = format!("{} created", kept.get());
    assert_eq!(test.ask(APART).await.unwrap(), Some(moved));
    let mut tx = database.begin(palm).await.unwrap();
    let merge = merges::find_latest(&mut tx, palm, kept).await.unwrap();
    assert!(
        merges::undo(&mut tx, palm, merge.unwrap(), clock::now())
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert_eq!(test.ask(APART).await.unwrap(), before);
}

#[tokio::test]
async fn a_lead_from_before_the_record_began_has_its_beginning() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    learn(&database, palm, NUMBER, Stage::New).await;
    test.execute("delete from lead_changes").await.unwrap();
    let lead = list(&database, palm, &Filter::default()).await.remove(0);
    let change = Change {
        stage: Some(Stage::Won),
        ..Change::default()
    };
    let actor = Actor {
        name: "user:5 ana@palm.example".to_owned(),
        is_operator: false,
    };
    let mut tx = database.begin(palm).await.unwrap();
    leads::change(&mut tx, palm, lead.id, &change, &actor)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let moments = history(&database, palm, lead.id).await;
    assert_eq!(actions(&moments), ["changed", "created"]);
    assert_eq!(moments[1].at, lead.created_at);
    let mut tx = database.begin(palm).await.unwrap();
    let before = Some(moments[0].id);
    let rest = leads::history(&mut tx, palm, lead.id, before, 1).await;
    assert_eq!(rest.unwrap().unwrap(), moments[1..]);
    let nobodys = leads::history(&mut tx, palm, LeadId::new(999), None, 1).await;
    assert_eq!(nobodys.unwrap(), None);
}

#[tokio::test]
async fn a_conversations_lead_is_found_and_counted() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    for address in [NUMBER, LID] {
        store(&database, palm, &message(palm, address, address, "Hi")).await;
        learn(&database, palm, address, Stage::New).await;
    }
    let conversation = conversation_of(&test, "select max(id)::text from conversations").await;
    let filter = Filter {
        conversation: Some(conversation),
        ..Filter::default()
    };
    let found = list(&database, palm, &filter).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].conversation, Some(conversation));
    let mut tx = database.begin(palm).await.unwrap();
    let after = Some(found[0].place());
    let next = leads::list(&mut tx, palm, &filter, after, 10).await;
    assert_eq!(next.unwrap(), []);
    let counted = leads::count_by_stage(&mut tx, palm, &filter).await.unwrap();
    assert_eq!(counted[0], (Stage::New, 1));
    let all = leads::count_by_stage(&mut tx, palm, &Filter::default()).await;
    assert_eq!(all.unwrap()[0], (Stage::New, 2));
    let lost = Filter {
        stages: vec![Stage::Lost],
        ..filter.clone()
    };
    assert_eq!(list(&database, palm, &lost).await, []);
    let nobodys = Filter {
        assigned: Assigned::ToNobody,
        ..filter
    };
    assert_eq!(list(&database, palm, &nobodys).await, found);
}

async fn conversation_of(test: &TestDatabase, query: &'static str) -> ConversationId {
    let id = test.ask(query).await.unwrap().unwrap();
    ConversationId::new(id.parse().unwrap())
}
