//! `X-Webhook-Hmac`: HMAC-SHA512 of the body's bytes, in lower-case hex.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;

/// Signs `body` with `key`.
pub(crate) fn sign(key: &str, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha512>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of every length");
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_wahas_documents_comes_out() {
        assert_eq!(
            sign(
                "my-secret-key",
                br#"{"event":"message","session":"default","engine":"WEBJS"}"#
            ),
            "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8097c462b2b17a6ce93b6\
             b47a136cf2e78a33a63f6752c2c1631777076153fa89",
        );
    }
}
