//! The operators' token of the settings: for the first steps of an installation, and for scripts.

use service_runtime::Secret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The token, kept as a digest: comparing digests takes the same time for every guess of every length.
#[derive(Clone)]
pub(crate) struct OperatorToken {
    digest: [u8; 32],
}

impl OperatorToken {
    pub(crate) fn new(token: &Secret) -> Self {
        Self {
            digest: digest(token.expose().as_bytes()),
        }
    }

    pub(super) fn is(&self, token: &[u8]) -> bool {
        digest(token).ct_eq(&self.digest).into()
    }
}

fn digest(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_is_taken() {
        let token = OperatorToken::new(&"the operator's token".into());
        assert!(token.is(b"the operator's token"));
        for text in ["", "the operator's toke", "the operator's token "] {
            assert!(!token.is(text.as_bytes()), "{text:?}");
        }
    }
}
