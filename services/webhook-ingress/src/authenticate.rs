//! Whether a body was signed with the key of a session. No key is stored: each is derived when needed.

use domain::{
    SessionName, TenantId,
    webhook_key::{KeyVersion, MasterSecret, MasterSecretTooShort, WebhookKey},
};
use waha::signature::Signature;

use crate::WebhookSettings;

/// The master secrets that keys are derived from.
#[derive(Debug)]
pub(crate) struct Keys {
    /// The current one first: nearly every webhook is signed under it.
    masters: Vec<MasterSecret>,
}

/// A session as a key names it. One tenant's session has another key than a session of that name of
/// another tenant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signer<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) session: &'a SessionName,
}

impl Keys {
    pub(crate) fn new(settings: &WebhookSettings) -> Result<Self, MasterSecretTooShort> {
        let masters = std::iter::once(&settings.master_secret)
            .chain(&settings.previous_master_secrets)
            .map(|secret| MasterSecret::new(secret.expose()));
        Ok(Self {
            masters: masters.collect::<Result<_, _>>()?,
        })
    }

    /// Whether `signer` signed the body, under any master secret and any of the key's versions.
    pub(crate) fn verify(
        &self,
        signer: Signer<'_>,
        versions: &[KeyVersion],
        signature: &Signature,
        body: &[u8],
    ) -> bool {
        let Signer { tenant, session } = signer;
        self.masters.iter().any(|master| {
            versions.iter().any(|version| {
                let key = WebhookKey::derive(master, tenant, session, *version);
                signature.verify(key.expose().as_bytes(), body)
            })
        })
    }
}
