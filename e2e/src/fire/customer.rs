//! A customer's phone.

use std::time::Duration;

use anyhow::{Context, Result};
use domain::TenantId;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::{PATIENCE, Written, session};
use crate::Simulator;

/// What it waits when WAHA is not there.
const PAUSE: Duration = Duration::from_millis(50);

/// Hands a message to the network, until it says that it has it. Under its id it is one message. Fails when the network
/// does not take it for a long time.
pub async fn write(simulator: &Simulator, message: &Written) -> Result<()> {
    let tenant = TenantId::try_from(message.chat.tenant)?;
    let body = json!({
        "from": message.chat.customer,
        "text": message.text,
        "id": message.stanza,
        "timestamp": message.at,
    });
    let deadline = Instant::now() + PATIENCE;
    loop {
        match simulator.inbound(&session(tenant), &body).await {
            Ok(_) => return Ok(()),
            Err(error) if Instant::now() >= deadline => {
                return Err(error).with_context(|| format!("write {}", message.stanza));
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}
