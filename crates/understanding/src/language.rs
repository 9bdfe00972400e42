//! The languages that are understood.

use serde::{Deserialize, Serialize};

/// A language that customers write and the bot speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Persian.
    #[serde(rename = "fa")]
    Persian,
    /// Arabic.
    #[serde(rename = "ar")]
    Arabic,
    /// Russian.
    #[serde(rename = "ru")]
    Russian,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::English, Self::Persian, Self::Arabic, Self::Russian];

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Persian => "fa",
            Self::Arabic => "ar",
            Self::Russian => "ru",
        }
    }

    /// The language of a text; `None` where it has no letters that tell.
    ///
    /// Persian and Arabic share most letters. Each has some that the other lacks, and the Arabic article
    /// opens words that Persian borrows without it. A text with neither is taken for Persian.
    pub fn of(text: &str) -> Option<Self> {
        let count = |letters: fn(char) -> bool| text.chars().filter(|c| letters(*c)).count();
        let arabic_script = count(|c| matches!(c, '\u{0620}'..='\u{06ff}') && c.is_alphabetic());
        let cyrillic = count(|c| matches!(c, '\u{0400}'..='\u{04ff}'));
        let latin = count(|c| c.is_ascii_alphabetic());
        let most = arabic_script.max(cyrillic).max(latin);
        if most == 0 {
            None
        } else if most == arabic_script {
            Some(Self::of_arabic_script(text))
        } else if most == cyrillic {
            Some(Self::Russian)
        } else {
            Some(Self::English)
        }
    }

    fn of_arabic_script(text: &str) -> Self {
        let persian = text.chars().filter(|c| "پچژگکی".contains(*c)).count();
        let arabic = text.chars().filter(|c| "ةيكىأإؤئ".contains(*c)).count();
        let articles = text
            .split_whitespace()
            .filter(|word| word.starts_with("ال"))
            .count();
        if arabic + articles > persian {
            Self::Arabic
        } else {
            Self::Persian
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_four_apart() {
        for (text, language) in [
            ("Hi, do you open on Sunday?", Language::English),
            ("سلام، دنبال یک آپارتمان دوخوابه هستم", Language::Persian),
            ("سلام", Language::Persian),
            ("السلام عليكم، أبحث عن شقة", Language::Arabic),
            ("مرحبا، عندكم فلل للبيع؟ أريد التفاصيل", Language::Arabic),
            ("Здравствуйте, ищу квартиру", Language::Russian),
        ] {
            assert_eq!(Language::of(text), Some(language), "{text}");
        }
    }

    #[test]
    fn digits_and_emoji_tell_nothing() {
        for text in ["", "123", "👍", "۱۲۳", "?!"] {
            assert_eq!(Language::of(text), None, "{text}");
        }
    }
}
