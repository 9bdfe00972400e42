//! Reading of fields that may be absent, null, or of another type than documented.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// For `deserialize_with`: the value where it has the expected type, `None` otherwise. One odd field
/// must not cost the message around it.
///
/// Works on JSON text only, because it looks at a field twice. The first look skips nested values
/// without recursion and the second has `serde_json`'s limit of depth: deep nesting costs no stack.
pub(crate) fn option<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let raw = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str::<Option<T>>(raw.get()).ok().flatten())
}

/// Like [`option`], with the type's default for what is missing or odd.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    option(deserializer).map(Option::unwrap_or_default)
}

/// Like [`option`], for texts in which empty means absent, as GOWS writes them.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(option(deserializer)?.filter(|text: &String| !text.is_empty()))
}
