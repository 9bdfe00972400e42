//! What the commented defaults of a service (`config.default.toml`) say about its settings: the one source of what is
//! written about them. `cargo xtask gen` makes docs/settings.md from it, and each service has a test that compares it with
//! its types.
//!
//! A setting has its comment above it. The sentence "Must be set." says that there is no default, "Secret." that it is
//! never printed.

use toml_edit::{DocumentMut, Item, Table};

/// A setting and what its comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// `webhook`
    pub section: String,
    /// `public_url`
    pub name: String,
    /// As it is written: `"30s"`, `[]`, `4194304`.
    pub default: String,
    /// What it is for and in which unit, as one paragraph for each of the comment's: a line that is indented, or that
    /// follows one that is not, goes on with it.
    pub meaning: Vec<String>,
    /// Whether an operator has to set it.
    pub is_required: bool,
    /// Whether it is never printed.
    pub is_secret: bool,
}

impl Setting {
    /// `webhook.public_url`
    pub fn key(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// `PEYK__WEBHOOK__PUBLIC_URL`
    pub fn variable(&self) -> String {
        let (section, name) = (self.section.to_uppercase(), self.name.to_uppercase());
        format!("PEYK__{section}__{name}")
    }
}

/// Why a defaults file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is no TOML.
    #[error("the defaults are not TOML")]
    Toml(#[source] Box<toml_edit::TomlError>),
    /// Defaults are sections of values, and nothing else.
    #[error("{0} is neither a section nor a value in one")]
    Shape(String),
    /// A setting that nobody can understand.
    #[error("{0} has no comment above it that says what it is for")]
    Unexplained(String),
}

/// The settings of a defaults file, in its order.
pub fn read(defaults: &str) -> Result<Vec<Setting>, Error> {
    let document: DocumentMut = defaults
        .parse()
        .map_err(|error| Error::Toml(Box::new(error)))?;
    let mut settings = Vec::new();
    for (section, item) in document.iter() {
        let table = item
            .as_table()
            .ok_or_else(|| Error::Shape(section.to_owned()))?;
        for (name, item) in table {
            settings.push(setting(section, table, name, item)?);
        }
    }
    Ok(settings)
}

fn setting(section: &str, table: &Table, name: &str, item: &Item) -> Result<Setting, Error> {
    let key = || format!("{section}.{name}");
    let value = item.as_value().ok_or_else(|| Error::Shape(key()))?;
    let above = table
        .key(name)
        .and_then(|key| key.leaf_decor().prefix()?.as_str())
        .unwrap_or_default();
    let (mut is_required, mut is_secret) = (false, false);
    let mut meaning = paragraphs(above);
    for paragraph in &mut meaning {
        is_required |= take(paragraph, "Must be set.");
        is_secret |= take(paragraph, "Secret.");
    }
    for paragraph in &mut meaning {
        *paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    meaning.retain(|paragraph| !paragraph.is_empty());
    if meaning.is_empty() {
        return Err(Error::Unexplained(key()));
    }
    Ok(Setting {
        section: section.to_owned(),
        name: name.to_owned(),
        default: value.clone().decorated("", "").to_string(),
        meaning,
        is_required,
        is_secret,
    })
}

/// The comment directly above: what is parted from the setting by an empty line belongs to the file.
fn paragraphs(above: &str) -> Vec<String> {
    let below_the_gap = above.rsplit("\n\n").next().unwrap_or_default();
    let lines: Vec<&str> = below_the_gap
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('#'))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    // A list of words, each with its explanation, has indented lines; there each line that is not begins a paragraph.
    let is_list = lines.iter().any(|line| line.starts_with(' '));
    let mut paragraphs: Vec<String> = Vec::new();
    for line in lines {
        match paragraphs.last_mut() {
            Some(last) if !is_list || line.starts_with(' ') => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => paragraphs.push(line.trim().to_owned()),
        }
    }
    paragraphs
}

/// Takes a sentence out of a text, and says whether it was there.
fn take(text: &mut String, sentence: &str) -> bool {
    let Some(start) = text.find(sentence) else {
        return false;
    };
    text.replace_range(start..start + sentence.len(), "");
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_what_stands_there_and_what_stands_above() {
        let defaults = "\
# Settings of a service.

[webhook]
# The secret that keys are derived from,
# at least 32 characters. Must be set. Secret. The same everywhere.
master_secret = \"\"
# fast:  at once.
# slow: a little later, when
#       nobody waits.
pace = \"fast\"  # not this
sessions = []
";
        let settings = read(&defaults.replace("sessions", "# Which.\nsessions")).unwrap();
        assert_eq!(
            settings[0],
            Setting {
                section: "webhook".to_owned(),
                name: "master_secret".to_owned(),
                default: "\"\"".to_owned(),
                meaning: vec![
                    "The secret that keys are derived from, at least 32 characters. The same everywhere."
                        .to_owned()
                ],
                is_required: true,
                is_secret: true,
            }
        );
        assert_eq!(settings[0].key(), "webhook.master_secret");
        assert_eq!(settings[0].variable(), "PEYK__WEBHOOK__MASTER_SECRET");
        assert_eq!(
            settings[1].meaning,
            ["fast: at once.", "slow: a little later, when nobody waits."]
        );
        assert_eq!(settings[1].default, "\"fast\"");
        let error = read(defaults).unwrap_err();
        assert!(
            matches!(&error, Error::Unexplained(key) if key == "webhook.sessions"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_section_of_values_is_refused() {
        for (defaults, expected) in [
            ("a = 1", "a is neither a section nor a value in one"),
            (
                "[a.b]\n# C.\nc = 1",
                "a.b is neither a section nor a value in one",
            ),
            ("[a", "the defaults are not TOML"),
        ] {
            assert_eq!(read(defaults).unwrap_err().to_string(), expected);
        }
    }
}
