//! What was written, when it was accepted, and when its answer came.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::{Semaphore, mpsc};

/// The messages that wait for an answer, and the times of those that have one.
///
/// A chat has one message at a time: with two, one turn might answer both, and it would not be known whose time that is.
#[derive(Debug)]
pub(super) struct Ledger {
    inner: Mutex<Inner>,
    /// Chats in which nothing waits.
    idle: mpsc::UnboundedSender<usize>,
    /// How many more may wait in all.
    places: Semaphore,
}

#[derive(Debug, Default)]
struct Inner {
    open: HashMap<u64, Open>,
    answered: HashSet<u64>,
    samples: Vec<Sample>,
    surprises: Surprises,
}

#[derive(Debug)]
struct Open {
    chat: usize,
    scheduled: Instant,
    accepted: Option<Instant>,
    answered: Option<Instant>,
}

/// The times of one message that was answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// When it should have been written.
    pub(super) scheduled: Instant,
    /// When it was on disk, as far as who wrote it was told.
    pub(super) accepted: Instant,
    /// When its answer was sent.
    pub(super) answered: Instant,
}

/// What should not happen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Surprises {
    /// Messages that were not accepted.
    pub(super) refused: u64,
    /// Answers to what was answered before.
    pub(super) twice: u64,
    /// Texts that answer nothing.
    pub(super) strays: u64,
    /// Messages of a flood that are answered; of them no times are kept.
    pub(super) flood_answered: usize,
}

impl Ledger {
    /// With so many chats, all of them idle; the receiver tells which are.
    pub(super) fn new(chats: usize) -> (Self, mpsc::UnboundedReceiver<usize>) {
        let (idle, chats_that_are_idle) = mpsc::unbounded_channel();
        for chat in 0..chats {
            // The receiver is below.
            let _ = idle.send(chat);
        }
        let ledger = Self {
            inner: Mutex::default(),
            idle,
            places: Semaphore::new(0),
        };
        (ledger, chats_that_are_idle)
    }

    /// Lets so many wait at once, from now on, as nobody waits at this moment.
    pub(super) fn set_places(&self, places: usize) {
        self.places.forget_permits(usize::MAX >> 4);
        self.places.add_permits(places);
    }

    /// Waits until one more may wait for its answer.
    pub(super) async fn take_place(&self) {
        if let Ok(place) = self.places.acquire().await {
            place.forget();
        }
    }

    /// Message `number` is about to be written in `chat`.
    pub(super) fn write(&self, number: u64, chat: usize, scheduled: Instant) {
        let open = Open {
            chat,
            scheduled,
            accepted: None,
            answered: None,
        };
        self.lock().open.insert(number, open);
    }

    /// Whoever took the message has it.
    pub(super) fn accepted(&self, number: u64) {
        let now = Instant::now();
        let mut inner = self.lock();
        if let Some(open) = inner.open.get_mut(&number) {
            open.accepted = Some(now);
            inner.close(number);
        }
    }

    /// Whoever should take the message did not.
    pub(super) fn refused(&self, number: u64) {
        let mut inner = self.lock();
        inner.surprises.refused += 1;
        if let Some(open) = inner.open.remove(&number) {
            drop(inner);
            self.leave(open.chat);
        }
    }

    /// A text was sent to a customer.
    pub(super) fn answer(&self, text: &str) {
        let now = Instant::now();
        let mut inner = self.lock();
        let of_a_flood = text.matches(FLOOD).count();
        if of_a_flood > 0 {
            inner.surprises.flood_answered += of_a_flood;
            return;
        }
        let Some(number) = number_in(text) else {
            inner.surprises.strays += 1;
            return;
        };
        if inner.answered.contains(&number) {
            inner.surprises.twice += 1;
            return;
        }
        let Some(open) = inner.open.get_mut(&number) else {
            inner.surprises.strays += 1;
            return;
        };
        open.answered = Some(now);
        let chat = open.chat;
        inner.answered.insert(number);
        inner.close(number);
        drop(inner);
        self.leave(chat);
    }

    /// How many wait for their answer, and how many have one.
    pub(super) fn count(&self) -> (usize, usize) {
        let inner = self.lock();
        (inner.open.len(), inner.samples.len())
    }

