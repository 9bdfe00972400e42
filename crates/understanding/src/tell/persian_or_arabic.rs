//! Persian and Arabic share most letters: words decide, then letters, digits, and last statistics.

use std::sync::OnceLock;

use lingua::{LanguageDetector, LanguageDetectorBuilder};

use crate::{
    Language, fold,
    reading::Reading,
    tokens::Script,
    vocabulary::{Kind, Vocabulary},
};

/// Statistics of letters, for what neither words nor letters decide: 3 of 712 labelled messages. Among the Latin letters
/// they know English alone, so that Persian in them is always wrong. They are loaded when they are first needed, within a
/// millisecond and some two megabytes.
#[derive(Default)]
pub(crate) struct Statistics(OnceLock<LanguageDetector>);

impl std::fmt::Debug for Statistics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Statistics")
    }
}

impl Statistics {
    fn tell(&self, text: &str) -> Option<Language> {
        let detector = self.0.get_or_init(|| {
            LanguageDetectorBuilder::from_languages(&[
                lingua::Language::Arabic,
                lingua::Language::Persian,
                lingua::Language::English,
                lingua::Language::Russian,
            ])
            .build()
        });
        match detector.detect_language_of(text)? {
            lingua::Language::Arabic => Some(Language::Arabic),
            lingua::Language::Persian => Some(Language::Persian),
            _ => None,
        }
    }
}

/// The language of the words in Arabic script, with the letters of those that make the sentence, and of all.
pub(super) fn tell(
    reading: &Reading<'_>,
    vocabulary: &Vocabulary,
    statistics: &Statistics,
) -> Option<(Language, usize, usize)> {
    let (mut persian, mut arabic) = (0.0_f32, 0.0_f32);
    let (mut frame, mut letters) = (0, 0);
    let mut text = String::new();
    for (at, token) in reading.tokens.iter().enumerate() {
        if token.script() != Some(Script::Arabic) {
            continue;
        }
        let count = token.text.chars().count();
        letters += count;
        let written = &reading.text[token.start..token.end];
        text.push_str(written);
        text.push(' ');
        let (mut of_persian, mut of_arabic) = (0.0_f32, 0.0_f32);
        for (language, kind) in vocabulary.of(&token.text) {
            let weight = if *kind == Kind::Frame { 3.0 } else { 2.0 };
            match language {
                Language::Persian => of_persian += weight,
                Language::Arabic => of_arabic += weight,
                _ => {}
            }
            if *kind == Kind::Frame {
                frame += count;
            }
        }
        if of_persian == 0.0 && of_arabic == 0.0 {
            for hit in reading.hits(at) {
                let weight = if hit.affixed { 0.7 } else { 1.5 };
                match hit.language {
                    Some(Language::Persian) if of_persian < weight => of_persian = weight,
                    Some(Language::Arabic) if of_arabic < weight => of_arabic = weight,
                    _ => {}
                }
            }
        }
        // A word of both tells nothing.
        persian += (of_persian - of_arabic).max(0.0);
        arabic += (of_arabic - of_persian).max(0.0);
        let (more_persian, more_arabic) = by_letters(written, &token.text);
        persian += more_persian;
        arabic += more_arabic;
    }
    if letters == 0 {
        return None;
    }
    let (persian, arabic) = with_digits(reading.text, persian, arabic);
    let language = if (persian - arabic).abs() < 0.05 {
        match text.trim() {
            "سلام" => Language::Persian,
            text => statistics.tell(text).unwrap_or(Language::Persian),
        }
    } else if persian > arabic {
        Language::Persian
    } else {
        Language::Arabic
    };
    // A verb that is not in the list makes a sentence all the same.
    if is_verb(reading) {
        frame = frame.max(letters / 2);
    }
    Some((language, frame, letters))
}

/// What the letters of one word say.
fn by_letters(written: &str, folded: &str) -> (f32, f32) {
    let count = |letters: &str| {
        written
            .chars()
            .filter(|c| letters.contains(*c))
            .fold(0.0, |sum, _| sum + 1.0)
    };
    let mut persian = count("پچژگ") * 2.5 + count("یک") * 0.3;
    let mut arabic = count("ة") * 3.0 + count("ىإ") * 1.5 + count("أؤئ") * 0.8 + count("يك") * 0.3;
    if folded.starts_with("ال") && folded.chars().count() >= 5 {
        arabic += 1.5;
    }
    if written.contains('\u{200c}')
        || (folded.starts_with("می")
            && folded.chars().count() > 4
            && folded.ends_with(['م', 'د', 'ن', 'ه', 'ی']))
    {
        persian += 1.5;
    }
    // Gulf dialects write چ and گ too; «آ» opens words of both.
    if written.contains('آ') {
        persian += 0.3;
    }
    (persian, arabic)
}

/// Persian and Arabic have digits of their own.
fn with_digits(text: &str, persian: f32, arabic: f32) -> (f32, f32) {
    let has = |range: std::ops::RangeInclusive<char>| text.chars().any(|c| range.contains(&c));
    (
        persian + if has('۰'..='۹') { 0.9 } else { 0.0 },
        arabic + if has('٠'..='٩') { 0.9 } else { 0.0 },
    )
}

fn is_verb(reading: &Reading<'_>) -> bool {
    reading.tokens.iter().any(|token| {
        token.script() == Some(Script::Arabic)
            && token.text.chars().count() >= 5
            && (token.text.starts_with("می") || token.text.starts_with("نمی"))
            && token.text.chars().all(fold::is_arabic)
    })
}
