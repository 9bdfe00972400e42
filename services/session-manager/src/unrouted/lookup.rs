//! The answer to webhook-ingress.

use bus::LeadFinder;
use domain::{Phone, TenantId};
use service_runtime::telemetry;
use storage::{Database, owners};

/// Finds leads in Postgres.
pub(crate) struct DatabaseLeads(pub(crate) Database);

impl LeadFinder for DatabaseLeads {
    async fn find(&self, phone: &Phone) -> Option<Vec<TenantId>> {
        match owners::find_by_lead_phones(&self.0, &[phone]).await {
            Ok(mut owners) => Some(owners.remove(phone).unwrap_or_default()),
            Err(error) => {
                let error = telemetry::chain(&error).to_string();
                tracing::warn!(error, "cannot look whose lead a customer is");
                None
            }
        }
    }
}