    /// Gives up what still waits, tells how much that is, and begins anew with what was measured. The chats of what was given
    /// up are not used again: an answer may still come.
    pub(super) fn take(&self) -> (usize, Vec<Sample>, Surprises) {
        let mut inner = self.lock();
        let unanswered = inner.open.len();
        inner.open.clear();
        let samples = std::mem::take(&mut inner.samples);
        (unanswered, samples, std::mem::take(&mut inner.surprises))
    }

    fn leave(&self, chat: usize) {
        // Nobody takes it when the load is over and the process about to end.
        let _ = self.idle.send(chat);
        self.places.add_permits(1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Notes the message's times when both ends are known: its answer may overtake the word that it was accepted.
    fn close(&mut self, number: u64) {
        let Some(open) = self.open.get(&number) else {
            return;
        };
        if let (Some(accepted), Some(answered)) = (open.accepted, open.answered) {
            self.samples.push(Sample {
                scheduled: open.scheduled,
                accepted,
                answered,
            });
            self.open.remove(&number);
        }
    }
}

impl Sample {
    /// From acceptance to answer; nothing, when the answer overtook the word of it.
    pub(super) fn since_acceptance(self) -> Duration {
        self.answered.saturating_duration_since(self.accepted)
    }

    /// From the moment at which it should have been written: who is late with writing hides nothing.
    pub(super) fn since_schedule(self) -> Duration {
        self.answered.saturating_duration_since(self.scheduled)
    }
}

/// What a customer writes as message `number`.
pub(super) fn text_of(number: u64) -> String {
    format!("Hello, this is #{number}. Do you open on Sunday?")
}

/// What tells a flood's messages from others.
const FLOOD: &str = "Is anybody there?";

/// What a customer writes as message `number` of a flood.
pub(super) fn flood_text_of(number: u64) -> String {
    format!("{FLOOD} ({number})")
}

/// The number of the message that a text repeats.
fn number_in(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once('#')?;
    let end = rest.find(|c: char| !c.is_ascii_digit());
    rest[..end.unwrap_or(rest.len())].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_message_is_answered_once_whichever_end_is_told_first() {
        let (ledger, mut idle) = Ledger::new(2);
        ledger.set_places(2);
        for number in [7, 8] {
            ledger.take_place().await;
            let chat = idle.recv().await.unwrap();
            ledger.write(number, chat, Instant::now());
        }
        assert!(idle.try_recv().is_err(), "both chats wait");
        let reply = |number| format!("3: {}", text_of(number));
        ledger.accepted(7);
        ledger.answer(&reply(7));
        ledger.answer(&reply(8));
        assert_eq!(ledger.count(), (1, 1), "the second is not accepted yet");
        ledger.accepted(8);
        ledger.answer(&reply(8));
        ledger.answer(&reply(9));
        ledger.answer("Welcome!");
        assert_eq!((idle.recv().await, idle.recv().await), (Some(0), Some(1)));
        let (unanswered, samples, surprises) = ledger.take();
        assert_eq!((unanswered, samples.len()), (0, 2));
        assert_eq!((surprises.twice, surprises.strays), (1, 2));
        assert_eq!(samples[1].since_acceptance(), Duration::ZERO);
    }

    #[tokio::test]
    async fn a_flood_is_counted_by_itself() {
        let (ledger, _idle) = Ledger::new(1);
        ledger.answer(&format!("1\n{}\n{}", flood_text_of(1), flood_text_of(2)));
        let (_, samples, surprises) = ledger.take();
        assert_eq!((samples.len(), surprises.strays), (0, 0));
        assert_eq!(surprises.flood_answered, 2);
    }

    #[tokio::test]
    async fn what_is_refused_or_given_up_is_counted() {
        let (ledger, mut idle) = Ledger::new(2);
        ledger.set_places(1);
        ledger.take_place().await;
        let chat = idle.recv().await.unwrap();
        ledger.write(1, chat, Instant::now());
        ledger.refused(1);
        ledger.take_place().await;
        ledger.write(2, idle.recv().await.unwrap(), Instant::now());
        let (unanswered, _, surprises) = ledger.take();
        assert_eq!((unanswered, surprises.refused), (1, 1));
    }
}
