//! What kind of media a message has.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, value::RawValue};

use crate::lenient;

/// What a file of a message is to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Recorded in the chat.
    Voice,
    /// Another sound.
    Audio,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sticker.
    Sticker,
    /// Any file.
    Document,
}

/// What a message tells of its media, engine by engine.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints<'a> {
    /// The engine's word: GOWS's `MediaType`, WEBJS's `type`.
    pub(crate) word: Option<&'a str>,
    /// NOWEB's content: an object with one field for each part, such as `audioMessage`.
    pub(crate) content: Option<&'a RawValue>,
}

/// The engines' words.
const WORDS: &[(&str, MediaKind)] = &[
    ("ptt", MediaKind::Voice),
    ("audio", MediaKind::Audio),
    ("image", MediaKind::Image),
    ("video", MediaKind::Video),
    ("gif", MediaKind::Video),
    ("ptv", MediaKind::Video),
    ("sticker", MediaKind::Sticker),
    ("document", MediaKind::Document),
];

/// What the MIME type says where the engine is silent. WhatsApp records voice as Opus in Ogg, and of what is sent as
/// a file hardly anything is.
const TYPES: &[(&str, MediaKind)] = &[
    ("audio/ogg", MediaKind::Voice),
    ("audio/", MediaKind::Audio),
    ("image/", MediaKind::Image),
    ("video/", MediaKind::Video),
];

/// The parts of NOWEB's content.
#[derive(Default, Deserialize)]
struct Content {
    #[serde(default, rename = "audioMessage", deserialize_with = "lenient::option")]
    audio: Option<Audio>,
    #[serde(default, rename = "imageMessage", deserialize_with = "lenient::option")]
    image: Option<Part>,
    #[serde(default, rename = "videoMessage", deserialize_with = "lenient::option")]
    video: Option<Part>,
    #[serde(
        default,
        rename = "stickerMessage",
        deserialize_with = "lenient::option"
    )]
    sticker: Option<Part>,
    #[serde(
        default,
        rename = "documentMessage",
        deserialize_with = "lenient::option"
    )]
    document: Option<Part>,
}

#[derive(Deserialize)]
struct Audio {
    #[serde(default, alias = "PTT", deserialize_with = "lenient::or_default")]
    ptt: bool,
}

/// That it is there says enough.
#[derive(Deserialize)]
struct Part {}

impl Hints<'_> {
    /// The kind of the media; a file, where nothing says more.
    pub(crate) fn kind(self, mimetype: Option<&str>) -> MediaKind {
        let named = |word: &str| WORDS.iter().find(|(known, _)| *known == word);
        let typed = |mimetype: &str| TYPES.iter().find(|(start, _)| mimetype.starts_with(start));
        let told = self.word.and_then(named).map(|(_, kind)| *kind);
        told.or_else(|| self.content.and_then(in_content))
            .or_else(|| mimetype.and_then(typed).map(|(_, kind)| *kind))
            .unwrap_or(MediaKind::Document)
    }
}

fn in_content(content: &RawValue) -> Option<MediaKind> {
    let content: Content = serde_json::from_str(content.get()).ok()?;
    if let Some(audio) = content.audio {
        return Some(if audio.ptt {
            MediaKind::Voice
        } else {
            MediaKind::Audio
        });
    }
    let parts = [
        (content.image, MediaKind::Image),
        (content.video, MediaKind::Video),
        (content.sticker, MediaKind::Sticker),
        (content.document, MediaKind::Document),
    ];
    parts
        .into_iter()
        .find_map(|(part, kind)| part.map(|_| kind))
}

/// A text, or whatever else is there as JSON: WAHA's errors are texts or objects.
pub(crate) fn text_of_any<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let value = lenient::option::<_, Value>(deserializer)?;
    Ok(value.and_then(|value| match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text),
        Value::Null | Value::Bool(false) => None,
        other => Some(other.to_string()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(word: Option<&str>, content: Option<&str>, mimetype: Option<&str>) -> MediaKind {
        let content = content.map(|json| RawValue::from_string(json.to_owned()).unwrap());
        let content = content.as_deref();
        Hints { word, content }.kind(mimetype)
    }

    #[test]
    fn the_engine_knows_best_then_the_content_then_the_type() {
        let ptt = Some(r#"{"audioMessage": {"ptt": true}}"#);
        let song = Some(r#"{"audioMessage": {"ptt": false}, "messageContextInfo": {}}"#);
        let sticker = Some(r#"{"stickerMessage": {"mimetype": "image/webp"}}"#);
        for (word, content, mimetype, expected) in [
            (
                Some("ptt"),
                None,
                Some("audio/ogg; codecs=opus"),
                MediaKind::Voice,
            ),
            (Some("audio"), None, Some("audio/ogg"), MediaKind::Audio),
            (Some("image"), None, None, MediaKind::Image),
            (None, ptt, Some("audio/ogg; codecs=opus"), MediaKind::Voice),
            (Some("chat"), song, Some("audio/mpeg"), MediaKind::Audio),
            (None, sticker, Some("image/webp"), MediaKind::Sticker),
            (Some("url"), None, Some("image/jpeg"), MediaKind::Image),
            (None, None, Some("audio/ogg; codecs=opus"), MediaKind::Voice),
            (None, None, Some("application/pdf"), MediaKind::Document),
            (None, Some("[1]"), None, MediaKind::Document),
            (None, None, None, MediaKind::Document),
        ] {
            assert_eq!(
                kind(word, content, mimetype),
                expected,
                "{word:?} {content:?} {mimetype:?}"
            );
        }
    }
}
