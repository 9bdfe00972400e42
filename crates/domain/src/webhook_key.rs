//! The keys that WAHA signs webhooks with: derived, not stored.
//!
//! session-manager gives a session its key when it creates the session; webhook-ingress derives the same
//! key when a webhook arrives. Neither asks the other, and neither stores one.

use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::{SessionName, TenantId};

/// The secret that all webhook keys of an installation are derived from.
#[derive(Debug, Clone)]
pub struct MasterSecret(SecretString);

/// The master secret is too short to derive keys from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a master secret has at least {min} characters", min = MasterSecret::MIN_LEN)]
pub struct MasterSecretTooShort;

impl MasterSecret {
    /// The fewest characters taken.
    pub const MIN_LEN: usize = 32;

    /// Takes the secret, when it is long enough.
    pub fn new(secret: &str) -> Result<Self, MasterSecretTooShort> {
        if secret.chars().count() < Self::MIN_LEN {
            return Err(MasterSecretTooShort);
        }
        Ok(Self(secret.into()))
    }

    /// 32 bytes that only this secret and this purpose give. Parts are joined by a byte that is in none
    /// of them, so that no two lists of parts mean the same.
    pub fn derive(&self, purpose: &[&str]) -> [u8; 32] {
        let info = purpose.join("\u{1f}");
        let mut key = [0_u8; 32];
        Hkdf::<Sha256>::new(None, self.0.expose_secret().as_bytes())
            .expand(info.as_bytes(), &mut key)
            .expect("32 bytes are within HKDF-SHA256's 8160");
        key
    }
}

/// The generation of a session's key; it grows when the operator rotates keys.
pub type KeyVersion = u32;

/// The version a session's key has until it is rotated.
pub const FIRST_VERSION: KeyVersion = 1;

/// The key of one session's webhooks: 64 hexadecimal digits, given to WAHA as text (`hmac.key`).
#[derive(Debug, Clone)]
pub struct WebhookKey(SecretString);

impl WebhookKey {
    /// Derives the key of a session (HKDF-SHA256 over tenant, session and version).
    pub fn derive(
        master: &MasterSecret,
        tenant: TenantId,
        session: &SessionName,
        version: KeyVersion,
    ) -> Self {
        let purpose = [
            "peyk webhook v1",
            &tenant.to_string(),
            session.as_str(),
            &version.to_string(),
        ];
        Self(hex::encode(master.derive(&purpose)).into())
    }

    /// The key as WAHA takes it. WAHA signs with the bytes of this text, not with what it decodes to.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derive(master: &str, tenant: &str, session: &str, version: KeyVersion) -> String {
        let master = MasterSecret::new(master).expect("long enough");
        let tenant = tenant.parse().expect("an id");
        let session = session.parse().expect("a name");
        WebhookKey::derive(&master, tenant, &session, version)
            .expose()
            .to_owned()
    }

    const MASTER: &str = "an installation's master secret, for tests";

    #[test]
    fn every_part_changes_the_key() {
        let key = derive(MASTER, "5", "tenant_5", 1);
        assert_eq!(key.len(), 64);
        assert_eq!(key, derive(MASTER, "5", "tenant_5", 1));
        for other in [
            derive(
                "another installation's master secret, for tests",
                "5",
                "tenant_5",
                1,
            ),
            derive(MASTER, "6", "tenant_5", 1),
            derive(MASTER, "5", "tenant_6", 1),
            derive(MASTER, "5", "tenant_5", 2),
        ] {
            assert_ne!(key, other);
        }
    }

    #[test]
    fn the_derivation_never_changes() {
        // Sessions in the field carry keys derived this way: a change would lock them all out.
        assert_eq!(
            &derive(MASTER, "5", "tenant_5", 1)[..16],
            "c5989b0bf7529a02"
        );
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_printed() {
        assert_eq!(MasterSecret::new("short").err(), Some(MasterSecretTooShort));
        let master = MasterSecret::new(MASTER).expect("long enough");
        assert!(!format!("{master:?}").contains("installation"));
    }
}
