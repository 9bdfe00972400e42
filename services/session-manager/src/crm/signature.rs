//! The headers of a message, by Standard Webhooks: who it is from, which it is, and that nobody has changed it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::HookSecret;

/// The header that names the message; the same for every attempt.
pub(super) const ID: &str = "webhook-id";
/// The header that says when it was sent, in seconds since 1970.
pub(super) const TIMESTAMP: &str = "webhook-timestamp";
/// The header that signs.
pub(super) const SIGNATURE: &str = "webhook-signature";

/// The signature of a message: one for each secret, any of which is enough. `None`: a secret cannot sign.
pub(super) fn signature(
    secrets: &[HookSecret],
    (id, timestamp, body): (&str, i64, &str),
) -> Option<String> {
    let sign = |secret: &HookSecret| {
        let mut mac = Hmac::<Sha256>::new_from_slice(&secret.key()?).ok()?;
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body.as_bytes());
        Some(format!(
            "v1,{}",
            STANDARD.encode(mac.finalize().into_bytes())
        ))
    };
    let signatures: Option<Vec<String>> = secrets.iter().map(sign).collect();
    Some(signatures?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;

    /// As the specification's own libraries test theirs.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let secret = HookSecret::of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = signature(&[secret], (ID, 1_614_265_330, BODY));
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed.as_deref(), Some(expected));
    }

    #[test]
    fn each_secret_signs_and_what_is_none_does_not() {
        let two = [HookSecret::new(), HookSecret::new()];
        let signed = signature(&two, (ID, 5, BODY)).unwrap();
        let [one, other] = signed.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{signed}");
        };
        assert_ne!(one, other);
        assert_eq!(signature(&two[1..], (ID, 5, BODY)).as_deref(), Some(other));
        assert_eq!(signature(&[HookSecret::of("hunter2")], (ID, 5, BODY)), None);
    }
}
