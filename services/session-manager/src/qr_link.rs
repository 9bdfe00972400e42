//! Links to a QR code that work in a plain `<img>`: signed, and for a short time.
//!
//! A browser sends no bearer token for a picture. The signature is good for one tenant's QR code
//! until it expires, and for nothing else.

use std::time::Duration;

use domain::TenantId;
use domain::webhook_key::MasterSecret;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::OffsetDateTime;

/// What the key is derived for; another word than that of webhook keys, so another key.
const PURPOSE: &str = "peyk qr link v1";

/// Signs links, and checks them.
#[derive(Clone)]
pub(crate) struct QrLinks {
    key: [u8; 32],
    base: String,
    lifetime: Duration,
}

/// The part of a link's query that says it may be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pass {
    /// Seconds since 1970.
    pub(crate) expires: i64,
    /// HMAC-SHA256, hexadecimal.
    pub(crate) signature: String,
}

impl QrLinks {
    /// `base` is the URL under which browsers reach this service; empty: links are paths.
    pub(crate) fn new(master: &MasterSecret, base: &str, lifetime: Duration) -> Self {
        Self {
            key: master.derive(&[PURPOSE]),
            base: base.trim_end_matches('/').to_owned(),
            lifetime,
        }
    }

    /// Where the tenant's QR code can be seen for a while.
    pub(crate) fn url(&self, tenant: TenantId, now: OffsetDateTime) -> String {
        let Pass { expires, signature } = self.pass(tenant, now);
        let base = &self.base;
        format!("{base}/api/tenants/{tenant}/whatsapp/qr?expires={expires}&signature={signature}")
    }

    fn pass(&self, tenant: TenantId, now: OffsetDateTime) -> Pass {
        let expires = (now + self.lifetime).unix_timestamp();
        let signature = self.mac(tenant, expires).finalize().into_bytes();
        Pass {
            expires,
            signature: hex::encode(signature),
        }
    }

    /// Whether the pass is good for this tenant at this time.
    pub(crate) fn allows(&self, pass: &Pass, tenant: TenantId, now: OffsetDateTime) -> bool {
        let Ok(signature) = hex::decode(&pass.signature) else {
            return false;
        };
        let signed = self
            .mac(tenant, pass.expires)
            .verify_slice(&signature)
            .is_ok();
        signed && now.unix_timestamp() < pass.expires
    }

    fn mac(&self, tenant: TenantId, expires: i64) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(format!("{tenant}\n{expires}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 08:00 UTC);
    const LIFETIME: Duration = Duration::from_mins(10);

    fn links(master: &str) -> QrLinks {
        let master = MasterSecret::new(master).unwrap();
        QrLinks::new(&master, "https://app.example/", LIFETIME)
    }

    fn tenant(id: i64) -> TenantId {
        id.try_into().unwrap()
    }

    #[test]
    fn a_link_opens_one_tenants_code_for_a_while() {
        let links = links("an installation's master secret, for tests");
        let pass = links.pass(tenant(5), NOW);
        assert!(links.allows(&pass, tenant(5), NOW));
        assert!(links.allows(&pass, tenant(5), NOW + LIFETIME - Duration::from_secs(1)));
        assert!(!links.allows(&pass, tenant(5), NOW + LIFETIME));
        assert!(!links.allows(&pass, tenant(6), NOW));
    }

    #[test]
    fn a_changed_link_does_not_open() {
        let links = links("an installation's master secret, for tests");
        let pass = links.pass(tenant(5), NOW);
        let later = Pass {
            expires: pass.expires + 1,
            ..pass.clone()
        };
        let other = self::links("another installation's master secret, here");
        for forged in [
            later,
            Pass {
                signature: String::new(),
                ..pass.clone()
            },
            Pass {
                signature: "zz".to_owned(),
                ..pass.clone()
            },
            other.pass(tenant(5), NOW),
        ] {
            assert!(!links.allows(&forged, tenant(5), NOW), "{forged:?}");
        }
    }

    #[test]
    fn a_link_is_a_url_of_ours() {
        let url = links("an installation's master secret, for tests").url(tenant(5), NOW);
        let start = "https://app.example/api/tenants/5/whatsapp/qr?expires=1795335000&signature=";
        assert_eq!(url.strip_prefix(start).map(str::len), Some(64), "{url}");
    }
}
