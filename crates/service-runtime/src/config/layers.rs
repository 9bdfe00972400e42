//! The layers of the settings, and where a value came from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config::{Config, ConfigError, File, FileFormat, Map, Source, Value, ValueKind};

use super::error::Origin;

/// What every environment variable of a setting begins with.
const ENV_PREFIX: &str = "PEYK__";
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
        let variable = self.env.0.keys().find(|name| is_inside(name));
        match (&self.file, variable) {
            (_, Some(name)) => Origin::Environment(env_name(name)),
            (Some((path, layer)), None) if lookup(layer, key).is_some() => {
                Origin::File(path.clone())
            }
            _ => Origin::Defaults,
        }
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
#[derive(Clone, Debug)]
struct Environment(BTreeMap<String, Value>);

impl Environment {
    fn read(env: impl IntoIterator<Item = (String, String)>, defaults: &Value) -> Self {
        let settings = env.into_iter().filter_map(|(name, text)| {
            let key = name
                .strip_prefix(ENV_PREFIX)?
                .replace(ENV_SEPARATOR, ".")
                .to_lowercase();
            let is_list = lookup(defaults, &key)
                .is_some_and(|default| matches!(default.kind, ValueKind::Array(_)));
            let value = if is_list {
                let elements = text
                    .split(',')
                    .map(str::trim)
                    .filter(|text| !text.is_empty());
                Value::new(None, elements.map(str::to_owned).collect::<Vec<_>>())
            } else {
                Value::new(None, text)
            };
            Some((key, value))
        });
        Self(settings.collect())
    }
}

impl Source for Environment {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone().into_iter().collect())
    }
}
