//! The identifiers WAHA and WhatsApp hand out.

use rand::RngExt as _;
use time::OffsetDateTime;

/// Crockford's base 32 in lower case, as WAHA prints its ULIDs.
const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const HEX: &[u8; 16] = b"0123456789ABCDEF";
/// Letters of a pairing code: those that nobody confuses.
const PAIRING: &[u8; 30] = b"ABCDEFGHJKLMNPQRSTVWXYZ1234567";

/// `prefix` and a ULID: 48 bits of milliseconds, then 80 random bits.
pub(crate) fn ulid(prefix: &str, at: OffsetDateTime) -> String {
    let millis = u128::try_from(unix_millis(at)).unwrap_or_default();
    let mut bits = (millis << 80) | (rand::random::<u128>() >> 48);
    let mut digits = [0_u8; 26];
    for digit in digits.iter_mut().rev() {
        *digit = CROCKFORD[(bits & 31) as usize];
        bits >>= 5;
    }
    let mut id = String::with_capacity(prefix.len() + digits.len());
    id.push_str(prefix);
    id.extend(digits.into_iter().map(char::from));
    id
}

/// `X-Webhook-Request-Id`: 17 characters of base 36.
pub(crate) fn request() -> String {
    draw(BASE36, 17)
}

/// The stanza id of a message which WAHA sends: `3EB0` and 18 hex digits.
pub(crate) fn outgoing_stanza() -> String {
    format!("3EB0{}", draw(HEX, 18))
}

/// The stanza id of a message typed on an Android phone: `AC` and 30 hex digits.
pub(crate) fn phone_stanza() -> String {
    format!("AC{}", draw(HEX, 30))
}

/// A code like `ABCD-1234` which a person types into the phone instead of scanning.
pub(crate) fn pairing_code() -> String {
    format!("{}-{}", draw(PAIRING, 4), draw(PAIRING, 4))
}

/// Milliseconds since 1970, the unit of everything in an envelope.
pub(crate) fn unix_millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

fn draw(alphabet: &[u8], length: usize) -> String {
    let mut rng = rand::rng();
    (0..length)
        .map(|_| char::from(alphabet[rng.random_range(0..alphabet.len())]))
        .collect()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_ulid_begins_with_its_time() {
        // From the samples: 2026-09-15T14:00:01.5Z is `evt_01m2jnw56w…`.
        let id = ulid("evt_", datetime!(2026-09-15 14:00:01.5 UTC));
        assert_eq!(id.len(), 30);
        assert!(id.starts_with("evt_01m2jnw56w"), "{id}");
    }

    #[test]
    fn stanzas_look_like_those_of_their_devices() {
        assert_eq!(outgoing_stanza().len(), 22);
        assert_eq!(phone_stanza().len(), 32);
        assert_eq!(request().len(), 17);
        assert_eq!(pairing_code().len(), 9);
    }
}
