//! Leads: what the bot learns, what people make of them, and how they are looked over.

use domain::TenantId;
use serde_json::{Value, json};
use service_runtime::clock;
use storage::{
    Database,
    audit::Actor,
    contacts,
    contacts::ContactId,
    conversations, crm,
    leads::{
        self, Assigned, Change, Class, Entry, Filter, Lead, LeadId, Reason, Score, Slot, Slots,
        Stage,
    },
    merges, outbox,
    testing::TestDatabase,
    users::UserId,
};

use crate::{chat, database, message, store, tenant};

const BY: &str = "user:5 ana@palm.example";

fn ana() -> Actor {
    Actor {
        name: BY.to_owned(),
        is_operator: false,
    }
}

async fn contact(database: &Database, tenant: TenantId, address: &str) -> ContactId {
    let mut tx = database.begin(tenant).await.unwrap();
    let found = contacts::find_or_add(&mut tx, tenant, &[&chat(address)], None, clock::now()).await;
    tx.commit().await.unwrap();
    found.unwrap()
}

async fn save(database: &Database, tenant: TenantId, contact: ContactId, lead: &Lead<'_>) {
    let mut tx = database.begin(tenant).await.unwrap();
    leads::save(&mut tx, tenant, contact, lead).await.unwrap();
    tx.commit().await.unwrap();
}

async fn change(
    database: &Database,
    tenant: TenantId,
    lead: LeadId,
    change: &Change,
) -> Option<Entry> {
    let mut tx = database.begin(tenant).await.unwrap();
    let changed = leads::change(&mut tx, tenant, lead, change, &ana()).await;
    tx.commit().await.unwrap();
    changed.unwrap()
}

async fn page(database: &Database, tenant: TenantId, filter: &Filter) -> Vec<Entry> {
    let mut tx = database.begin(tenant).await.unwrap();
    leads::list(&mut tx, tenant, filter, None, 100)
        .await
        .unwrap()
}

fn slots(all: &[(&str, Value, i64)]) -> Slots {
    let slot = |(name, value, message): &(&str, Value, i64)| {
        let slot = Slot::said(value.clone(), Some(*message));
        ((*name).to_owned(), slot)
    };
    all.iter().map(slot).collect()
}

fn scored(points: i32, class: Class) -> Score {
    let reason = Reason {
        rule: "budget".to_owned(),
        points,
        text: "names a budget".to_owned(),
    };
    Score {
        points,
        class,
        reasons: vec![reason],
    }
}

