//! From the layers to checked settings, or to a report of everything that is wrong.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use config::{Value, ValueKind};
use serde_path_to_error::{Path as KeyPath, Segment};

use super::describe::describe;
use super::error::{Origin, Problem, SettingsError};
use super::layers::{Layers, lookup, replace};
use super::{Problems, Settings, suggest};

/// Loads settings: the defaults, over them `file`, over that the variables `PEYK__…` of `env`.
///
/// Fails with everything that is wrong at once: values of a wrong type, keys that are no settings
/// (with the name that was probably meant), variables that look like one and are not read, and what [`Settings::validate`] finds. A value that
/// cannot be read is replaced by its default to find the problems behind it.
pub fn load<S: Settings>(
    file: Option<&Path>,
    env: impl IntoIterator<Item = (String, String)>,
) -> Result<S, SettingsError> {
    let text = file.map(read).transpose()?;
    let layers = Layers::new(S::DEFAULTS, file.zip(text.as_deref()), env)
        .expect("the defaults are TOML (each service has a test) and the file was parsed before");

    let mut problems = Problems::new();
    let mut tree = layers.merged.clone();
    drop_unknown_keys(&layers, &mut tree, &mut problems);
    let settings = deserialize::<S>(tree, &layers.defaults, &mut problems);
    if let Some(settings) = &settings {
        let mut found = Problems::new();
        settings.http().validate(&mut found);
        settings.telemetry().validate(&mut found);
        settings.validate(&mut found);
        let unreadable: BTreeSet<String> = problems.iter().map(|(key, _)| key.to_owned()).collect();
        // A default that stands in for an unreadable value is not a second problem.
        for (key, message) in found.iter().filter(|(key, _)| !unreadable.contains(*key)) {
            problems.add(key, message);
        }
    }
    let mut found = report(&layers, &problems);
    found.extend(layers.misnamed(&leaves(&layers.defaults)));
    match settings {
        Some(settings) if found.is_empty() => Ok(settings),
        _ => Err(SettingsError { problems: found }),
    }
}

/// Settings that nobody has validated; `None` when one cannot be read.
pub(super) fn unchecked<S: Settings>(env: impl IntoIterator<Item = (String, String)>) -> Option<S> {
    let layers = Layers::new(S::DEFAULTS, None, env).ok()?;
    S::deserialize(layers.merged).ok()
}

fn read(path: &Path) -> Result<String, SettingsError> {
    let refuse = |message: String| SettingsError {
        problems: vec![Problem {
            key: String::new(),
            message: format!("{}: {message}", path.display()),
            origin: Origin::File(path.to_owned()),
        }],
    };
    let text = fs::read_to_string(path)
        .map_err(|error| refuse(format!("the settings file cannot be read: {error}")))?;
    // The error's own text quotes the line, which may hold a secret: say only where it is.
    toml::from_str::<toml::Table>(&text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text
            .bytes()
            .take(start)
            .filter(|byte| *byte == b'\n')
            .count()
            + 1;
        refuse(format!("the settings file is not TOML, see line {line}"))
    })?;
    Ok(text)
}

fn report(layers: &Layers, problems: &Problems) -> Vec<Problem> {
    let problems = problems.iter().map(|(key, message)| Problem {
        key: key.to_owned(),
        message: message.to_owned(),
        origin: layers.origin(key),
    });
    problems.collect()
}

fn deserialize<S: Settings>(
    mut tree: Value,
    defaults: &Value,
    problems: &mut Problems,
) -> Option<S> {
    let mut replaced = BTreeSet::new();
    loop {
        let error = match serde_path_to_error::deserialize::<_, S>(tree.clone()) {
            Ok(settings) => return Some(settings),
            Err(error) => error,
        };
        let key = key_of(error.path());
        if !replaced.insert(key.clone()) {
            // The default is no better: the value has to be set, and what is behind stays unseen.
            return None;
        }
        problems.add(&key, describe(error.inner(), lookup(&tree, &key)));
        replace(&mut tree, &key, lookup(defaults, &key).cloned());
    }
}

/// The setting at a path: without list positions and enum variants, which have no key.
fn key_of(path: &KeyPath) -> String {
    let names = path.iter().map_while(|segment| match segment {
        Segment::Map { key } => Some(key.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// Reports keys that are no settings, and takes them out: a section may refuse them when it is read,
/// and would then be reported once more, as a whole.
fn drop_unknown_keys(layers: &Layers, tree: &mut Value, problems: &mut Problems) {
    let known = leaves(&layers.defaults);
    for key in leaves(&layers.merged) {
        if let Some(part) = unknown_part(&layers.defaults, &key) {
            problems.add(&key, suggest::unknown(&key, &known));
            replace(tree, part, None);
        }
    }
}

/// The keys of all values, in order.
fn leaves(tree: &Value) -> Vec<String> {
    let mut found = Vec::new();
    add_leaves(tree, "", &mut found);
    found
}

fn add_leaves(value: &Value, key: &str, found: &mut Vec<String>) {
    match &value.kind {
        ValueKind::Table(table) => {
            let mut names: Vec<_> = table.iter().collect();
            names.sort_by_key(|(name, _)| *name);
            for (name, inner) in names {
                let dot = if key.is_empty() { "" } else { "." };
                add_leaves(inner, &format!("{key}{dot}{name}"), found);
            }
        }
        _ => found.push(key.to_owned()),
    }
}

/// The beginning of `key` that the defaults have no place for. An empty table has a place for
/// everything, and a table or value in the other's place is a type error, which reading finds.
fn unknown_part<'a>(defaults: &Value, key: &'a str) -> Option<&'a str> {
    let mut value = defaults;
    let mut end = 0;
    for name in key.split('.') {
        end += name.len();
        let ValueKind::Table(table) = &value.kind else {
            return None;
        };
        match table.get(name) {
            Some(inner) => value = inner,
            None => return (!table.is_empty()).then_some(&key[..end]),
        }
        end += ".".len();
    }
    None
}
