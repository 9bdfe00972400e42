//! Secrets at rest: sealed, so that who has the database has no secret.
//!
//! XChaCha20-Poly1305 under a key that is derived from the platform's master key and from what the secret
//! is for: a sealed secret that was put into another column or row does not open there.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::SecretString;

use crate::webhook_key::MasterSecret;

/// What a sealed secret begins with, so that another form can follow one day.
const FORM: u8 = 1;
const NONCE: usize = 24;

/// Random bytes, new for each seal. They are no secret.
pub type Nonce = [u8; NONCE];

/// Seals secrets under the present master key, and opens those that were sealed under it or an earlier one.
#[derive(Debug, Clone)]
pub struct Sealer {
    /// The present one first.
    masters: Vec<MasterSecret>,
}

/// What a secret is for: its table and column, and its row.
#[derive(Debug, Clone, Copy)]
pub struct Purpose<'a> {
    /// Such as `waha_nodes.api_key`.
    pub column: &'a str,
    /// What tells the row from others and does not change.
    pub row: &'a str,
}

/// The secret does not open: it was sealed under a master key that is not known, or for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open: was the master key changed?")]
pub struct SealBroken;

impl Sealer {
    /// Seals under `master`; `previous` still open.
    pub fn new(master: MasterSecret, previous: impl IntoIterator<Item = MasterSecret>) -> Self {
        Self {
            masters: std::iter::once(master).chain(previous).collect(),
        }
    }

    /// Seals a secret.
    pub fn seal(&self, purpose: Purpose<'_>, secret: &str, nonce: Nonce) -> Vec<u8> {
        let sealed = purpose
            .cipher(&self.masters[0])
            .encrypt(&XNonce::from(nonce), purpose.payload(secret.as_bytes()))
            .expect("a secret is far below the cipher's 256 GiB");
        [&[FORM][..], &nonce, &sealed].concat()
    }

    /// Opens a sealed secret.
    pub fn open(&self, purpose: Purpose<'_>, sealed: &[u8]) -> Result<SecretString, SealBroken> {
        let (form, rest) = sealed.split_first().ok_or(SealBroken)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(SealBroken)?;
        if *form != FORM {
            return Err(SealBroken);
        }
        let opened = self.masters.iter().find_map(|master| {
            let cipher = purpose.cipher(master);
            cipher
                .decrypt(&XNonce::from(*nonce), purpose.payload(sealed))
                .ok()
        });
        let text = String::from_utf8(opened.ok_or(SealBroken)?).map_err(|_| SealBroken)?;
        Ok(text.into())
    }
}

impl<'a> Purpose<'a> {
    fn cipher(&self, master: &MasterSecret) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&master.derive(&["peyk seal v1", self.column]).into())
    }

    /// The row is authenticated beside the secret.
    fn payload(&self, msg: &'a [u8]) -> Payload<'a, 'a> {
        Payload {
            msg,
            aad: self.row.as_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const KEY: Purpose<'_> = Purpose {
        column: "waha_nodes.api_key",
        row: "http://waha:3000/api",
    };

    const NONCE_1: Nonce = [1; NONCE];

    fn master(text: &str) -> MasterSecret {
        MasterSecret::new(text).expect("long enough")
    }

    fn sealer() -> Sealer {
        Sealer::new(master("an installation's master key, for tests"), [])
    }

    #[test]
    fn what_was_sealed_opens_and_is_not_to_be_seen() {
        let sealed = sealer().seal(KEY, "hunter2", NONCE_1);
        assert!(!sealed.windows(7).any(|window| window == b"hunter2"));
        let opened = sealer().open(KEY, &sealed).expect("its own seal");
        assert_eq!(opened.expose_secret(), "hunter2");
    }

    #[test]
    fn an_earlier_master_key_still_opens() {
        let sealed = sealer().seal(KEY, "hunter2", NONCE_1);
        let present = master("the installation's next master key, for tests");
        assert!(Sealer::new(present.clone(), []).open(KEY, &sealed).is_err());
        let earlier = master("an installation's master key, for tests");
        assert!(Sealer::new(present, [earlier]).open(KEY, &sealed).is_ok());
    }

    #[test]
    fn it_opens_in_its_place_only_and_unchanged() {
        let sealed = sealer().seal(KEY, "hunter2", NONCE_1);
        let elsewhere = [
            Purpose { row: "2", ..KEY },
            Purpose {
                column: "tenants.llm_key",
                ..KEY
            },
        ];
        for purpose in elsewhere {
            assert_eq!(sealer().open(purpose, &sealed).err(), Some(SealBroken));
        }
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(sealer().open(KEY, &changed).is_err(), "byte {position}");
            assert!(sealer().open(KEY, &sealed[..position]).is_err());
        }
    }
}
