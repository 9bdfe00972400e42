//! The customers: each writes in bursts, one message after the other, whatever is dead at the moment.

use std::{sync::Arc, time::Duration};

use domain::TenantId;
use e2e::Simulator;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::interval,
};

use crate::{
    fire::{self, Chat, Written},
    harness::PATIENCE,
};

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
}

/// What a customer writes, in order.
pub(super) fn plan(size: Size, tenants: &[TenantId]) -> Vec<Vec<Written>> {
    let now = service_runtime::clock::now().unix_timestamp();
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
        // In the past: a message's own time is in whole seconds, and they are written faster than that.
        let first = now - i64::try_from(messages).unwrap();
        let written = (0..messages).map(|message| Written {
            chat: chat.clone(),
            stanza: format!("AC{tenant:0>6}{customer}{message:0>6}"),
            text: format!("{tenant}-{customer}-{message}"),
            at: first + i64::try_from(message).unwrap(),
        });
        chats.push(written.collect());
    }
    chats
}

/// The writing, under way.
pub(super) struct Load {
    tasks: JoinSet<()>,
    pace: tokio::task::JoinHandle<()>,
    written: watch::Receiver<usize>,
}

impl Load {
    /// Begins to write all of it.
    pub(super) fn begin(simulator: &Simulator, size: Size, chats: &[Vec<Written>]) -> Self {
        let permits = Arc::new(Semaphore::new(0));
        let (sender, written) = watch::channel(0);
        let mut tasks = JoinSet::new();
        for (number, chat) in chats.iter().enumerate() {
            let (simulator, chat) = (simulator.clone(), chat.clone());
            let (permits, sender) = (Arc::clone(&permits), sender.clone());
            tasks.spawn(async move {
                let mut rest = &chat[..];
                // Not all with the same burst at the same time.
                for burst in BURSTS.iter().cycle().skip(number) {
                    let burst = (*burst).min(u32::try_from(rest.len()).unwrap());
                    if burst == 0 {
                        return;
                    }
                    permits.acquire_many(burst).await.unwrap().forget();
                    let (now, later) = rest.split_at(burst as usize);
                    for message in now {
                        fire::write(&simulator, message).await;
                        sender.send_modify(|written| *written += 1);
                    }
                    rest = later;
                }
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
        }
    }

    /// Waits until this many are written.
    pub(super) async fn until_written(&self, count: usize) {
        let mut written = self.written.clone();
        while *written.borrow_and_update() < count {
            let more = tokio::time::timeout(PATIENCE, written.changed()).await;
            more.expect("customers can write again").unwrap();
        }
    }

    /// Waits until all are.
    pub(super) async fn finish(mut self) {
        while let Some(done) = self.tasks.join_next().await {
            done.unwrap();
        }
        self.pace.abort();
    }
}
