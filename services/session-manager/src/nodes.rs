//! The WAHA of the settings is a node of the fleet like any other: it is written down once, at start.

use std::time::Duration;

use service_runtime::telemetry;
use storage::StorageError;
use storage::nodes::{self, NAME_UNIQUE, NewNode, URL_UNIQUE};
use tokio::time::sleep;

use crate::whatsapp::WhatsApp;

/// What an operator sees of the node of the settings, until it is renamed.
const NAME: &str = "default";
/// How many sessions a node holds unless an operator says otherwise: some hundred need 3–5 CPUs and 5 GB
/// with WAHA's engine GOWS.
pub(crate) const USUAL_CAPACITY: i32 = 300;
const RETRY: Duration = Duration::from_secs(2);

/// Writes the node of the settings down, however long Postgres is away.
pub(crate) async fn keep_configured(whatsapp: &WhatsApp, settings: &waha::Settings) {
    if settings.api_key.is_empty() {
        return;
    }
    while let Err(error) = configure(whatsapp, settings).await {
        if error.violates(URL_UNIQUE) || error.violates(NAME_UNIQUE) {
            tracing::error!(
                url = %settings.api_url,
                "the WAHA of the settings is a node already, or its name `{NAME}` is taken: it stays as \
                 operators have entered it"
            );
            return;
        }
        let error = telemetry::chain(&error).to_string();
        tracing::warn!(error, "the WAHA of the settings is not written down yet");
        sleep(RETRY).await;
    }
}

async fn configure(whatsapp: &WhatsApp, settings: &waha::Settings) -> Result<(), StorageError> {
    // As operators' URLs are stored: two spellings of one URL are one node.
    let api_url = settings.api_url.as_str().trim_end_matches('/');
    let address = whatsapp.fleet.seal(api_url, &settings.api_key);
    let node = NewNode {
        name: NAME,
        address: &address,
        capacity: USUAL_CAPACITY,
        storage: None,
    };
    let mut tx = whatsapp.database.begin_for(&[]).await?;
    let node = nodes::configure(&mut tx, &node).await?;
    let adopted = nodes::adopt_sessions(&mut tx, node).await?;
    tx.commit().await?;
    if adopted > 0 {
        tracing::info!(
            adopted,
            "sessions from before there were nodes are on the one of the settings"
        );
    }
    Ok(())
}
