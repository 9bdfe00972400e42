//! Conversations with something to say.

use domain::TenantId;
use service_runtime::clock;
use storage::{
    Database, Share,
    outbox::{self, ReplyClaim, ReplyKind, Saying, Settled},
    testing::TestDatabase,
    turns::{self, Taken},
};

use crate::{LEASE, due, locked, message, store};

/// A conversation whose first turn says two things.
pub(crate) async fn with_two_replies(database: &Database, tenant: TenantId, from: &str) {
    let hello = message(tenant, from, &format!("AC{from}"), "Hi");
    store(database, tenant, &hello).await;
    let claims = due(database).await;
    let (mut tx, conversations) = locked(database, tenant, &claims).await;
    let sayings: Vec<_> = [(0, "one"), (1, "two")]
        .map(|(position, body)| Saying {
            conversation: &conversations[0],
            position,
            body: body.to_owned(),
            kind: ReplyKind::Answer,
            due_at: clock::now(),
            opted_out: false,
            taken: false,
            answers: None,
            traceparent: None,
        })
        .into();
    // A turn that is done twice says everything once.
    outbox::add(&mut tx, &sayings, LEASE, clock::now())
        .await
        .unwrap();
    outbox::add(&mut tx, &sayings, LEASE, clock::now())
        .await
        .unwrap();
    let taken = Taken {
        spoke: true,
        ..crate::taken(&conversations[0])
    };
    turns::save(&mut tx, &[taken]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Claims every reply that is due.
pub(crate) async fn claim(database: &Database) -> Vec<ReplyClaim> {
    let all = Share {
        at_most: 8,
        per_tenant: 8,
        busy: &[],
    };
    outbox::claim_due(database, all, LEASE, clock::now())
        .await
        .unwrap()
}

/// What a claimed reply says, if it is still to be said.
pub(crate) async fn body(database: &Database, claim: &ReplyClaim) -> Option<String> {
    let mut tx = database.begin(claim.tenant).await.unwrap();
    let mut replies = outbox::lookup(&mut tx, &[*claim]).await.unwrap();
    replies.pop().map(|reply| reply.body)
}

/// Ends an attempt.
pub(crate) async fn settle(database: &Database, claim: &ReplyClaim, settled: Settled) {
    let mut tx = database.begin(claim.tenant).await.unwrap();
    let reply = outbox::lookup(&mut tx, &[*claim]).await.unwrap().remove(0);
    outbox::settle(&mut tx, &[(&reply, &settled)], clock::now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// The states of all replies, oldest first.
pub(crate) async fn states(test: &TestDatabase) -> String {
    let states = "select string_agg(state, ' ' order by id) from outbox";
    test.ask(states).await.unwrap().unwrap()
}