#[tokio::test]
async fn what_a_person_corrected_the_bot_leaves_alone() {
    let (_test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    store(
        &database,
        tenant,
        &message(tenant, "971509876543@c.us", "A", "Hi"),
    )
    .await;
    let contact = contact(&database, tenant, "971509876543@c.us").await;
    let lead = Lead {
        name: Some("Ana"),
        stage: Stage::Qualified,
        score: Some(scored(12, Class::Hot)),
        slots: slots(&[("area", json!("Marina"), 7), ("bedrooms", json!(3), 8)]),
        ..Lead::default()
    };
    save(&database, tenant, contact, &lead).await;
    let first = page(&database, tenant, &Filter::default()).await.remove(0);
    assert_eq!((first.stage, &first.score), (Stage::Qualified, &lead.score));
    assert_eq!(first.slots["bedrooms"], Slot::said(json!(3), Some(8)));
    assert!(first.conversation.is_some());

    let correct = Change {
        stage: Some(Stage::Visiting),
        slots: [
            ("bedrooms".to_owned(), json!(2)),
            ("name".to_owned(), json!("Ana Petrova")),
        ]
        .into(),
        ..Change::default()
    };
    let changed = change(&database, tenant, first.id, &correct).await.unwrap();
    assert_eq!(changed.slots["bedrooms"].corrected_by.as_deref(), Some(BY));
    let lead = Lead {
        stage: Stage::HandedOver,
        slots: slots(&[("area", json!("JVC"), 9), ("bedrooms", json!(4), 9)]),
        ..lead
    };
    save(&database, tenant, contact, &lead).await;
    let after = page(&database, tenant, &Filter::default()).await.remove(0);
    assert_eq!(after.name.as_deref(), Some("Ana Petrova"));
    assert_eq!(after.slots["bedrooms"].value, json!(2));
    assert_eq!(after.slots["area"], Slot::said(json!("JVC"), Some(9)));
    assert_eq!(after.stage, Stage::Visiting);
}

#[tokio::test]
async fn leads_are_found_by_what_is_known_of_them_and_pages_meet() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let zoe = chat("971500000004@c.us");
    let mut tx = database.begin(palm).await.unwrap();
    contacts::find_or_add(&mut tx, palm, &[&zoe], Some("Zoe W."), clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for n in 0..7_usize {
        let contact = contact(&database, palm, &format!("97150000000{n}@c.us")).await;
        let class = [Class::Hot, Class::Warm, Class::Cold][n % 3];
        let lead = Lead {
            phone: chat(&format!("97150000000{n}@c.us")).phone(),
            name: (n == 2).then_some("100% Ana"),
            wish: (n == 3).then_some("a villa"),
            language: Some(if n < 2 { "fa" } else { "en" }),
            stage: [Stage::New, Stage::HandedOver][n % 2],
            score: Some(scored(1, class)),
            ..Lead::default()
        };
        save(&database, palm, contact, &lead).await;
    }
    let stranger = contact(&database, marina, "971500000009@c.us").await;
    save(&database, marina, stranger, &Lead::default()).await;

    let count = async |filter: Filter| page(&database, palm, &filter).await.len();
    assert_eq!(count(Filter::default()).await, 7);
    let stages = |stages: &[Stage]| Filter {
        stages: stages.to_vec(),
        ..Filter::default()
    };
    assert_eq!(count(stages(&[Stage::New])).await, 4);
    assert_eq!(
        count(stages(&[Stage::New, Stage::HandedOver, Stage::New])).await,
        7
    );
    let hot = Filter {
        class: Some(Class::Hot),
        ..stages(&[Stage::New])
    };
    assert_eq!(count(hot).await, 2);
    let farsi = Filter {
        language: Some("fa".to_owned()),
        ..Filter::default()
    };
    assert_eq!(count(farsi).await, 2);
    for (text, found) in [
        ("100% a", 1),
        ("VILLA", 1),
        ("500000003", 1),
        ("%", 1),
        ("zoe", 1),
        ("zzz", 0),
    ] {
        let search = Filter {
            search: Some(text.to_owned()),
            ..Filter::default()
        };
        assert_eq!(count(search.clone()).await, found, "{text}");
        let mut tx = database.begin(palm).await.unwrap();
        let all = leads::list_all(&mut tx, palm, &search, None, 100).await;
        assert_eq!(all.unwrap().len(), found, "{text}");
        let counted = leads::count_by_stage(&mut tx, palm, &search).await;
        let counted: i64 = counted.unwrap().iter().map(|(_, leads)| leads).sum();
        assert_eq!(usize::try_from(counted).unwrap(), found, "{text}");
    }
    // Who told the bot no name has the one that WhatsApp shows, apart.
    let shown = |lead: &Entry| (lead.name.clone(), lead.push_name.clone());
    let leads = page(&database, palm, &Filter::default()).await;
    assert_eq!(shown(&leads[2]), (None, Some("Zoe W.".to_owned())));
    assert_eq!(shown(&leads[4]), (Some("100% Ana".to_owned()), None));

    let whole: Vec<_> = page(&database, palm, &Filter::default()).await;
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let mut tx = database.begin(palm).await.unwrap();
        let found = leads::list(&mut tx, palm, &Filter::default(), after, 2)
            .await
            .unwrap();
        let Some(last) = found.last() else { break };
        after = Some(last.place());
        read.extend(found);
    }
    assert_eq!(read, whole);
    assert!(whole.is_sorted_by_key(|lead| std::cmp::Reverse(lead.updated_at)));

    let (mut read, mut after) = (0, None);
    loop {
        let mut tx = database.begin(palm).await.unwrap();
        let found = leads::list_all(&mut tx, palm, &Filter::default(), after, 3)
            .await
            .unwrap();
        let Some(last) = found.last() else { break };
        after = Some(last.contact);
        read += found.len();
    }
    assert_eq!(read, 7);
}

