//! A tenant's settings, as its model's endpoint.

use domain::{TenantId, seal::Purpose};
use llm::{Endpoint, Output, Style};
use secrecy::ExposeSecret;
use service_runtime::Secret;
use storage::llm::LlmSettings;
use url::Url;

use crate::Advisor;

impl Advisor {
    /// The key as it is stored. It opens for this tenant and this URL alone: nobody can have it sent elsewhere.
    pub fn seal(&self, tenant: TenantId, url: &str, key: &Secret) -> Vec<u8> {
        let row = row(tenant, url);
        self.sealer
            .seal(purpose(&row), key.expose(), rand::random())
    }

    /// `None`: something of it cannot be used.
    pub(crate) fn endpoint(&self, tenant: TenantId, settings: &LlmSettings) -> Option<Endpoint> {
        let key = match &settings.key {
            None => Secret::default(),
            Some(sealed) => {
                let row = row(tenant, &settings.url);
                let key = self.sealer.open(purpose(&row), sealed).ok()?;
                Secret::from(key.expose_secret())
            }
        };
        Some(Endpoint {
            base: Url::parse(&settings.url).ok()?,
            key,
            model: settings.model.clone(),
            output: Output::of(&settings.output)?,
            style: Style::of(&settings.style)?,
        })
    }
}

fn row(tenant: TenantId, url: &str) -> String {
    format!("{tenant} {url}")
}

fn purpose(row: &str) -> Purpose<'_> {
    Purpose {
        column: "llm_settings.key",
        row,
    }
}
