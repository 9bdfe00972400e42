//! Messages that arrive together, committed together.
//!
//! There is no timer. A message that finds nothing under way goes at once; what arrives while a batch is under way
//! gathers and is the next. So an idle service is as quick as one that publishes singly, and a busy one pays for the
//! disk once a batch. JetStream takes the batches of a stream one after the other, and each costs it as much as some
//! dozens of messages do. So a few messages go singly, and a batch goes beside another only when it is large: that
//! keeps JetStream busy when there is much to do, and costs nobody a wait when there is not.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    sync::Arc,
};

use futures::{StreamExt, future::join_all, stream::FuturesUnordered};
use tokio::sync::{mpsc, oneshot};

use super::{
    PublishOutcome,
    batch::{self, BatchError},
    lane::Lane,
    outgoing::Outgoing,
    recent::Recent,
};
use crate::PublishError;

/// JetStream takes no more messages in a batch.
const MOST_MESSAGES: usize = 1_000;
/// The largest batch in bytes; a message above it goes by itself. The server holds a batch in memory until it
/// is whole.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Fewer messages than this are cheaper one by one.
const FEWEST_IN_BATCH: usize = 16;
/// A batch goes beside another when it has at least this part of the messages that it may have.
const LARGE: usize = 4;

/// How much is published together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupLimits {
    /// Messages in a batch, 1000 at most.
    pub messages: usize,
    /// Batches under way at once.
    pub batches: usize,
    /// Messages that wait for a batch; whoever comes then waits for a place among them.
    pub waiting: usize,
}

type Outcome = Result<PublishOutcome, PublishError>;

/// Where publishers leave their messages: one for each stream, as a batch is for one.
#[derive(Clone)]
pub(super) struct Queues {
    pub(super) events: Queue,
    pub(super) bulk: Queue,
}

/// Where messages for one stream gather.
#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Waiting>);

#[derive(Debug)]
struct Waiting {
    message: Outgoing,
    answer: oneshot::Sender<Outcome>,
}

impl Queue {
    /// Waits until the message's batch is acknowledged. A caller that stops waiting may find its message
    /// stored or not.
    pub(super) async fn publish(&self, message: Outgoing) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let waiting = Waiting { message, answer };
        // Both fail only when the task is gone, which is when the process ends.
        let gone = || PublishError::Disconnected;
        self.0.send(waiting).await.map_err(|_| gone())?;
        outcome.await.unwrap_or_else(|_| Err(gone()))
    }
}

/// Gathers messages and publishes them; see [`GroupCommits::run`].
#[must_use = "nothing is published until it runs"]
pub struct GroupCommits {
    events: Group,
    bulk: Group,
}

/// The messages for one stream.
struct Group {
    lane: Lane,
    limits: GroupLimits,
    queue: mpsc::Receiver<Waiting>,
    /// What has left the queue and is in no batch yet: no more than fit into one.
    gathered: VecDeque<Waiting>,
    /// The ids under way, and who came later with the same one: JetStream refuses a batch that repeats an
    /// id, and they are told what becomes of the first.
    ids_under_way: HashMap<Arc<str>, Vec<oneshot::Sender<Outcome>>>,
    /// The ids that are on disk, as far as we know by ourselves.
    recent: Recent,
    names: BatchNames,
}

pub(super) fn open(lane: &Lane, limits: GroupLimits) -> (Queues, GroupCommits) {
    let (events, events_commits) = group(lane.clone(), limits);
    let (bulk, bulk_commits) = group(lane.clone(), limits);
    let commits = GroupCommits {
        events: events_commits,
        bulk: bulk_commits,
    };
    (Queues { events, bulk }, commits)
}

fn group(lane: Lane, limits: GroupLimits) -> (Queue, Group) {
    let limits = GroupLimits {
        messages: limits.messages.clamp(1, MOST_MESSAGES),
        batches: limits.batches.max(1),
        waiting: limits.waiting.max(1),
    };
    let (sender, queue) = mpsc::channel(limits.waiting);
    let group = Group {
        names: BatchNames::new(&lane.client),
        lane,
        limits,
        queue,
        gathered: VecDeque::new(),
        ids_under_way: HashMap::new(),
        recent: Recent::default(),
    };
    (Queue(sender), group)
}

/// What is under way.
#[derive(Debug, Default, Clone, Copy)]
struct UnderWay {
    batches: usize,
    singles: usize,
}

impl GroupCommits {
    /// Runs until the last publisher is gone and all it left is settled.
    pub async fn run(self) {
        tokio::join!(self.events.run(), self.bulk.run());
    }
}

