//! A long text as several messages.

/// From how many characters on a text becomes several messages, where nobody says otherwise.
pub const LONGEST_MESSAGE: usize = 600;
/// The characters that WhatsApp takes in one message.
const WHATSAPP_LIMIT: usize = 4096;

/// Splits a text at its blank lines when it is longer than `longest` characters.
///
/// Paragraphs stay together up to `longest`. A paragraph that is longer is one message, because a thought is not
/// cut; but where it is more than WhatsApp takes, it is cut at the end of a line, of a sentence or of a word, and
/// inside a word only when there is no other way. Nothing is lost but white space at the cuts, and no part is empty.
pub fn split(text: &str, longest: usize) -> Vec<String> {
    let longest = longest.min(WHATSAPP_LIMIT);
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    if length(text) <= longest {
        return vec![text.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    let mut room = 0;
    for paragraph in paragraphs(text) {
        let needed = length(&paragraph) + 2;
        if let Some(part) = parts.last_mut().filter(|_| needed <= room) {
            part.push_str("\n\n");
            part.push_str(&paragraph);
            room -= needed;
        } else {
            parts.extend(pieces(&paragraph).into_iter().map(str::to_owned));
            room = longest.saturating_sub(parts.last().map_or(0, |part| length(part)));
        }
    }
    parts
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// What is between blank lines.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().collect();
    lines
        .split(|line| line.trim().is_empty())
        .map(|lines| lines.join("\n").trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// A paragraph in as many pieces as WhatsApp needs.
fn pieces(paragraph: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = paragraph;
    while let Some((limit, next)) = rest.char_indices().nth(WHATSAPP_LIMIT) {
        let cut = cut(&rest[..limit], next);
        pieces.push(rest[..cut].trim_end());
        rest = rest[cut..].trim_start();
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where to cut after `text`, which begins with a letter and is followed by `next`.
fn cut(text: &str, next: char) -> usize {
    if next.is_whitespace() {
        return text.len();
    }
    let (mut line, mut sentence, mut word) = (None, None, None);
    let mut before = None;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            word = Some(at);
            if c == '\n' {
                line = Some(at);
            }
            if before.is_some_and(|c| matches!(c, '.' | '!' | '?' | '؟' | '…')) {
                sentence = Some(at);
            }
        }
        before = Some(c);
    }
    // An early end of a line or a sentence would leave a tiny message before a huge one.
    let late = |at: &usize| *at >= text.len() / 2;
    line.filter(late)
        .or(sentence.filter(late))
        .or(word)
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_short_text_stays_whole() {
        assert_eq!(
            split("Hello.\n\nWho are you?", 600),
            ["Hello.\n\nWho are you?"]
        );
        assert_eq!(split(" \n ", 600), Vec::<String>::new());
    }

    #[test]
    fn paragraphs_are_gathered_up_to_the_limit() {
        let text = "one\n\ntwo\n \nthree\n\n\nfour";
        assert_eq!(split(text, 8), ["one\n\ntwo", "three", "four"]);
        assert_eq!(split(text, 7), ["one", "two", "three", "four"]);
        assert_eq!(split(text, 0), ["one", "two", "three", "four"]);
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        let text = "سلام\n\nخوبی";
        assert_eq!(split(text, 10), [text]);
        assert_eq!(split(text, 9), ["سلام", "خوبی"]);
    }

    #[test]
    fn a_long_paragraph_is_not_cut_before_whatsapp_demands_it() {
        let paragraph = "word ".repeat(800);
        assert_eq!(
            split(&format!("a\n\n{paragraph}\n\nb"), 600),
            ["a", paragraph.trim(), "b"]
        );
    }

    #[test]
    fn a_huge_paragraph_is_cut_where_it_hurts_least() {
        let filling = "x".repeat(3000);
        let lines = split(&format!("{filling}\nsecond. third {filling}"), 600);
        assert_eq!(lines[0], filling);
        let sentences = split(&format!("{filling} first. second {filling}"), 600);
        assert_eq!(sentences[0], format!("{filling} first."));
        let words = split(&format!("{filling} first second {filling}"), 600);
        assert_eq!(words[0], format!("{filling} first second"));
        let one_word = split(&"ы".repeat(5000), 600);
        assert_eq!(
            one_word.iter().map(|part| length(part)).collect::<Vec<_>>(),
            [4096, 904]
        );
        let exactly = format!("{} end", "x".repeat(4096));
        assert_eq!(split(&exactly, 600)[1], "end");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_part_is_empty_or_too_long(
            texts in prop::collection::vec("[a-zس-ی.؟!👍\u{200c}]{1,30}[ \n]{0,3}", 0..40),
            repeat in 1_usize..15,
            longest in 0_usize..5000,
        ) {
            let text = texts.concat().repeat(repeat);
            let parts = split(&text, longest);
            for part in &parts {
                prop_assert_eq!(part.trim(), part);
                prop_assert!(!part.is_empty());
                prop_assert!(length(part) <= WHATSAPP_LIMIT);
            }
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(solid(&parts.concat()), solid(&text));
            if text.split_whitespace().all(|word| length(word) <= WHATSAPP_LIMIT) {
                let joined = parts.join(" ");
                prop_assert!(joined.split_whitespace().eq(text.split_whitespace()));
            }
        }
    }
}
