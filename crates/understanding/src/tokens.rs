//! A message cut into words, numbers, phone numbers and signs, each with its place in the text.

mod digits;
mod glyphs;
mod join;
mod phone;

pub(crate) use digits::Digits;

use glyphs::{Glyph, glyphs};

/// A piece of a message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    /// Folded.
    pub(crate) text: String,
    pub(crate) kind: Kind,
    /// Bytes of the message.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether it began with a capital letter.
    pub(crate) capital: bool,
    /// Whether there was no room before it.
    pub(crate) glued: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Word(Script),
    Digits(Digits),
    Phone,
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Arabic,
    Cyrillic,
    Latin,
    Other,
}

impl Token {
    pub(crate) fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word(_))
    }

    pub(crate) fn is_sign(&self, signs: &[char]) -> bool {
        matches!(self.kind, Kind::Sign(sign) if signs.contains(&sign))
    }

    pub(crate) fn script(&self) -> Option<Script> {
        match self.kind {
            Kind::Word(script) => Some(script),
            _ => None,
        }
    }

    /// Whether a clause ends here.
    pub(crate) fn ends_clause(&self) -> bool {
        self.is_sign(&['.', ',', ';', '!', '?', '\n', '|'])
    }
}

/// The longest message that is looked at, in bytes; what a customer wants is said before.
const LONGEST: usize = 4000;

/// Cuts a message into its pieces.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut cut = text.len().min(LONGEST);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let glyphs = glyphs(&text[..cut]);
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(glyph) = glyphs.get(at) {
        let glued = at > 0 && !glyphs[at - 1].is_room();
        let (kind, end) = match glyph {
            _ if glyph.is_room() => {
                at += 1;
                continue;
            }
            _ if let Some(end) = phone::ends(&glyphs, at) => (Kind::Phone, end),
            _ if glyph.is_digit() && !digits::begins_word(&glyphs, at) => {
                let (digits, end) = digits::read(&glyphs, at);
                (Kind::Digits(digits), end)
            }
            _ if glyph.is_letter() || glyph.is_digit() => {
                let (script, end) = word(&glyphs, at);
                (Kind::Word(script), end)
            }
            _ => (Kind::Sign(glyph.sign()), at + 1),
        };
        let piece = &glyphs[at..end];
        tokens.push(Token {
            text: match &kind {
                Kind::Word(_) => calm(piece.iter().filter(|g| g.is_alphanumeric())),
                Kind::Phone => piece
                    .iter()
                    .filter(|g| g.is_digit() || g.c == '+')
                    .map(|g| g.c)
                    .collect(),
                _ => piece.iter().map(|g| g.c).collect(),
            },
            kind,
            start: piece[0].start,
            end: piece[piece.len() - 1].end,
            capital: piece[0].capital,
            glued,
        });
        at = end;
    }
    join::join(tokens)
}

/// A word's letters; what is drawn out, as in "hiiii", is said once.
fn calm<'a>(glyphs: impl Iterator<Item = &'a Glyph>) -> String {
    let mut text = String::new();
    let mut run: Vec<char> = Vec::new();
    let mut flush = |run: &mut Vec<char>| {
        let keep = if run.len() > 2 { 1 } else { run.len() };
        text.extend(run.drain(..).take(keep));
    };
    for glyph in glyphs {
        if run.last().is_some_and(|last| *last != glyph.c) {
            flush(&mut run);
        }
        run.push(glyph.c);
    }
    flush(&mut run);
    text
}

/// The script of the word at `at`, and where it ends.
fn word(glyphs: &[Glyph], at: usize) -> (Script, usize) {
    let script = glyphs[at..]
        .iter()
        .find(|glyph| glyph.is_letter())
        .map_or(Script::Other, |glyph| script(glyph.c));
    let mut end = at;
    while let Some(glyph) = glyphs.get(end) {
        let dotted = || {
            // "p.a." and "J.V.C" are abbreviations.
            let single = end - at == 1 || glyphs[end - 2].c == '.';
            let alone = glyphs.get(end + 2).is_none_or(|g| !g.is_letter());
            let next = glyphs.get(end + 1).is_some_and(Glyph::is_letter);
            single && alone && next && end > at
        };
        let goes_on = (glyph.is_letter() && self::script(glyph.c) == script)
            || (glyph.c == '.' && dotted())
            || (glyph.is_digit()
                && script == Script::Latin
                && digits::is_letter_of_word(glyphs, at, end));
        if !goes_on {
            break;
        }
        end += 1;
    }
    // A letter of no known script, or of another one, stands alone rather than being lost.
    (script, end.max(at + 1))
}

fn script(c: char) -> Script {
    match c {
        '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' | '\u{fb50}'..='\u{feff}' => {
            Script::Arabic
        }
        '\u{0400}'..='\u{052f}' => Script::Cyrillic,
        'a'..='z' | '\u{00c0}'..='\u{024f}' => Script::Latin,
        _ => Script::Other,
    }
}

#[cfg(test)]
mod tests;
