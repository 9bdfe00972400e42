//! Several messages as one: JetStream's atomic batch publish (ADR-50 of NATS).
//!
//! JetStream holds the parts of a batch back until the last one says that it is the last, and then stores all
//! or none. A batch that lost a part with its connection, or its committing message, leaves nothing behind.

use async_nats::{
    RequestErrorKind,
    client::Request,
    jetstream::{self, ErrorCode, response::Response},
};
use serde::Deserialize;

use super::{
    lane::Lane,
    outgoing::{Outgoing, Place},
};
use crate::PublishError;

/// Why a batch is not on disk.
#[derive(Debug)]
pub(super) enum BatchError {
    /// Its members share a fate: each would be answered the same by itself.
    All(Fate),
    /// It was refused for what it is or for what it holds, such as one message that JetStream knows already.
    /// Its members may be taken one by one.
    Refused(Option<jetstream::Error>),
}

/// What becomes of every message of a batch that is not stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    Disconnected,
    TimedOut,
    Full,
    NoStream,
}

impl From<Fate> for PublishError {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Disconnected => Self::Disconnected,
            Fate::TimedOut => Self::TimedOut,
            Fate::Full => Self::Full,
            Fate::NoStream => Self::NoStream,
        }
    }
}

/// What acknowledges a batch.
#[derive(Deserialize)]
struct BatchAck {
    /// How many messages the batch had. A server that knows nothing of batches does not say, and has
    /// taken each message for itself.
    #[serde(default)]
    count: usize,
}

/// Publishes messages, each with another id, under the name of a batch that nobody has used. `Ok` means that
/// all are on disk.
pub(super) async fn commit(
    lane: &Lane,
    batch: &str,
    messages: &[&Outgoing],
) -> Result<(), BatchError> {
    match lane.within(send(&lane.client, batch, messages)).await {
        Ok(done) => done,
        Err(PublishError::TimedOut) => Err(BatchError::All(Fate::TimedOut)),
        Err(_) => Err(BatchError::All(Fate::Disconnected)),
    }
}

async fn send(
    client: &async_nats::Client,
    batch: &str,
    messages: &[&Outgoing],
) -> Result<(), BatchError> {
    let Some((last, parts)) = messages.split_last() else {
        return Ok(());
    };
    let place = |sequence, last| Place {
        batch,
        sequence,
        last,
    };
    for (sequence, message) in (1..).zip(parts) {
        let headers = message.headers_at(place(sequence, false));
        let sent =
            client.publish_with_headers(message.subject.clone(), headers, message.payload.clone());
        sent.await.map_err(|_| BatchError::Refused(None))?;
    }
    // One deadline is enough: the lane's.
    let request = Request::new()
        .headers(last.headers_at(place(messages.len(), true)))
        .payload(last.payload.clone())
        .timeout(None);
    let answer = match client.send_request(last.subject.clone(), request).await {
        Ok(answer) => answer.payload,
        Err(error) => {
            return Err(match error.kind() {
                RequestErrorKind::TimedOut => BatchError::All(Fate::TimedOut),
                RequestErrorKind::NoResponders => BatchError::All(Fate::NoStream),
                RequestErrorKind::Other => BatchError::All(Fate::Disconnected),
                _ => BatchError::Refused(None),
            });
        }
    };
    match serde_json::from_slice::<Response<BatchAck>>(&answer) {
        Ok(Response::Ok(ack)) if ack.count == messages.len() => Ok(()),
        Ok(Response::Err { error }) if error.error_code() == ErrorCode::STREAM_STORE_FAILED => {
            Err(BatchError::All(Fate::Full))
        }
        Ok(Response::Err { error }) => Err(BatchError::Refused(Some(error))),
        Ok(Response::Ok(_)) | Err(_) => Err(BatchError::Refused(None)),
    }
}
