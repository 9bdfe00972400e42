//! The customers: each writes in bursts, one message after the other, whatever is dead at the moment.

use std::{sync::Arc, time::Duration};

use domain::TenantId;
use e2e::{
    Simulator,
    fire::{self, Chat, Written},
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::interval,
};

use crate::harness::PATIENCE;

/// How many messages follow each other at once, over and over.
const BURSTS: [u32; 5] = [1, 3, 1, 2, 4];

/// How much is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) messages: usize,
    pub(super) chats: usize,
    pub(super) tenants: usize,
    /// Messages in a second, of all customers together.
    pub(super) rate: u32,
    /// How many of them are written between one kill and the next.
    pub(super) between_kills: usize,
}

/// What each customer writes, in order. When is seen when it is written.
pub(super) fn plan(size: Size, tenants: &[TenantId]) -> Vec<Vec<Written>> {
    let each = size.messages.div_ceil(size.chats);
    let mut left = size.messages;
    let mut chats = Vec::new();
    for number in 0..size.chats {
        let tenant = tenants[number % tenants.len()];
        // The same numbers for every tenant: who mixes them up is found out.
        let customer = 1_000_000 + number / tenants.len();
        let chat = Chat {
            tenant: tenant.get(),
            customer: format!("97150{customer}"),
        };
        let messages = each.min(left);
        left -= messages;
        let written = (0..messages).map(|message| Written {
            chat: chat.clone(),
            stanza: format!("AC{tenant:0>6}{customer}{message:0>6}"),
            text: format!("{tenant}-{customer}-{message}"),
            at: 0,
        });
        chats.push(written.collect());
    }
    chats
}

/// The writing, under way.
pub(super) struct Load {
    tasks: JoinSet<Vec<Written>>,
    pace: tokio::task::JoinHandle<()>,
    written: watch::Receiver<usize>,
    all: usize,
}

impl Load {
    /// Begins to write all of it.
    pub(super) fn begin(simulator: &Simulator, size: Size, chats: &[Vec<Written>]) -> Self {
        let permits = Arc::new(Semaphore::new(0));
        let (sender, written) = watch::channel(0);
        let mut tasks = JoinSet::new();
        for (number, chat) in chats.iter().enumerate() {
            let (simulator, mut chat) = (simulator.clone(), chat.clone());
            let (permits, sender) = (Arc::clone(&permits), sender.clone());
            tasks.spawn(async move {
                let (mut rest, mut last) = (&mut chat[..], 0);
                // Not all with the same burst at the same time.
                for burst in BURSTS.iter().cycle().skip(number) {
                    let burst = (*burst).min(u32::try_from(rest.len()).unwrap());
                    if burst == 0 {
                        break;
                    }
                    permits.acquire_many(burst).await.unwrap().forget();
                    let (now, later) = rest.split_at_mut(burst as usize);
                    for message in now {
                        // In whole seconds, as WhatsApp has them, and none as late as the one before.
                        let time = service_runtime::clock::now().unix_timestamp();
                        message.at = time.max(last + 1);
                        last = message.at;
                        fire::write(&simulator, message).await.unwrap();
                        sender.send_modify(|written| *written += 1);
                    }
                    rest = later;
                }
                chat
            });
        }
        let pace = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_secs(1) / size.rate);
            loop {
                ticks.tick().await;
                permits.add_permits(1);
            }
        });
        Self {
            tasks,
            pace,
            written,
            all: size.messages,
        }
    }

    /// Waits until so many more are written; `false` when there are none left to be written after them.
    pub(super) async fn wrote_another(&self, count: usize) -> bool {
        let mut written = self.written.clone();
        let goal = *written.borrow_and_update() + count;
        while goal < self.all && *written.borrow_and_update() < goal {
            let more = tokio::time::timeout(PATIENCE, written.changed()).await;
            more.expect("customers can write again").unwrap();
        }
        goal < self.all
    }

    /// Waits until all are, and answers what was written.
    pub(super) async fn finish(self) -> Vec<Written> {
        let written = self.tasks.join_all().await;
        self.pace.abort();
        written.into_iter().flatten().collect()
    }
}
