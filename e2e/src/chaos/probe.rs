//! How long recovery takes: somebody writes when a fault has ended, and waits for the answer.

use std::time::Duration;

use anyhow::Result;
use domain::TenantId;
use tokio::time::{Instant, sleep};

use crate::{
    Simulator,
    fire::{self, Chat, Written, session},
};

/// Who waits longer is not answered.
const LIMIT: Duration = Duration::from_mins(2);
/// So many tenants have somebody who waits.
const AT_ONCE: usize = 8;
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What was written, and how long each waited for the answer: sorted, without those who had none.
#[derive(Debug, Default)]
pub(super) struct Probes {
    pub(super) written: Vec<Written>,
    pub(super) waited: Vec<Duration>,
    pub(super) unanswered: usize,
}

/// Writes one message to each of some tenants, and waits. `number` is another one each time.
pub(super) async fn probe(
    simulator: &Simulator,
    tenants: &[TenantId],
    number: usize,
) -> Result<Probes> {
    let began = Instant::now();
    let each = tenants.iter().take(AT_ONCE).map(async |tenant| {
        let message = Written {
            chat: Chat {
                tenant: tenant.get(),
                customer: "971507777777".to_owned(),
            },
            stanza: format!("AC{tenant:0>6}PROBE{number:0>6}"),
            text: format!("{tenant}-probe-{number}"),
            at: service_runtime::clock::now().unix_timestamp(),
        };
        fire::write(simulator, &message).await?;
        let answered = answered(simulator, *tenant, &message, began).await;
        anyhow::Ok((message, answered.then(|| began.elapsed())))
    });
    let mut probes = Probes::default();
    for (message, waited) in futures::future::try_join_all(each).await? {
        probes.written.push(message);
        match waited {
            Some(waited) => probes.waited.push(waited),
            None => probes.unanswered += 1,
        }
    }
    probes.waited.sort();
    Ok(probes)
}

async fn answered(
    simulator: &Simulator,
    tenant: TenantId,
    message: &Written,
    began: Instant,
) -> bool {
    let session = session(tenant);
    while began.elapsed() < LIMIT {
        let replies = simulator.delivered(&session, &message.chat.customer);
        let is_answer = |text: &str| text.lines().any(|line| line == message.text);
        if replies
            .await
            .is_ok_and(|replies| replies.iter().any(|reply| is_answer(&reply.text)))
        {
            return true;
        }
        sleep(LOOK_AGAIN).await;
    }
    false
}
