//! The layers of the settings, and where a value came from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config::{Config, ConfigError, File, FileFormat, Map, Source, Value, ValueKind};

use super::error::{Origin, Problem};
use super::suggest;

/// What every environment variable of a setting begins with.
const ENV_PREFIX: &str = "PEYK__";
/// What those begin with that were perhaps meant to be one.
const ENV_NEARLY: &str = "PEYK_";
const ENV_SEPARATOR: &str = "__";

/// The environment variable of a key: `PEYK__WEBHOOK__PUBLIC_URL` for `webhook.public_url`.
pub fn env_name(key: &str) -> String {
    format!(
        "{ENV_PREFIX}{}",
        key.replace('.', ENV_SEPARATOR).to_uppercase()
    )
}

/// Defaults, file and environment, apart and laid over one another.
pub(super) struct Layers {
    pub(super) defaults: Value,
    pub(super) merged: Value,
    file: Option<(PathBuf, Value)>,
    env: Environment,
}

impl Layers {
    /// Lays them over one another. `file` is the path and the text of a file that parses.
    pub(super) fn new(
        defaults: &str,
        file: Option<(&Path, &str)>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let defaults = toml_layer(defaults)?;
        let file = file
            .map(|(path, text)| Ok::<_, ConfigError>((path.to_owned(), toml_layer(text)?)))
            .transpose()?;
        let env = Environment::read(env, &defaults.cache);
        let mut merged = Config::builder().add_source(defaults.clone());
        if let Some((_, layer)) = &file {
            merged = merged.add_source(layer.clone());
        }
        Ok(Self {
            merged: merged.add_source(env.clone()).build()?.cache,
            defaults: defaults.cache,
            file: file.map(|(path, layer)| (path, layer.cache)),
            env,
        })
    }

    /// Which layer has the last word on `key`.
    pub(super) fn origin(&self, key: &str) -> Origin {
        // A table is set by setting anything in it: `http` by `PEYK__HTTP__LISTEN`.
        let is_inside = |name: &str| name == key || name.starts_with(&format!("{key}."));
        let variable = self.env.settings.keys().find(|name| is_inside(name));
        match (&self.file, variable) {
            (_, Some(name)) => Origin::Environment(env_name(name)),
            (Some((path, layer)), None) if lookup(layer, key).is_some() => {
                Origin::File(path.clone())
            }
            _ => Origin::Defaults,
        }
    }

    /// Variables that were meant to be settings, and are not read: `PEYK_NATS__URL`.
    pub(super) fn misnamed(&self, known: &[String]) -> impl Iterator<Item = Problem> {
        self.env.strange.iter().filter_map(|name| {
            let message = match suggest::meant_by_variable(name, known) {
                Some(meant) => format!("is not read; did you mean {meant}?"),
                None if name.starts_with(ENV_PREFIX) => {
                    "is not read; a setting is PEYK__SECTION__KEY".to_owned()
                }
                None => return None,
            };
            Some(Problem {
                key: name.clone(),
                message,
                origin: Origin::Environment(name.clone()),
            })
        })
    }
}

fn toml_layer(text: &str) -> Result<Config, ConfigError> {
    Config::builder()
        .add_source(File::from_str(text, FileFormat::Toml))
        .build()
}

/// The value at a dotted key.
pub(super) fn lookup<'a>(tree: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.')
        .try_fold(tree, |value, name| match &value.kind {
            ValueKind::Table(table) => table.get(name),
            _ => None,
        })
}

/// Puts a value (or nothing) at a dotted key whose table exists.
pub(super) fn replace(tree: &mut Value, key: &str, value: Option<Value>) {
    let (parent, name) = match key.rsplit_once('.') {
        Some((parent, name)) => (Some(parent), name),
        None => (None, key),
    };
    let mut table = tree;
    for step in parent.into_iter().flat_map(|parent| parent.split('.')) {
        let ValueKind::Table(inner) = &mut table.kind else {
            return;
        };
        let Some(next) = inner.get_mut(step) else {
            return;
        };
        table = next;
    }
    if let ValueKind::Table(table) = &mut table.kind {
        match value {
            Some(value) => table.insert(name.to_owned(), value),
            None => table.remove(name),
        };
    }
}

/// The settings in the environment, by key.
///
/// The `config` crate's own reader either leaves lists as text or guesses types, which would turn
/// the password `0123` into a number; this one splits exactly where the default is a list.
#[derive(Clone, Debug, Default)]
struct Environment {
    settings: BTreeMap<String, Value>,
    /// Variables that are nearly named like one.
    strange: Vec<String>,
}

impl Environment {
    fn read(env: impl IntoIterator<Item = (String, String)>, defaults: &Value) -> Self {
        let mut read = Self::default();
        for (name, text) in env {
            let is_near = name
                .get(..ENV_NEARLY.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(ENV_NEARLY));
            match key_of(&name) {
                Some(key) => {
                    let value = value_of(text, lookup(defaults, &key));
                    read.settings.insert(key, value);
                }
                None if is_near => read.strange.push(name),
                None => {}
            }
        }
        read.strange.sort();
        read
    }
}

/// The key that a variable sets.
fn key_of(name: &str) -> Option<String> {
    let key = name
        .strip_prefix(ENV_PREFIX)?
        .replace(ENV_SEPARATOR, ".")
        .to_lowercase();
    // Anything else is a language of its own to the `config` crate: `a[7]` would make a list.
    let is_name = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|char| char.is_alphanumeric() || char == '_')
    };
    key.split('.').all(is_name).then_some(key)
}

fn value_of(text: String, default: Option<&Value>) -> Value {
    let is_list = default.is_some_and(|default| matches!(default.kind, ValueKind::Array(_)));
    if !is_list {
        return Value::new(None, text);
    }
    let elements = text
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty());
    Value::new(None, elements.map(str::to_owned).collect::<Vec<_>>())
}

impl Source for Environment {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.settings.clone().into_iter().collect())
    }
}
