//! What is kept aside for people to read, remove or send on its way again: unrouted events, dead letters.

use std::{marker::PhantomData, ops::RangeInclusive};

use async_nats::jetstream::{
    self,
    message::StreamMessage,
    stream::{RawMessageErrorKind, Stream},
};
use bytes::Bytes;
use events::{DeadLetter, DecodeError, Subject, UnroutedEvent};
use service_runtime::telemetry;

use crate::{
    Bus, BusError,
    error::BoxError,
    publisher::TRACEPARENT,
    topology::{DEAD, UNROUTED},
};

/// A stream whose messages stay until somebody removes them. Reading changes nothing.
#[derive(Debug, Clone)]
pub struct Shelf<T> {
    stream: Stream<()>,
    of: PhantomData<fn() -> T>,
}

/// One message on a shelf.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    /// Its number; later ones have higher ones.
    pub id: u64,
    /// What it is.
    pub item: T,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

/// Some of the messages on a shelf.
#[derive(Debug)]
pub struct KeptPage<T> {
    /// The oldest first.
    pub kept: Vec<Kept<T>>,
    /// Whether there are more behind them.
    pub more: bool,
}

/// What can be on a shelf.
pub trait Keepable: Sized {
    /// The stream's name.
    #[doc(hidden)]
    const STREAM: &'static str;
    /// The stream's subjects.
    #[doc(hidden)]
    const SUBJECT: &'static str;

    /// Reads the bytes of a message.
    #[doc(hidden)]
    fn read(bytes: Bytes) -> Result<Self, DecodeError>;
}

impl Keepable for UnroutedEvent {
    const STREAM: &'static str = UNROUTED;
    const SUBJECT: &'static str = Subject::UNROUTED;

    fn read(bytes: Bytes) -> Result<Self, DecodeError> {
        Self::decode(bytes)
    }
}

impl Keepable for DeadLetter {
    const STREAM: &'static str = DEAD;
    const SUBJECT: &'static str = Subject::DEAD;

    fn read(bytes: Bytes) -> Result<Self, DecodeError> {
        Self::decode(bytes)
    }
}

impl Bus {
    /// What could not be routed.
    pub async fn unrouted(&self) -> Result<Shelf<UnroutedEvent>, BusError> {
        Shelf::open(self.jetstream()).await
    }

    /// What consumers gave up on.
    pub async fn dead_letters(&self) -> Result<Shelf<DeadLetter>, BusError> {
        Shelf::open(self.jetstream()).await
    }
}

impl<T: Keepable> Shelf<T> {
    async fn open(jetstream: &jetstream::Context) -> Result<Self, BusError> {
        let stream = jetstream.get_stream_no_info(T::STREAM).await;
        Ok(Self {
            stream: stream.map_err(failed::<T, _>("open"))?,
            of: PhantomData,
        })
    }

    /// How many there are.
    pub async fn total(&self) -> Result<u64, BusError> {
        let info = self.stream.get_info().await;
        Ok(info.map_err(failed::<T, _>("count"))?.state.messages)
    }

    /// The numbers of the oldest and of the newest one that was ever there; what lies between may be gone.
    pub async fn span(&self) -> Result<RangeInclusive<u64>, BusError> {
        let info = self.stream.get_info().await;
        let state = info.map_err(failed::<T, _>("count"))?.state;
        Ok(state.first_sequence..=state.last_sequence)
    }

    /// The oldest after number `after`, at most `limit`.
    pub async fn list(&self, after: u64, limit: usize) -> Result<KeptPage<T>, BusError> {
        let mut kept = Vec::new();
        let mut last = after;
        while let Some(next) = self.next(last).await? {
            if kept.len() == limit {
                return Ok(KeptPage { kept, more: true });
            }
            last = next.id;
            kept.push(next);
        }
        Ok(KeptPage { kept, more: false })
    }

    /// The oldest after number `after`. One at a time: the bodies of many may be more than memory holds.
    pub async fn next(&self, after: u64) -> Result<Option<Kept<T>>, BusError> {
        let mut from = after.saturating_add(1);
        loop {
            let asked = self.stream.raw_message_builder().sequence(from);
            let found = asked.next_by_subject(T::SUBJECT).send().await;
            let message = match found {
                Ok(message) => message,
                Err(error) if matches!(error.kind(), RawMessageErrorKind::NoMessageFound) => {
                    return Ok(None);
                }
                Err(error) => return Err(failed::<T, _>("read")(error)),
            };
            from = message.sequence.saturating_add(1);
            if let Some(kept) = read(message) {
                return Ok(Some(kept));
            }
        }
    }

    /// The one with this number.
    pub async fn lookup(&self, id: u64) -> Result<Option<Kept<T>>, BusError> {
        match self.stream.get_raw_message(id).await {
            Ok(message) => Ok(read(message)),
            Err(error) if matches!(error.kind(), RawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(failed::<T, _>("read")(error)),
        }
    }

    /// Removes one for good; whether it was there.
    pub async fn remove(&self, id: u64) -> Result<bool, BusError> {
        // JetStream has one answer for "not there" and for all else that is wrong.
        match self.stream.delete_message(id).await {
            Ok(removed) => Ok(removed),
            Err(error) => match self.stream.get_raw_message(id).await {
                Err(gone) if matches!(gone.kind(), RawMessageErrorKind::NoMessageFound) => {
                    Ok(false)
                }
                _ => Err(failed::<T, _>("remove")(error)),
            },
        }
    }
}

/// `None` for what cannot be read: written by a newer version, which will read it.
fn read<T: Keepable>(message: StreamMessage) -> Option<Kept<T>> {
    match T::read(message.payload) {
        Ok(item) => Some(Kept {
            id: message.sequence,
            item,
            traceparent: message
                .headers
                .get(TRACEPARENT)
                .map(|value| value.as_str().to_owned()),
        }),
        Err(error) => {
            let error = telemetry::chain(&error).to_string();
            tracing::error!(
                error,
                stream = T::STREAM,
                id = message.sequence,
                "unreadable message"
            );
            None
        }
    }
}

fn failed<T: Keepable, E: Into<BoxError>>(action: &'static str) -> impl FnOnce(E) -> BusError {
    move |source| BusError::Shelf {
        action,
        stream: T::STREAM,
        source: source.into(),
    }
}
