//! What is read of an OpenAPI document. The order of things is kept: that of the fields is that of the code.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) paths: Entries<Entries<Operation>>,
    pub(super) components: Components,
}

#[derive(Debug, Deserialize)]
pub(super) struct Components {
    pub(super) schemas: Entries<Schema>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    pub(super) summary: Option<String>,
    #[serde(default)]
    pub(super) parameters: Vec<Parameter>,
    pub(super) request_body: Option<Body>,
    pub(super) responses: Entries<Body>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    #[serde(rename = "in")]
    pub(super) place: String,
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) schema: Schema,
}

/// Of a request or a response.
#[derive(Debug, Deserialize)]
pub(super) struct Body {
    #[serde(default)]
    pub(super) content: Entries<Content>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Content {
    pub(super) schema: Schema,
}

/// A key that is not here may change what the schema means, so it is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Schema {
    pub(super) description: Option<String>,
    #[serde(rename = "$ref")]
    pub(super) reference: Option<String>,
    #[serde(default, rename = "type")]
    pub(super) kind: Words,
    #[serde(default, rename = "enum")]
    pub(super) values: Vec<Value>,
    #[serde(default)]
    pub(super) properties: Entries<Schema>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    pub(super) items: Option<Box<Schema>>,
    #[serde(default)]
    pub(super) one_of: Vec<Schema>,
    #[serde(default)]
    pub(super) any_of: Vec<Schema>,
    #[serde(default)]
    pub(super) all_of: Vec<Schema>,
    /// What narrows values and not types.
    #[serde(rename = "format")]
    _format: Option<Value>,
    #[serde(rename = "minimum")]
    _minimum: Option<Value>,
    #[serde(rename = "maximum")]
    _maximum: Option<Value>,
    #[serde(rename = "minLength")]
    _min_length: Option<Value>,
    #[serde(rename = "maxLength")]
    _max_length: Option<Value>,
    #[serde(rename = "default")]
    _default: Option<Value>,
    #[serde(rename = "example")]
    _example: Option<Value>,
    #[serde(rename = "examples")]
    _examples: Option<Value>,
    #[serde(rename = "additionalProperties")]
    _additional: Option<Value>,
    #[serde(rename = "propertyNames")]
    _names: Option<Value>,
}

/// `"type"`: absent, one word, or several.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

/// A map that keeps the order in which it is written.
#[derive(Debug)]
pub(super) struct Entries<T>(Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &(String, T)> {
        self.0.iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Reader(PhantomData))
    }
}