#[tokio::test]
async fn a_lead_is_somebodys_of_the_tenant_until_they_are_gone() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let contact = contact(&database, palm, "971509876543@c.us").await;
    save(&database, palm, contact, &Lead::default()).await;
    let lead = page(&database, palm, &Filter::default()).await.remove(0).id;
    test.execute(
        "insert into users (id, tenant_id, email, role, password_hash) overriding system value
         values (71, (select id from tenants), 'ana@palm.example', 'agent', 'x'), (72, null, 'op@peyk.example', 'operator', 'x')",
    )
    .await
    .unwrap();
    let to = |user: i64| Change {
        assigned_to: Some(Some(UserId::new(user))),
        ..Change::default()
    };
    let mine = change(&database, palm, lead, &to(71)).await.unwrap();
    assert_eq!(mine.assigned_to, Some(UserId::new(71)));
    for nobody in [72, 999] {
        let mut tx = database.begin(palm).await.unwrap();
        let refused = leads::change(&mut tx, palm, lead, &to(nobody), &ana()).await;
        assert!(refused.unwrap_err().violates(leads::ASSIGNEE_EXISTS));
    }
    let of = Filter {
        assigned: Assigned::To(UserId::new(71)),
        ..Filter::default()
    };
    assert_eq!(page(&database, palm, &of).await.len(), 1);
    test.execute("delete from users where id = 71")
        .await
        .unwrap();
    assert_eq!(page(&database, palm, &of).await.len(), 0);
    assert_eq!(
        page(&database, palm, &Filter::default()).await[0].assigned_to,
        None
    );
    assert_eq!(
        change(&database, palm, LeadId::new(999), &to(71)).await,
        None
    );
}