impl Group {
    async fn run(mut self) {
        let mut arrived = Vec::with_capacity(self.limits.messages);
        let mut publishing = FuturesUnordered::new();
        let mut under_way = UnderWay::default();
        let mut open = true;
        while open || !publishing.is_empty() {
            let room = self.limits.messages.saturating_sub(self.gathered.len());
            tokio::select! {
                biased;
                Some(done) = publishing.next() => {
                    let done: Vec<_> = done;
                    under_way.has_ended(done.len());
                    self.settle(done);
                }
                received = self.queue.recv_many(&mut arrived, room), if open && room > 0 => {
                    open = received > 0;
                    self.gathered.extend(arrived.drain(..));
                }
            }
            while let Some(most) = self.may_go(under_way) {
                let batch = self.next_batch(most);
                if batch.is_empty() {
                    break;
                }
                metrics::histogram!("publish_batch_size").record(size(batch.len()));
                under_way.has_begun(batch.len());
                publishing.push(publish(self.lane.clone(), self.names.next(), batch));
            }
        }
    }

    /// How many messages may go together now, when any may: one, or as many as there are.
    fn may_go(&self, under_way: UnderWay) -> Option<usize> {
        let gathered = self.gathered.len();
        if gathered >= FEWEST_IN_BATCH {
            let large = gathered >= self.limits.messages.div_ceil(LARGE);
            let may = under_way.batches == 0 || (large && under_way.batches < self.limits.batches);
            return may.then_some(self.limits.messages);
        }
        let few = under_way.batches == 0 && under_way.singles < FEWEST_IN_BATCH;
        (gathered > 0 && few).then_some(1)
    }

    /// The next messages that may go together, `most` of them.
    fn next_batch(&mut self, most: usize) -> Vec<Waiting> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < most
            && let Some(waiting) = self.gathered.pop_front()
        {
            // Here and below: nobody may be waiting any more.
            if waiting.answer.is_closed() {
                // Its caller has given up, and has said so.
                continue;
            }
            if self.recent.contains(&waiting.message.id) {
                let _ = waiting.answer.send(Ok(PublishOutcome::Duplicate));
                continue;
            }
            let size = waiting.message.size();
            if !batch.is_empty() && bytes + size > MOST_BYTES {
                self.gathered.push_front(waiting);
                break;
            }
            match self.ids_under_way.entry(waiting.message.id.clone()) {
                Entry::Occupied(mut first) => first.get_mut().push(waiting.answer),
                Entry::Vacant(new) => {
                    new.insert(Vec::new());
                    bytes += size;
                    batch.push(waiting);
                }
            }
        }
        batch
    }

    fn settle(&mut self, done: Vec<(Waiting, Outcome)>) {
        for (Waiting { message, answer }, outcome) in done {
            for later in self.ids_under_way.remove(&message.id).into_iter().flatten() {
                let told = match &outcome {
                    Ok(_) => Ok(PublishOutcome::Duplicate),
                    Err(error) => Err(error.alike()),
                };
                let _ = later.send(told);
            }
            if outcome.is_ok() {
                self.recent.add(message.id);
            }
            let _ = answer.send(outcome);
        }
    }
}

impl UnderWay {
    fn has_begun(&mut self, messages: usize) {
        match messages {
            1 => self.singles += 1,
            _ => self.batches += 1,
        }
    }

    fn has_ended(&mut self, messages: usize) {
        match messages {
            1 => self.singles -= 1,
            _ => self.batches -= 1,
        }
    }
}

/// Publishes a batch, and tells what became of each of its messages.
async fn publish(lane: Lane, name: String, batch: Vec<Waiting>) -> Vec<(Waiting, Outcome)> {
    if batch.len() == 1 {
        return singly(&lane, batch).await;
    }
    let messages: Vec<_> = batch.iter().map(|waiting| &waiting.message).collect();
    match batch::commit(&lane, &name, &messages).await {
        Ok(()) => every(batch, || Ok(PublishOutcome::Stored)),
        Err(BatchError::All(fate)) => every(batch, || Err(fate.into())),
        Err(BatchError::Refused(error)) => {
            metrics::counter!("publish_batches_refused_total").increment(1);
            let error = error.as_ref().map(tracing::field::display);
            tracing::debug!(
                error,
                messages = batch.len(),
                "batch refused, publishing singly"
            );
            singly(&lane, batch).await
        }
    }
}

fn every(batch: Vec<Waiting>, outcome: impl Fn() -> Outcome) -> Vec<(Waiting, Outcome)> {
    let of = |waiting| (waiting, outcome());
    batch.into_iter().map(of).collect()
}

/// Sends all before it waits for the first.
async fn singly(lane: &Lane, batch: Vec<Waiting>) -> Vec<(Waiting, Outcome)> {
    join_all(batch.into_iter().map(async |waiting| {
        let outcome = lane.send(&waiting.message).await;
        (waiting, outcome)
    }))
    .await
}

/// Names that no other batch has, of this process or another.
struct BatchNames {
    prefix: String,
    count: u64,
}

impl BatchNames {
    fn new(client: &async_nats::Client) -> Self {
        // What makes an inbox unique makes us so.
        let inbox = client.new_inbox();
        let unique = inbox.rsplit('.').next().unwrap_or(&inbox);
        Self {
            prefix: unique.to_owned(),
            count: 0,
        }
    }

    fn next(&mut self) -> String {
        self.count += 1;
        format!("{}-{}", self.prefix, self.count)
    }
}

#[expect(clippy::cast_precision_loss, reason = "1000 at most")]
fn size(messages: usize) -> f64 {
    messages as f64
}
