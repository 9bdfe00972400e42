//! What signs what a CRM is told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::TenantId;
use domain::seal::{Purpose, SealBroken, Sealer};
use rand::RngExt;
use secrecy::ExposeSecret;
use service_runtime::Secret;

/// How a secret is written, by Standard Webhooks.
const PREFIX: &str = "whsec_";

/// A secret of a tenant and its CRM.
pub(crate) struct HookSecret(Secret);

impl HookSecret {
    /// A new one: 256 random bits.
    pub(crate) fn new() -> Self {
        let mut bits = [0; 32];
        // A generator for cryptography, seeded by the system.
        rand::rng().fill(bits.as_mut_slice());
        Self(Secret::from(
            format!("{PREFIX}{}", STANDARD.encode(bits)).as_str(),
        ))
    }

    /// As the CRM's people get it.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    /// As it is stored.
    pub(crate) fn seal(&self, sealer: &Sealer, tenant: TenantId) -> Vec<u8> {
        let row = tenant.to_string();
        sealer.seal(purpose(&row), self.expose(), rand::random())
    }

    /// Of what is stored.
    pub(super) fn open(
        sealer: &Sealer,
        tenant: TenantId,
        sealed: &[u8],
    ) -> Result<Self, SealBroken> {
        let row = tenant.to_string();
        let secret = sealer.open(purpose(&row), sealed)?;
        Ok(Self(Secret::from(secret.expose_secret())))
    }

    /// The bytes that sign; `None`: it is not written as secrets are.
    pub(super) fn key(&self) -> Option<Vec<u8>> {
        let text = self.expose().strip_prefix(PREFIX)?;
        STANDARD.decode(text).ok()
    }

    #[cfg(test)]
    pub(super) fn of(text: &str) -> Self {
        Self(Secret::from(text))
    }
}

fn purpose(row: &str) -> Purpose<'_> {
    Purpose {
        column: "crm_hooks.secret",
        row,
    }
}
