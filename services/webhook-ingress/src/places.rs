//! How many webhooks are inside at once.
//!
//! A place is held from before the body is read until the webhook is answered. The body is in memory for as long, so
//! places are bounded in number and in bytes. Who finds none waits, where it costs a socket and no body; and where too
//! many wait already, it is told so at once.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit, TryAcquireError},
    time::timeout,
};

use crate::{WebhookSettings, answer::Refusal};

/// Bytes are counted in pieces of this size: a semaphore counts no further than 2^29 on small machines.
const PIECE: usize = 1024;

/// How many wait for each place at most. One batch's end frees many places at once.
const WAITING_FOR_EACH: usize = 2;

/// All places.
#[derive(Debug)]
pub(crate) struct Places {
    webhooks: Semaphore,
    pieces: Semaphore,
    all_pieces: usize,
    waiting: AtomicUsize,
    most_waiting: usize,
    patience: Duration,
}

/// One webhook's place; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    _webhook: SemaphorePermit<'a>,
    _pieces: SemaphorePermit<'a>,
}

impl Places {
    pub(crate) fn new(settings: &WebhookSettings) -> Self {
        let all_pieces = settings.max_in_flight_bytes.div_ceil(PIECE);
        Self {
            webhooks: Semaphore::new(settings.max_in_flight),
            pieces: Semaphore::new(all_pieces),
            all_pieces,
            waiting: AtomicUsize::new(0),
            most_waiting: WAITING_FOR_EACH * settings.max_in_flight,
            patience: settings.publish_deadline,
        }
    }

    /// A place for a body of `bytes`. Fails at once when too many wait already, and else when none was free in time.
    pub(crate) async fn take(&self, bytes: usize) -> Result<Place<'_>, Refusal> {
        let pieces = bytes.div_ceil(PIECE).clamp(1, self.all_pieces);
        let pieces = u32::try_from(pieces).unwrap_or(u32::MAX);
        if let Ok(place) = self.try_take(pieces) {
            return Ok(place);
        }
        let _waits = Waits::begin(&self.waiting, self.most_waiting).ok_or(Refusal::Overloaded)?;
        let place = async {
            Some(Place {
                _webhook: self.webhooks.acquire().await.ok()?,
                _pieces: self.pieces.acquire_many(pieces).await.ok()?,
            })
        };
        let place = timeout(self.patience, place).await.ok().flatten();
        place.ok_or(Refusal::Overloaded)
    }

    fn try_take(&self, pieces: u32) -> Result<Place<'_>, TryAcquireError> {
        Ok(Place {
            _webhook: self.webhooks.try_acquire()?,
            _pieces: self.pieces.try_acquire_many(pieces)?,
        })
    }

    /// Leaves no place, as if all were taken for ever.
    #[cfg(test)]
    pub(crate) fn close_all(&self) {
        self.webhooks.forget_permits(usize::MAX);
    }

    /// How many wait.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// One who waits.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn begin(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let one_more = |now| (now < most).then_some(now + 1);
        waiting
            .try_update(Ordering::Relaxed, Ordering::Relaxed, one_more)
            .ok()
            .map(|_| Self(waiting))
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(webhooks: usize, pieces: usize) -> Places {
        Places {
            webhooks: Semaphore::new(webhooks),
            pieces: Semaphore::new(pieces),
            all_pieces: pieces,
            waiting: AtomicUsize::new(0),
            most_waiting: webhooks,
            patience: Duration::from_mins(1),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_beyond_those_that_wait_is_refused_at_once() {
        let places = places(1, 100);
        let inside = places.take(1).await.expect("the first has a place");
        let waits = async { places.take(1).await };
        let comes_later = async {
            while places.waiting() == 0 {
                tokio::task::yield_now().await;
            }
            let before = tokio::time::Instant::now();
            let refused = places.take(1).await;
            assert!(matches!(refused, Err(Refusal::Overloaded)), "{refused:?}");
            assert_eq!(before.elapsed(), Duration::ZERO);
            drop(inside);
        };
        let (waited, ()) = tokio::join!(waits, comes_later);
        assert!(waited.is_ok(), "a place became free: {waited:?}");
        assert_eq!(places.waiting(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn places_are_bounded_in_bytes_too() {
        let places = places(100, 10);
        let large = places.take(9 * PIECE).await.expect("there is room");
        let small = places.take(1).await.expect("one piece is left");
        let refused = places.take(1).await;
        assert!(matches!(refused, Err(Refusal::Overloaded)), "{refused:?}");
        drop((large, small));
        // One that is larger than all there is takes all there is.
        let all = places.take(1_000_000).await.expect("nobody else is there");
        assert!(places.try_take(1).is_err());
        drop(all);
        assert!(places.try_take(1).is_ok());
    }
}
