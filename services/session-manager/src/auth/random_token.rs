//! Tokens that we give out: 256 random bits, of which only a digest is kept.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngExt;
use sha2::{Digest, Sha256};
use storage::login_sessions::TokenHash;

/// How a machine's token begins, so that one that has leaked is recognised.
pub(crate) const API_TOKEN_PREFIX: &str = "peyk_";

/// A new token, to be shown or set once.
pub(crate) struct RandomToken(String);

impl RandomToken {
    /// The token of a browser's cookie.
    pub(crate) fn new() -> Self {
        let mut bits = [0; 32];
        // A generator for cryptography, seeded by the system.
        rand::rng().fill(bits.as_mut_slice());
        Self(URL_SAFE_NO_PAD.encode(bits))
    }

    /// The token of a machine.
    pub(crate) fn for_api() -> Self {
        Self(format!("{API_TOKEN_PREFIX}{}", Self::new().0))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> TokenHash {
        hash(self.0.as_bytes())
    }
}

impl fmt::Debug for RandomToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Under what a token is stored. It needs neither salt nor a slow hash: nobody guesses 256 bits.
pub(crate) fn hash(token: &[u8]) -> TokenHash {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_alike_and_none_is_printed() {
        let (one, two) = (RandomToken::for_api(), RandomToken::for_api());
        assert_ne!(one.expose(), two.expose());
        let rest = one.expose().strip_prefix(API_TOKEN_PREFIX).unwrap();
        assert_eq!(rest.len(), 43);
        assert_eq!(one.hash(), hash(one.expose().as_bytes()));
        assert_eq!(format!("{one:?}"), "[redacted]");
    }
}
