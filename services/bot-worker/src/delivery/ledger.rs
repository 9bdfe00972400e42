//! The ledger: beginnings and ends of attempts, those of one moment in one transaction.
//!
//! A commit waits for the disk, and many can wait for it together. Nothing waits for company: what is there when the last
//! transaction has ended goes into the next; only ends wait a moment for beginnings.

use std::{collections::HashSet, time::Duration};

use domain::TenantId;
use service_runtime::telemetry;
use storage::{
    Database, StorageError,
    outbox::{self, Reply, ReplyClaim, ReplyId, Settled},
};
use time::OffsetDateTime;
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

/// The most entries in one transaction.
const BATCH: usize = 128;
/// Transactions at once: one collects while the other waits for the disk.
const LANES: usize = 2;

/// Nobody is waited for by how an attempt ended, but for the chat's next reply: it waits so long for a beginning that it is
/// written with.
const COMPANY: Duration = Duration::from_millis(8);

/// Writes down what is done. Clones write into the same.
#[derive(Clone)]
pub(super) struct Ledger {
    lanes: [mpsc::Sender<Entry>; LANES],
}

enum Entry {
    Begin {
        claim: ReplyClaim,
        stanza: Option<String>,
        now: OffsetDateTime,
        answer: oneshot::Sender<Result<bool, StorageError>>,
    },
    Settle {
        reply: Box<Reply>,
        settled: Settled,
        now: OffsetDateTime,
        answer: oneshot::Sender<Result<bool, StorageError>>,
    },
}

impl Entry {
    fn is_begin(&self) -> bool {
        matches!(self, Self::Begin { .. })
    }
}

impl Ledger {
    /// Opens it; it is closed with its last clone.
    pub(super) fn open(database: &Database) -> Self {
        let lanes = std::array::from_fn(|_| {
            let (sender, receiver) = mpsc::channel(BATCH);
            tokio::spawn(write(database.clone(), receiver));
            sender
        });
        Self { lanes }
    }

    /// Stores the id of a reply and that an attempt begins; `false`: it must not be sent (cancelled, closed, or another
    /// worker has it).
    pub(super) async fn begin(
        &self,
        claim: ReplyClaim,
        stanza: Option<String>,
        now: OffsetDateTime,
    ) -> Result<bool, StorageError> {
        self.enter(claim.tenant, |answer| Entry::Begin {
            claim,
            stanza,
            now,
            answer,
        })
        .await
    }

    /// Stores how an attempt ended. Whether something else waits in its chat.
    pub(super) async fn settle(
        &self,
        reply: Reply,
        settled: Settled,
        now: OffsetDateTime,
    ) -> Result<bool, StorageError> {
        self.enter(reply.claim.tenant, |answer| Entry::Settle {
            reply: Box::new(reply),
            settled,
            now,
            answer,
        })
        .await
    }

    /// A tenant's entries are written by one lane: two transactions do not wait for each other's rows.
    async fn enter(
        &self,
        tenant: TenantId,
        entry: impl FnOnce(oneshot::Sender<Result<bool, StorageError>>) -> Entry,
    ) -> Result<bool, StorageError> {
        let lane = usize::try_from(tenant.get()).unwrap_or_default() % LANES;
        let (answer, answered) = oneshot::channel();
        let entry = entry(answer);
        let sent = match self.lanes.get(lane) {
            Some(lane) => lane.send(entry).await.is_ok(),
            None => false,
        };
        if !sent {
            return Err(StorageError::Overtaken);
        }
        answered.await.unwrap_or(Err(StorageError::Overtaken))
    }
}

/// One lane: collects what is there and writes it.
async fn write(database: Database, mut entries: mpsc::Receiver<Entry>) {
    let mut batch = Vec::with_capacity(BATCH);
    while entries.recv_many(&mut batch, BATCH).await > 0 {
        let until = Instant::now() + COMPANY;
        while batch.len() < BATCH && !batch.iter().any(Entry::is_begin) {
            let more = entries.recv_many(&mut batch, BATCH);
            match tokio::time::timeout_at(until, more).await {
                Ok(more) if more > 0 => {}
                _ => break,
            }
        }
        if let Err(error) = write_all(&database, &mut batch).await {
            // One of them may be what stands in the way of all.
            if batch.len() > 1 && !matches!(error, StorageError::Unavailable(_)) {
                tracing::warn!(error = %telemetry::chain(&error), entries = batch.len(), "cannot write attempts together, writing each alone");
                for entry in batch.drain(..) {
                    let mut alone = vec![entry];
                    if let Err(error) = write_all(&database, &mut alone).await {
                        refuse(alone.pop(), error);
                    }
                }
            } else {
                tracing::warn!(error = %telemetry::chain(&error), entries = batch.len(), "cannot write attempts");
                let mut error = Some(error);
                for entry in batch.drain(..) {
                    refuse(Some(entry), error.take().unwrap_or(StorageError::Overtaken));
                }
            }
        }
    }
}

fn refuse(entry: Option<Entry>, error: StorageError) {
    if let Some(Entry::Begin { answer, .. } | Entry::Settle { answer, .. }) = entry {
        // Whoever asked has been stopped.
        let _ = answer.send(Err(error));
    }
}

/// Writes the entries and answers them; after an error they are still there.
async fn write_all(database: &Database, entries: &mut Vec<Entry>) -> Result<(), StorageError> {
    let mut tenants = Vec::with_capacity(entries.len());
    let mut begun = Vec::new();
    let mut settled = Vec::new();
    let mut latest = OffsetDateTime::UNIX_EPOCH;
    for entry in entries.iter() {
        match entry {
            Entry::Begin {
                claim, stanza, now, ..
            } => {
                tenants.push(claim.tenant);
                begun.push((*claim, stanza.as_deref()));
                latest = latest.max(*now);
            }
            Entry::Settle {
                reply,
                settled: how,
                now,
                ..
            } => {
                tenants.push(reply.claim.tenant);
                settled.push((reply.as_ref(), how));
                latest = latest.max(*now);
            }
        }
    }
    let mut tx = database.begin_for(&tenants).await?;
    if !begun.is_empty() && !settled.is_empty() {
        let begun = begun.iter().map(|(claim, _)| claim.reply);
        let settled = settled.iter().map(|(reply, _)| reply.claim.reply);
        let all: Vec<ReplyId> = begun.chain(settled).collect();
        outbox::hold(&mut tx, &all).await?;
    }
    let mut may_send = HashSet::default();
    if !begun.is_empty() {
        may_send = outbox::begin(&mut tx, &begun, latest).await?;
    }
    let mut more = HashSet::default();
    if !settled.is_empty() {
        more = outbox::settle(&mut tx, &settled, latest).await?;
    }
    tx.commit().await?;
    for entry in entries.drain(..) {
        let (answer, done) = match entry {
            Entry::Begin { claim, answer, .. } => (answer, may_send.contains(&claim)),
            Entry::Settle { reply, answer, .. } => (answer, more.contains(&reply.claim.reply)),
        };
        // Whoever asked has been stopped.
        let _ = answer.send(Ok(done));
    }
    Ok(())
}
