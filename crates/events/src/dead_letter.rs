//! What a consumer gave up on.

use bytes::Bytes;
use prost::Message;
use time::OffsetDateTime;

use crate::{
    DecodeError,
    waha_event::{from_ms, to_ms},
    wire,
};

/// A message that could not be processed, with the reason, whole enough to be redriven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The subject that it came on.
    pub subject: String,
    /// Why it could not be processed, for an operator to read.
    pub reason: String,
    /// The durable consumer that gave up.
    pub consumer: String,
    /// How often it had been delivered.
    pub deliveries: u64,
    /// When it was given up.
    pub died_at: OffsetDateTime,
    /// The message as it was.
    pub payload: Bytes,
}

impl DeadLetter {
    /// The letter as bytes of the contract.
    pub fn encode(&self) -> Bytes {
        let letter = wire::DeadLetter {
            subject: self.subject.clone(),
            reason: self.reason.clone(),
            consumer: self.consumer.clone(),
            deliveries: self.deliveries,
            died_at_ms: to_ms(self.died_at),
            payload: self.payload.clone(),
        };
        letter.encode_to_vec().into()
    }

    /// Reads what [`DeadLetter::encode`] wrote.
    pub fn decode(bytes: Bytes) -> Result<Self, DecodeError> {
        let letter = wire::DeadLetter::decode(bytes)?;
        Ok(Self {
            subject: letter.subject,
            reason: letter.reason,
            consumer: letter.consumer,
            deliveries: letter.deliveries,
            died_at: from_ms(letter.died_at_ms).map_err(DecodeError::field("died_at_ms"))?,
            payload: letter.payload,
        })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn survives_the_wire() {
        let letter = DeadLetter {
            subject: "waha.events.5.message.any".to_owned(),
            reason: "the body is not JSON".to_owned(),
            consumer: "bot-worker".to_owned(),
            deliveries: 3,
            died_at: datetime!(2026-11-22 08:00:00.123 UTC),
            payload: Bytes::from_static(b"whatever it was"),
        };
        assert_eq!(
            DeadLetter::decode(letter.encode()).expect("its own bytes"),
            letter
        );
    }
}
