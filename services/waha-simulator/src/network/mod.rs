//! The pretend WhatsApp network: numbers, their chats, and what reached whose phone.

mod account;
mod address;
mod message;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use account::{Accepted, Account, AccountChange, Chat, Limits};
pub(crate) use address::{ChatRef, Phone};
pub(crate) use message::{Ack, Media, Message, MessageRef, Place, Quote, Source, stanza_of};

use crate::journal::Journal;

/// An account behind its lock.
pub(crate) type SharedAccount = Arc<Mutex<Account>>;

/// All accounts.
///
/// A number that is linked to two sessions has two accounts here, so that what is said through one
/// session never shows in the other: the sessions of a test stay apart whatever phones it scans
/// them with.
#[derive(Debug)]
pub(crate) struct Network {
    limits: Limits,
    journal: Journal,
    accounts: Mutex<HashMap<(String, Phone), SharedAccount>>,
}

impl Network {
    pub(crate) fn new(limits: Limits, journal: Journal) -> Self {
        Self {
            limits,
            journal,
            accounts: Mutex::default(),
        }
    }

    /// The account of a number behind a session. It exists from the first time that somebody asks
    /// for it, and outlives the session.
    pub(crate) fn account(&self, session: &str, phone: &Phone) -> SharedAccount {
        let mut accounts = lock(&self.accounts);
        let account = accounts
            .entry((session.to_owned(), phone.clone()))
            .or_insert_with(|| {
                let account =
                    Account::new(session, phone.clone(), self.limits, self.journal.clone());
                Arc::new(Mutex::new(account))
            });
        Arc::clone(account)
    }
}

/// Locks, also after a panic elsewhere: a half-done change here is a wrong picture in a
/// simulator, no reason to take everything down.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
