//! A page of what was written before.

use serde::Serialize;
use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::Message;

/// A page of a history.
#[derive(Debug)]
pub struct HistoryPage {
    /// How many entries it has, those that could not be read as messages too. Without any, nothing follows.
    pub entries: usize,
    /// Its messages, in the order that was asked for.
    pub messages: Vec<HistoryMessage>,
}

/// A message of a history.
#[derive(Debug, Clone)]
pub struct HistoryMessage {
    /// What it says.
    pub message: Message,
    /// As WAHA wrote it: the payload that the message's webhook has, but that a file of it is not
    /// downloaded.
    pub raw: Box<RawValue>,
}

impl HistoryPage {
    pub(crate) fn read(session: &str, entries: Vec<Box<RawValue>>) -> Self {
        Self {
            entries: entries.len(),
            messages: entries
                .into_iter()
                .filter_map(|raw| match Message::parse(&raw) {
                    Ok(message) => Some(HistoryMessage { message, raw }),
                    Err(error) => {
                        tracing::warn!(%error, session, "an entry of the history is no message");
                        None
                    }
                })
                .collect(),
        }
    }
}

impl HistoryMessage {
    /// The body of a webhook that tells of the message, as `message.any` does. It has no id of its own: the
    /// message's is what it is known by.
    pub fn to_webhook(&self, session: &str) -> Vec<u8> {
        #[derive(Serialize)]
        struct Envelope<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            timestamp: Option<i64>,
            event: &'static str,
            session: &'a str,
            payload: &'a RawValue,
        }
        let milliseconds = |time: OffsetDateTime| time.unix_timestamp() * 1000;
        let envelope = Envelope {
            timestamp: self.message.sent_at.map(milliseconds),
            event: "message.any",
            session,
            payload: &self.raw,
        };
        serde_json::to_vec(&envelope).expect("texts, a number and JSON that was read")
    }
}
