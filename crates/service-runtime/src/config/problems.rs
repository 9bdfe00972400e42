//! Where validation writes down what it found.

use crate::config::{Secret, SecretUrl};

/// Collects what is wrong, so that all of it is reported at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<(String, String)>);

impl Problems {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// `key` (as in the defaults file: `webhook.public_url`) is wrong. The message goes on after
    /// the key, says what is expected, and must not hold the value.
    pub fn add(&mut self, key: &str, message: impl Into<String>) {
        self.0.push((key.to_owned(), message.into()));
    }

    /// Adds the message unless it holds.
    pub fn check(&mut self, key: &str, holds: bool, message: impl Into<String>) {
        if !holds {
            self.add(key, message);
        }
    }

    /// Adds a problem when nothing was set.
    pub fn required(&mut self, key: &str, value: &impl MaybeEmpty) {
        self.check(key, !value.is_empty(), "must be set");
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was found: pairs of key and message.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, message)| (key.as_str(), message.as_str()))
    }
}

/// A value that can be left unset in the defaults.
pub trait MaybeEmpty {
    /// Whether nothing was set.
    fn is_empty(&self) -> bool;
}

impl MaybeEmpty for String {
    fn is_empty(&self) -> bool {
        self.trim().is_empty()
    }
}

impl MaybeEmpty for Secret {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl MaybeEmpty for SecretUrl {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T> MaybeEmpty for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T> MaybeEmpty for Option<T> {
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}
