//! Whether a text names something: a word that opens a chat for the bot, or the code of a link.

use understanding::fold;

/// Whether `text` has the words of `phrase` in a row, whatever their case and spelling of letters.
///
/// Only whole words count: "rent" is not in "parents". A phrase without words is nowhere.
pub fn mentions(text: &str, phrase: &str) -> bool {
    let sought = fold::row(&fold::words(phrase));
    if sought.is_empty() {
        return false;
    }
    let words = fold::words(text);
    (0..words.len()).any(|from| {
        // Words of Arabic letters are apart or together, so that the number of words tells nothing.
        (from + 1..=words.len())
            .map(|to| fold::row(&words[from..to]))
            .take_while(|row| row.len() <= sought.len())
            .any(|row| row == sought)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whole_words_in_any_spelling() {
        for (text, phrase) in [
            ("Hi, I saw AD-55 on your site", "ad-55"),
            ("I want to RENT.", "rent"),
            ("a villa, Palm Jumeirah please", "palm jumeirah"),
            ("سلام، پیش فروش دارید؟", "پیش\u{200c}فروش"),
            ("سلام پیشفروش", "پیش فروش"),
            ("كد ۱۲۳ را ديدم", "کد 123"),
            ("Ищу жильё", "жилье"),
            ("palm", "PALM"),
        ] {
            assert!(mentions(text, phrase), "{text} {phrase}");
        }
    }

    #[test]
    fn parts_of_words_are_nothing() {
        for (text, phrase) in [
            ("my parents", "rent"),
            ("code 123", "12"),
            ("code 1 2", "12"),
            ("AD 5 5", "AD 55"),
            ("palm and jumeirah", "palm jumeirah"),
            ("واحد ۱۲۳", "۱۲"),
            ("anything", ""),
            ("anything", "?!"),
            ("", "rent"),
        ] {
            assert!(!mentions(text, phrase), "{text} {phrase}");
        }
    }
}
