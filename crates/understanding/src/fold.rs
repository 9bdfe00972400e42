//! Text as it is compared: what is written in several ways becomes one.
//!
//! Persian is typed with Arabic letters, Arabic without its hamzas, Russian without its ё, and phones add marks
//! that nobody sees. Folded text is for comparing only; it is never shown.

/// The folded words of a text, without case, punctuation and emoji.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    // Lower case first: the sign of the ångström becomes an å that way, and then an a.
    for c in text.chars().flat_map(char::to_lowercase) {
        match fold(c) {
            Folded::Nothing => {}
            Folded::Letter(c) => word.push(c),
            Folded::Gap if word.is_empty() => {}
            Folded::Gap => words.push(std::mem::take(&mut word)),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The words in a row, to be compared as a whole.
///
/// Words of Arabic letters are joined, because people write «نمی‌خواهم», «نمی خواهم» and «نمیخواهم» and mean the same.
pub fn row(words: &[String]) -> String {
    let mut row = String::new();
    for word in words {
        let joined = match (row.chars().next_back(), word.chars().next()) {
            (Some(before), Some(after)) => joins(before, after),
            _ => true,
        };
        if !joined {
            row.push(' ');
        }
        row.push_str(word);
    }
    row
}

/// Whether two words that meet in these letters may be written as one.
pub fn joins(before: char, after: char) -> bool {
    is_arabic(before) || is_arabic(after)
}

/// Whether a character leaves no trace in folded text, as a mark that nobody sees.
pub fn is_nothing(c: char) -> bool {
    matches!(fold(c), Folded::Nothing)
}

/// Whether a character is part of a word.
pub fn is_letter(c: char) -> bool {
    matches!(fold(c), Folded::Letter(_))
}

/// What becomes of a character in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folded {
    /// Part of a word.
    Letter(char),
    /// As if it were not there.
    Nothing,
    /// Between words.
    Gap,
}

/// Folds a character that is in lower case.
pub(crate) fn fold(c: char) -> Folded {
    if is_mark(c) || is_unseen(c) || is_apostrophe(c) {
        return Folded::Nothing;
    }
    let c = match c {
        '۰'..='۹' => digit(c, '۰'),
        '٠'..='٩' => digit(c, '٠'),
        '\u{ff10}'..='\u{ff19}' => digit(c, '\u{ff10}'),
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ي' | 'ى' | 'ئ' | 'ے' => 'ی',
        'ك' => 'ک',
        'ة' | 'ۀ' | 'ہ' | 'ھ' | 'ە' => 'ه',
        'ؤ' => 'و',
        // «إلغاء» is «الغا» to most who type it.
        'ء' => return Folded::Nothing,
        // Some phones send й and ё as a letter and a mark, and the mark is dropped.
        'й' => 'и',
        'ё' => 'е',
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        '²' => '2',
        c => c,
    };
    if c.is_alphanumeric() {
        Folded::Letter(c)
    } else {
        Folded::Gap
    }
}

fn digit(c: char, zero: char) -> char {
    u32::from(c)
        .checked_sub(u32::from(zero))
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// Marks above, below and around letters: accents, vowels, the look of an emoji.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036f}'
            | '\u{0483}'..='\u{0489}'
            | '\u{0610}'..='\u{061a}'
            | '\u{064b}'..='\u{065f}'
            | '\u{0670}'
            | '\u{06d6}'..='\u{06ed}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}'
    )
}

/// What takes no room, or only stretches a word: tatweel, joiners, marks of direction.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{0640}'
            | '\u{00ad}'
            | '\u{061c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// "don't", "don’t" and "dont" are one word.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{00b4}' | '\u{02bc}' | '\u{2018}' | '\u{2019}'
    )
}

/// Whether a character is of the Arabic script, which Persian shares.
pub(crate) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06ff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_in_several_ways_is_one() {
        for (one, other) in [
            ("ملكي", "ملکی"),
            ("إلغاء", "الغا"),
            ("أوقفْ", "اوقف"),
            ("ســـلام", "سلام"),
            ("رسالة", "رساله"),
            ("٤٥٦", "۴۵۶"),
            ("۱۲۳", "123"),
            ("４２", "42"),
            ("Don’t", "dont"),
            ("STOP!!! 🛑", "stop"),
            ("\u{200f}شروع\u{200f}", "شروع"),
            ("ещё", "Еще"),
            ("и\u{0306}од", "йод"),
            ("cafe\u{0301}", "CAFÉ"),
            ("1\u{fe0f}\u{20e3}", "1"),
            ("İzmir", "izmir"),
            ("\u{212b}", "a"),
            ("CAFÉ", "cafe"),
        ] {
            assert_eq!(words(one), words(other), "{one} {other}");
            assert!(!words(one).is_empty(), "{one}");
        }
    }

    #[test]
    fn persian_words_may_be_apart_or_together() {
        let rows = ["نمی\u{200c}خواهم", "نمی خواهم", "نمیخواهم"].map(|text| row(&words(text)));
        assert!(rows.iter().all(|row| *row == rows[0]), "{rows:?}");
    }

    #[test]
    fn other_words_keep_their_distance() {
        assert_eq!(words("non-stop, или нет?"), ["non", "stop", "или", "нет"]);
        assert_ne!(row(&words("a part")), row(&words("apart")));
        assert_ne!(row(&words("1 2")), row(&words("12")));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = words(&text);
            prop_assert!(once.iter().all(|word| !word.is_empty()));
            prop_assert_eq!(words(&once.join(" ")), once);
        }
    }
}
