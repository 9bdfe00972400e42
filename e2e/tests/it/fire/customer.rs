//! A customer's phone.

use std::time::Duration;

use domain::TenantId;
use e2e::Simulator;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::Written;
use crate::harness::{PATIENCE, session};

/// What it waits when WAHA is not there.
const PAUSE: Duration = Duration::from_millis(50);

/// Hands a message to the network, until it says that it has it. Under its id it is one message.
pub(crate) async fn write(simulator: &Simulator, message: &Written) {
    let tenant = TenantId::try_from(message.chat.tenant).unwrap();
    let body = json!({
        "from": message.chat.customer,
        "text": message.text,
        "id": message.stanza,
        "timestamp": message.at,
    });
    let deadline = Instant::now() + PATIENCE;
    loop {
        match simulator.inbound(&session(tenant), &body).await {
            Ok(_) => return,
            Err(error) => assert!(Instant::now() < deadline, "{error:#}"),
        }
        sleep(PAUSE).await;
    }
}
