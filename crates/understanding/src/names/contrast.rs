//! A name that stands for another one: «اسمم لیلا نیست، لاله است», لا مو سارة، سمية, "Jon, not John".

use super::{Finder, Named};
use crate::{Context, lexicon::Tag, patterns::Meaning};

/// Words between a name and the one that it stands for, or that it is put for.
const SMALL: &[&str] = &[
    "its",
    "it",
    "is",
    "but",
    "بلکه",
    "ولی",
    "هست",
    "هستم",
    "است",
    "هو",
    "هي",
    "بل",
    "اسمی",
    "اسمم",
    "а",
    "меня",
    "зовут",
    "имя",
    "это",
    "я",
    "правильно",
    "i",
    "am",
    "im",
    "my",
    "name",
    "sorry",
    "actually",
    "wait",
    "meant",
    "mean",
    "correction",
    "вернее",
    "точнее",
    "то",
    "есть",
    "ой",
    "извините",
    "опечатка",
    "منظورم",
    "ببخشید",
    "یعنی",
    "قصدی",
    "اقصد",
    "عفوا",
    "sory",
    "no",
    "нет",
    "نه",
    "لا",
    "with",
    "typo",
];

impl Finder<'_> {
    /// The name that is meant where another one is denied or taken back.
    pub(super) fn contrasted(&self) -> Option<Named> {
        let reading = self.reading;
        let asked = reading.context == Some(Context::Name);
        if !asked && !self.patterns.has(Meaning::NameBefore, &reading.line) {
            return None;
        }
        (0..reading.tokens.len()).find_map(|at| {
            let not = reading.tag(at, Tag::Not);
            let denied = not.and_then(|hit| Some((self.plain_name(hit.to)?, hit.from)));
            if let Some((denied, from)) = denied {
                // "not Sara, Sarah", and "Sarah, not Sara".
                return self
                    .name_behind(denied.to)
                    .or_else(|| self.name_before(from));
            }
            let behind = reading
                .tag(at, Tag::NotAfter)
                .filter(|hit| at > 0 && reading.tokens[at - 1].is_word() && !hit.with_and);
            if let Some(hit) = behind
                && self.plain_name(at - 1).is_some_and(|name| name.to == at)
            {
                return self.plain_name(self.behind_small(hit.to));
            }
            // "Sara, sorry, Sarah"
            let name = self.plain_name(at).filter(|_| asked)?;
            let next = self.behind_small(name.to);
            let taken_back = (name.to..next).any(|at| reading.has(at, Tag::Correction));
            taken_back.then(|| self.plain_name(next)).flatten()
        })
    }

    fn plain_name(&self, at: usize) -> Option<Named> {
        (at < self.reading.tokens.len() && self.reading.tokens[at].is_word())
            .then(|| self.name_at(at, false))
            .flatten()
    }

    fn behind_small(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(token) = self.reading.tokens.get(at)
            && (!token.is_word() || SMALL.contains(&token.text.as_str()))
        {
            at += 1;
        }
        at
    }

    fn name_behind(&self, from: usize) -> Option<Named> {
        let at = self.behind_small(from);
        (at > from).then(|| self.plain_name(at)).flatten()
    }

    fn name_before(&self, end: usize) -> Option<Named> {
        let mut last = end;
        while last > 0
            && (!self.reading.tokens[last - 1].is_word()
                || matches!(
                    self.reading.tokens[last - 1].text.as_str(),
                    "а" | "و" | "and"
                ))
        {
            last -= 1;
        }
        (last.saturating_sub(3)..last)
            .filter_map(|at| self.plain_name(at))
            .find(|name| name.to == last)
    }
}
