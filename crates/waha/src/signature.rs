//! WAHA's signature of a webhook: `X-Webhook-Hmac`, the hex HMAC-SHA512 of the raw body.
//!
//! Only the body is signed. The URL, the timestamp header and custom headers are not: believe nothing
//! of them that the body does not say too.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;

/// The header that carries the signature.
pub const HEADER: &str = "x-webhook-hmac";
/// The header that names the algorithm, `sha512`. Absent in some versions.
pub const ALGORITHM_HEADER: &str = "x-webhook-hmac-algorithm";

const LENGTH: usize = 64;

/// A signature that came with a request: read, not yet verified.
#[derive(Clone, Copy)]
pub struct Signature([u8; LENGTH]);

/// Why the headers hold no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no `X-Webhook-Hmac` header.
    #[error("the header X-Webhook-Hmac is missing")]
    Missing,
    /// It is not 128 hexadecimal digits.
    #[error("the header X-Webhook-Hmac is not 128 hexadecimal digits")]
    Malformed,
    /// `X-Webhook-Hmac-Algorithm` names another algorithm than SHA-512.
    #[error("the header X-Webhook-Hmac-Algorithm is not sha512")]
    Algorithm,
}

impl Signature {
    /// Reads the values of [`HEADER`] and [`ALGORITHM_HEADER`].
    pub fn from_headers(
        signature: Option<&[u8]>,
        algorithm: Option<&[u8]>,
    ) -> Result<Self, SignatureError> {
        let signature = signature.ok_or(SignatureError::Missing)?;
        if algorithm.is_some_and(|name| !name.eq_ignore_ascii_case(b"sha512")) {
            return Err(SignatureError::Algorithm);
        }
        let mut bytes = [0; LENGTH];
        hex::decode_to_slice(signature, &mut bytes).map_err(|_| SignatureError::Malformed)?;
        Ok(Self(bytes))
    }

    /// Whether this is the signature of `body` under `key`. Compared in constant time: how long a comparison takes
    /// that ends at the first wrong byte tells a patient stranger, byte by byte, what the right ones are.
    pub fn verify(&self, key: &[u8], body: &[u8]) -> bool {
        mac(key, body).verify_slice(&self.0).is_ok()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}

/// The signature that WAHA sends: lower-case hex. `key` is the text of `hmac.key` in the webhook's
/// configuration.
pub fn sign(key: &[u8], body: &[u8]) -> String {
    hex::encode(mac(key, body).finalize().into_bytes())
}

fn mac(key: &[u8], body: &[u8]) -> Hmac<Sha512> {
    let mut mac =
        Hmac::<Sha512>::new_from_slice(key).expect("HMAC takes a key of any length (RFC 2104)");
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of WAHA's documentation and of our contract notes.
    fn vectors() -> [(&'static str, Vec<u8>, &'static str); 3] {
        let compact = |sample: &str| {
            let path = format!(
                "{}/tests/bodies/samples/{sample}",
                env!("CARGO_MANIFEST_DIR")
            );
            let pretty = std::fs::read(path).expect("the sample");
            compact_json(&pretty)
        };
        [
            (
                "my-secret-key",
                br#"{"event":"message","session":"default","engine":"WEBJS"}"#.to_vec(),
                "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89",
            ),
            (
                "whsec_tenant_42_demo",
                compact("session.status.working.json"),
                "ffe8bada8a29197f5438d2490e769cef038bd7b092ec526b1f7fa797489a690a7a8049f7f0300251a5c452e4c8265c031f51c905b80a9b835af069d7bba59cb9",
            ),
            (
                "whsec_tenant_42_demo",
                compact("message.reaction.gows.json"),
                "3863eba8da88a15bf2579a55be85bcaec3a5164cb93229a025cb230659eb5b1d7b60bf7a69700fcd080e6adbfae3e7cd82199cb7086fa69364bb16dc0e08f737",
            ),
        ]
    }

    /// Drops the white space between tokens: re-serialising would sort the keys.
    fn compact_json(pretty: &[u8]) -> Vec<u8> {
        let (mut in_text, mut escaped) = (false, false);
        pretty
            .iter()
            .copied()
            .filter(|byte| {
                let keep = in_text || !byte.is_ascii_whitespace();
                match byte {
                    b'"' if !escaped => in_text = !in_text,
                    _ => {}
                }
                escaped = in_text && *byte == b'\\' && !escaped;
                keep
            })
            .collect()
    }

    #[test]
    fn the_documented_vectors_hold() {
        for (key, body, expected) in vectors() {
            assert_eq!(sign(key.as_bytes(), &body), expected);
            for spelling in [expected.to_owned(), expected.to_ascii_uppercase()] {
                let signature =
                    Signature::from_headers(Some(spelling.as_bytes()), None).expect("hex");
                assert!(signature.verify(key.as_bytes(), &body));
            }
        }
    }

    #[test]
    fn another_key_or_body_is_refused() {
        let [(key, body, hex), ..] = vectors();
        let signature =
            Signature::from_headers(Some(hex.as_bytes()), Some(b"sha512")).expect("a signature");
        assert!(!signature.verify(b"another key", &body));
        assert!(!signature.verify(key.as_bytes(), &body[1..]));
        assert!(!signature.verify(key.as_bytes(), b""));
    }

    #[test]
    fn odd_headers_are_no_signature() {
        let hex = [b'0'; 128];
        let read = |signature, algorithm| Signature::from_headers(signature, algorithm).err();
        assert_eq!(read(None, None), Some(SignatureError::Missing));
        assert_eq!(read(Some(b""), None), Some(SignatureError::Malformed));
        assert_eq!(
            read(Some(&hex[..126]), None),
            Some(SignatureError::Malformed)
        );
        assert_eq!(
            read(Some(&[b'g'; 128]), None),
            Some(SignatureError::Malformed)
        );
        assert_eq!(
            read(Some(&hex), Some(b"sha256")),
            Some(SignatureError::Algorithm)
        );
        assert_eq!(read(Some(&hex), Some(b"SHA512")), None);
    }
}
