//! The customers: each writes one message after the other, in bursts, whatever is broken at the moment.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use domain::TenantId;
use tokio::{
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::interval,
};

use crate::{
    Simulator,
    fire::{self, Chat, Written},
};

/// How many messages follow each other at once, over and over.
const BURSTS: [u32; 5] = [1, 3, 1, 2, 4];
/// So many chats that one writes every few seconds: WhatsApp's clock has whole seconds.
const CHATS_A_RATE: usize = 4;

/// The writing, under way.
#[derive(Debug)]
pub(super) struct Load {
    tasks: JoinSet<Result<Vec<Written>>>,
    pace: JoinHandle<()>,
    written: Arc<AtomicUsize>,
    stop: watch::Sender<bool>,
}

impl Load {
    /// Begins to write so many messages in a second.
    pub(super) fn begin(simulator: &Simulator, tenants: &[TenantId], rate: u32) -> Self {
        let permits = Arc::new(Semaphore::new(0));
        let (stop, stopped) = watch::channel(false);
        let written = Arc::<AtomicUsize>::default();
        let mut tasks = JoinSet::new();
        let chats = (rate as usize * CHATS_A_RATE).max(tenants.len());
        for number in 0..chats {
            let customer = Customer {
                simulator: simulator.clone(),
                tenant: tenants[number % tenants.len()],
                // The same numbers for every tenant: who mixes them up is found out.
                number: 1_000_000 + number / tenants.len(),
                permits: Arc::clone(&permits),
                count: Arc::clone(&written),
            };
            tasks.spawn(customer.write(number, stopped.clone()));
        }
        let pace = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_secs(1) / rate);
            loop {
                ticks.tick().await;
                // Who could not write for a while does not catch all of it up at once.
                if permits.available_permits() < rate as usize {
                    permits.add_permits(1);
                }
            }
        });
        Self {
            tasks,
            pace,
            written,
            stop,
        }
    }

    /// Counts what is written, as it is written.
    pub(super) fn written(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.written)
    }

    /// Ends the writing, and answers what was written.
    pub(super) async fn finish(mut self) -> Result<Vec<Written>> {
        self.stop.send_replace(true);
        let mut written = Vec::new();
        while let Some(one) = self.tasks.join_next().await {
            written.extend(one??);
        }
        self.pace.abort();
        Ok(written)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.pace.abort();
    }
}

struct Customer {
    simulator: Simulator,
    tenant: TenantId,
    number: usize,
    permits: Arc<Semaphore>,
    count: Arc<AtomicUsize>,
}

impl Customer {
    async fn write(self, skip: usize, mut stopped: watch::Receiver<bool>) -> Result<Vec<Written>> {
        let (tenant, number) = (self.tenant, self.number);
        let chat = Chat {
            tenant: tenant.get(),
            customer: format!("97150{number}"),
        };
        let (mut written, mut last) = (Vec::<Written>::new(), 0);
        // Not all with the same burst at the same time.
        for burst in BURSTS.iter().cycle().skip(skip) {
            tokio::select! {
                permit = self.permits.acquire_many(*burst) => permit?.forget(),
                _ = stopped.wait_for(|stop| *stop) => break,
            }
            for _ in 0..*burst {
                let place = written.len();
                // In whole seconds, as WhatsApp has them, and none as late as the one before.
                last = service_runtime::clock::now().unix_timestamp().max(last + 1);
                let message = Written {
                    chat: chat.clone(),
                    stanza: format!("AC{tenant:0>6}{number}{place:0>6}"),
                    text: format!("{tenant}-{number}-{place}"),
                    at: last,
                };
                fire::write(&self.simulator, &message).await?;
                self.count.fetch_add(1, Ordering::Relaxed);
                written.push(message);
            }
        }
        Ok(written)
    }
}
