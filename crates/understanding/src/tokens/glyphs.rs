//! Characters as they are compared, with their places; those that nobody sees are gone.

use crate::fold::{Folded, fold};

#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Folded.
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) capital: bool,
    class: Class,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// An ASCII digit by now.
    Digit,
    /// Spaces, and what says nothing, such as emoji.
    Room,
    Sign,
}

impl Glyph {
    pub(super) fn is_letter(&self) -> bool {
        self.class == Class::Letter
    }

    pub(super) fn is_digit(&self) -> bool {
        self.class == Class::Digit
    }

    pub(super) fn is_alphanumeric(&self) -> bool {
        self.is_letter() || self.is_digit()
    }

    pub(super) fn is_room(&self) -> bool {
        self.class == Class::Room
    }

    /// The sign, one for all scripts.
    pub(super) fn sign(&self) -> char {
        match self.c {
            '؟' | '？' => '?',
            '،' | '、' => ',',
            '؛' => ';',
            '–' | '—' | '−' | '‑' | '‐' => '-',
            '٪' => '%',
            '≈' | '±' => '~',
            '…' | '۔' => '.',
            c => c,
        }
    }
}

pub(super) fn glyphs(text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(text.len());
    for (start, original) in text.char_indices() {
        let end = start + original.len_utf8();
        for c in original.to_lowercase() {
            let (c, class) = match fold(c) {
                Folded::Nothing => continue,
                Folded::Letter(c) if c.is_ascii_digit() => (c, Class::Digit),
                Folded::Letter(c) => (c, Class::Letter),
                Folded::Gap if original == '\n' => ('\n', Class::Sign),
                Folded::Gap if c.is_whitespace() => (' ', Class::Room),
                Folded::Gap if is_sign(original) => (original, Class::Sign),
                Folded::Gap => ('\u{fffd}', Class::Room),
            };
            glyphs.push(Glyph {
                c,
                start,
                end,
                capital: original.is_uppercase(),
                class,
            });
        }
    }
    glyphs
}

fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation() || "؟？،、؛–—−‑‐٪…≈±۔٫٬€£₽﷼≤≥«»".contains(c)
}
