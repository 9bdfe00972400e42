//! What the types of the settings say, for the tests that compare it with the defaults file.

use std::collections::BTreeSet;

use super::layers::env_name;
use super::load::unchecked;
use super::{Settings, load};

/// A setting as its type has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSetting {
    /// `webhook.public_url`
    pub key: String,
    /// Whether it is never printed: a [`Secret`](super::Secret) or a [`SecretUrl`](super::SecretUrl).
    pub is_secret: bool,
    /// Whether the service does not start without it.
    pub is_required: bool,
}

/// All settings that the types have, by key. A key of the defaults that no type reads is not among them.
///
/// `None` when the types cannot be read from the defaults, such as when those lack a key.
pub fn of_types<S: Settings>() -> Option<Vec<TypedSetting>> {
    let required: BTreeSet<String> = load::<S>(None, [])
        .err()
        .into_iter()
        .flat_map(|error| error.problems)
        .map(|problem| problem.key)
        .collect();
    let tree = toml::Value::try_from(unchecked::<S>([])?).ok()?;
    let mut keys = BTreeSet::new();
    add_keys(&tree, "", &mut keys);
    let settings = keys.into_iter().map(|key| TypedSetting {
        is_secret: hides::<S>(&key),
        is_required: required.contains(&key),
        key,
    });
    Some(settings.collect())
}

/// The same by what the comments of the defaults say, by key.
///
/// # Errors
/// When a comment is missing, or the defaults cannot be read.
#[cfg(feature = "testing")]
pub fn of_comments<S: Settings>() -> Result<Vec<TypedSetting>, setting_docs::Error> {
    let explained = setting_docs::read(S::DEFAULTS)?;
    let of_comment = |setting: &setting_docs::Setting| TypedSetting {
        key: setting.key(),
        is_secret: setting.is_secret,
        is_required: setting.is_required,
    };
    let mut settings: Vec<_> = explained.iter().map(of_comment).collect();
    settings.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(settings)
}

fn add_keys(value: &toml::Value, key: &str, found: &mut BTreeSet<String>) {
    let toml::Value::Table(table) = value else {
        found.insert(key.to_owned());
        return;
    };
    for (name, inner) in table {
        let dot = if key.is_empty() { "" } else { "." };
        add_keys(inner, &format!("{key}{dot}{name}"), found);
    }
}

/// What is set to see whether it is shown: good for a text, a list of texts and a URL.
const CANARY: &str = "http://canary:canary@canary/";

/// Whether what is set there cannot be seen afterwards. What is no text refuses the canary, and is no secret.
fn hides<S: Settings>(key: &str) -> bool {
    let Some(settings) = unchecked::<S>([(env_name(key), CANARY.to_owned())]) else {
        return false;
    };
    let Ok(tree) = toml::Value::try_from(settings) else {
        return false;
    };
    let mut names = key.split('.');
    let value = names.try_fold(&tree, |value, name| value.get(name));
    value.is_some_and(|value| !value.to_string().contains(CANARY))
}