/// Two contacts with a lead each turn out to be one; the merge is taken back.
#[tokio::test]
async fn of_two_leads_that_are_one_the_best_is_kept_and_both_come_back() {
    let (test, database) = database().await;
    let tenant = tenant(&database, "Palm Homes").await;
    let (number, lid) = ("971509876543@c.us", "99887766554433@lid");
    for (n, address) in [number, lid].into_iter().enumerate() {
        store(&database, tenant, &message(tenant, address, address, "Hi")).await;
        let contact = contact(&database, tenant, address).await;
        let lead = Lead {
            stage: [Stage::New, Stage::Qualified][n],
            score: [Some(scored(3, Class::Cold)), Some(scored(12, Class::Hot))][n].clone(),
            slots: slots(&[
                ("area", json!(["Marina", "JVC"][n]), 1),
                ("bedrooms", json!(n), 1),
            ]),
            ..Lead::default()
        };
        save(&database, tenant, contact, &lead).await;
        if n == 1 {
            // What a person said of the one that goes is worth more than what a customer said of the other.
            let lead = page(&database, tenant, &Filter::default())
                .await
                .remove(0)
                .id;
            let correct = Change {
                slots: [("area".to_owned(), json!("Downtown"))].into(),
                ..Change::default()
            };
            change(&database, tenant, lead, &correct).await.unwrap();
        }
        // Words of people stand in both, of turns with the same number.
        let mut tx = database.begin(tenant).await.unwrap();
        let filter = conversations::Filter {
            search: address.split('@').next(),
            ..conversations::Filter::all(clock::now())
        };
        let id = conversations::list(&mut tx, tenant, &filter, None, 1)
            .await
            .unwrap()
            .remove(0)
            .id;
        let words = outbox::Words {
            body: "Hello",
            key: None,
        };
        outbox::add_words(&mut tx, tenant, id, words, clock::now())
            .await
            .unwrap()
            .unwrap();
        tx.commit().await.unwrap();
    }
    let rows = "select string_agg(to_jsonb(l)::text, ' ' order by id) from leads l";
    let before = test.ask(rows).await.unwrap();

    let mut tx = database.begin(tenant).await.unwrap();
    let both = [&chat(number), &chat(lid)];
    let kept = contacts::find_or_add(&mut tx, tenant, &both, None, clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let one = page(&database, tenant, &Filter::default()).await;
    assert_eq!(one.len(), 1);
    assert_eq!(
        (one[0].stage, &one[0].score),
        (Stage::Qualified, &Some(scored(12, Class::Hot)))
    );
    assert_eq!(one[0].slots["area"].value, json!("Downtown"));
    assert_eq!(one[0].slots["bedrooms"].value, json!(0), "the kept one's");

    let mut tx = database.begin(tenant).await.unwrap();
    let merge = merges::find_latest(&mut tx, tenant, kept)
        .await
        .unwrap()
        .unwrap();
    // As it was written down before leads had slots.
    forget_new_columns(&test).await;
    assert!(
        merges::undo(&mut tx, tenant, merge, clock::now())
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let back = page(&database, tenant, &Filter::default()).await;
    assert_eq!(back.len(), 2);
    assert_ne!(
        test.ask(rows).await.unwrap(),
        before,
        "the kept one keeps what it learnt"
    );
}

async fn forget_new_columns(test: &TestDatabase) {
    test.execute(
        "update contact_merges set merged = merged #- '{lead,slots}' #- '{lead,score_reasons}'",
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn a_crm_is_told_in_order_what_changed_and_nothing_else() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let contact = contact(&database, palm, "971509876543@c.us").await;
    let told = async || {
        let mut tx = database.begin(palm).await.unwrap();
        let told = crm::list(&mut tx, palm, None, None, 10).await.unwrap();
        told.into_iter()
            .rev()
            .map(|told| told.event)
            .collect::<Vec<_>>()
    };
    save(&database, palm, contact, &Lead::default()).await;
    assert!(told().await.is_empty(), "there is no CRM yet");
    let mut tx = database.begin(palm).await.unwrap();
    assert!(
        crm::save(&mut tx, palm, "https://crm.example", b"sealed")
            .await
            .unwrap()
    );
    assert!(
        !crm::save(&mut tx, palm, "https://crm.example", b"other")
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();

    let named = Lead {
        name: Some("Ana"),
        ..Lead::default()
    };
    save(&database, palm, contact, &named).await;
    save(&database, palm, contact, &named).await;
    assert_eq!(
        told().await,
        ["lead.updated"],
        "once: the second time nothing was new"
    );
    let lead = Lead {
        stage: Stage::HandedOver,
        ..named
    };
    save(&database, palm, contact, &lead).await;
    save(&database, palm, contact, &lead).await;
    assert_eq!(told().await, ["lead.updated", "lead.handed_over"]);

    // What is undone is not told.
    let mut tx = database.begin(palm).await.unwrap();
    let other = Lead {
        name: Some("Bea"),
        ..Lead::default()
    };
    leads::save(&mut tx, palm, contact, &other).await.unwrap();
    drop(tx);
    assert_eq!(told().await.len(), 2);

    let now = clock::now();
    let lease = std::time::Duration::from_mins(1);
    let claims = crm::claim_due(&database, (10, 10), lease, now)
        .await
        .unwrap();
    assert_eq!(claims.len(), 1, "of a lead the oldest alone");
    let again = crm::claim_due(&database, (10, 10), lease, now)
        .await
        .unwrap();
    assert!(again.is_empty());
    let late = crm::claim_due(&database, (10, 10), lease, now + lease)
        .await
        .unwrap();
    assert_eq!(late[0].delivery, claims[0].delivery, "who had it is gone");
    let mut tx = database.begin(palm).await.unwrap();
    assert_eq!(crm::lookup(&mut tx, &claims[0]).await.unwrap(), None);
    let sending = crm::lookup(&mut tx, &late[0]).await.unwrap().unwrap();
    assert_eq!((sending.attempts, &*sending.secret), (2, &b"sealed"[..]));
    let body: Value = serde_json::from_str(&sending.body).unwrap();
    assert_eq!(body["data"]["name"], "Ana");
    // Who comes too late settles nothing.
    let none = (None, None);
    crm::settle(&mut tx, &claims[0], &crm::Outcome::Failed, none, now)
        .await
        .unwrap();
    crm::settle(
        &mut tx,
        &late[0],
        &crm::Outcome::Delivered,
        (Some(204), None),
        now,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let next = crm::claim_due(&database, (10, 10), lease, now)
        .await
        .unwrap();
    assert_ne!(next[0].delivery, late[0].delivery);
    assert_eq!(
        crm::forget(&database, now + lease).await.unwrap(),
        1,
        "what is settled"
    );
    let mut tx = database.begin(palm).await.unwrap();
    assert!(crm::remove(&mut tx, palm).await.unwrap());
    let left = crm::list(&mut tx, palm, None, Some("failed"), 10)
        .await
        .unwrap();
    assert_eq!(left[0].reason.as_deref(), Some("the CRM was removed"));
}
