//! Reading of fields that may be absent, null, or of another type than documented.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Visitor},
};
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

/// Like [`option`], for texts in which empty means absent, as GOWS writes them. Half of a surrogate pair, which
/// JavaScript has in a text that it cut, costs that character and not the text.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = option::<_, Lossy>(deserializer)?.map(|Lossy(text)| text);
    Ok(text.filter(|text| !text.is_empty()))
}

struct Lossy(String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl Visitor<'_> for Texts {
            type Value = Lossy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            // As bytes `serde_json` hands out any text, half pairs too, and nothing but texts.
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Lossy, E> {
                Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(Texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        let mut json = serde_json::Deserializer::from_str(json);
        text(&mut json).expect("any JSON")
    }

    #[test]
    fn half_a_pair_costs_one_character() {
        for (json, expected) in [
            (r#""Hi \ud83d\ude00""#, "Hi 😀"),
            (r#""Hi \ud83d""#, "Hi \u{fffd}\u{fffd}\u{fffd}"),
            (
                r#""\ude00, \ud83d, bye""#,
                "\u{fffd}\u{fffd}\u{fffd}, \u{fffd}\u{fffd}\u{fffd}, bye",
            ),
            (r#""é \u0000 \n""#, "é \0 \n"),
        ] {
            assert_eq!(read(json).as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn what_is_no_text_is_absent() {
        for json in [r#""""#, "null", "5", "true", "[104,105]", r#"{"a":"b"}"#] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
