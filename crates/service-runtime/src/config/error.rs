//! The report of everything that is wrong with the settings.

use std::fmt;
use std::path::PathBuf;

use super::layers::env_name;

/// All that is wrong with the settings. Holds no values, so that it can be printed anywhere.
#[derive(Debug, thiserror::Error)]
pub struct SettingsError {
    /// Never empty.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key as in the defaults file, the name of a variable that is not read, or empty when the file as a whole is
    /// meant.
    pub key: String,
    /// What is expected of it, or what is wrong.
    pub message: String,
    /// Where the value came from.
    pub origin: Origin,
}

/// The layer that a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Defaults,
    /// The settings file.
    File(PathBuf),
    /// The environment variable of this name.
    Environment(String),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => write!(f, "1 setting is wrong:")?,
            many => write!(f, "{many} settings are wrong:")?,
        }
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            message,
            origin,
        } = self;
        match origin {
            _ if key.is_empty() => write!(f, "{message}"),
            Origin::Environment(name) if name == key => write!(f, "{key}: {message}"),
            Origin::Defaults => write!(f, "{key}: {message} (not set; set {})", env_name(key)),
            Origin::File(path) => {
                write!(
                    f,
                    "{key}: {message} (in {}, or set {})",
                    path.display(),
                    env_name(key)
                )
            }
            Origin::Environment(name) => write!(f, "{key}: {message} (in {name})"),
        }
    }
}
