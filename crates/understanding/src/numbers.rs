//! Numbers in figures and words: "1.5m", «یک و نیم میلیون», مليونين إلا ربع, "two million two hundred".

mod spoken;
mod words;

use crate::{
    lexicon::{Hit, Item, NumberWord, Tag},
    reading::Reading,
    tokens::{Digits, Kind},
};

/// A number in a message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    /// Tokens, the end excluded.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) value: f64,
    /// The greatest scale that was said, such as a million; 1 if none.
    pub(crate) scale: f64,
    /// The figure, where it is nothing but a figure with perhaps a scale.
    pub(crate) digits: Option<Digits>,
    /// Whether an "and" is glued to it.
    pub(crate) with_and: bool,
    /// Whether a "to" is.
    pub(crate) with_to: bool,
}

impl Number {
    /// A small whole number, such as a number of rooms.
    pub(crate) fn count(&self) -> Option<u32> {
        (self.scale < 2.0 && self.value.fract() < 1e-9 && (0.0..=1000.0).contains(&self.value))
            .then(|| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and 1000"
                )]
                let count = self.value as u32;
                count
            })
    }
}

const MILLION: f64 = 1e6;

/// A number that is being read.
struct Sum {
    total: f64,
    current: Option<f64>,
    /// The last scale that was used, and the greatest.
    last: f64,
    greatest: f64,
    /// Whether the current part came after an "and".
    after_and: bool,
    digits: Option<Digits>,
    parts: usize,
    /// Whether it began with a scale in the genitive, which a count may follow.
    inverted: bool,
    /// The token where it began.
    from: usize,
}

/// All numbers of a message, in order.
pub(crate) fn numbers(reading: &Reading<'_>) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        // The «سی» of «جی وی سی» is no thirty.
        if let Some(to) = spoken::end_of_place(reading, at) {
            at = to;
            continue;
        }
        match number(reading, at) {
            Some(number) => {
                let number = spoken::less(reading, number);
                at = number.to;
                numbers.push(number);
            }
            None => at += 1,
        }
    }
    numbers
}

/// What a token, or a few, contribute to a number.
enum Piece {
    Digits(Digits),
    Word(NumberWord),
}

fn piece(reading: &Reading<'_>, at: usize, started: bool) -> Option<(Piece, usize, bool)> {
    let token = reading.tokens.get(at)?;
    if let Kind::Digits(digits) = &token.kind {
        return (!digits.no_quantity).then(|| (Piece::Digits(digits.clone()), at + 1, false));
    }
    if spoken::is_nine(reading, at) {
        return Some((Piece::Word(NumberWord::Plain(9.0)), at + 1, false));
    }
    let hits = reading.hits(at);
    let found = hits.iter().filter_map(|hit| match hit.item {
        Item::Number(word) => Some((word, hit)),
        _ => None,
    });
    // A scale where one is needed, a plain word elsewhere: «к» is a thousand behind a figure and a preposition else.
    let mut best: Option<(NumberWord, &Hit)> = None;
    for (word, hit) in found {
        if words::needs_number(&token.text) && !started {
            continue;
        }
        let better = best.is_none_or(|(known, chosen)| {
            (hit.to, !hit.affixed) > (chosen.to, !chosen.affixed)
                || (hit.to == chosen.to
                    && started
                    && matches!(word, NumberWord::Hundred)
                    && !matches!(known, NumberWord::Scale(_)))
        });
        if better {
            best = Some((word, hit));
        }
    }
    let (word, hit) = best?;
    // A longer phrase that is none of a number wins: «نه تا» is nine, «نه» is no.
    let longer = hits.iter().any(|other| {
        other.to > hit.to
            && matches!(other.item, Item::Tag(_) | Item::Area(_) | Item::Bedrooms(_))
            && other.item != Item::Tag(Tag::Couple)
    });
    (!longer).then_some((Piece::Word(word), hit.to, hit.with_and))
}

fn number(reading: &Reading<'_>, from: usize) -> Option<Number> {
    let mut sum = Sum {
        total: 0.0,
        current: None,
        last: f64::INFINITY,
        greatest: 1.0,
        after_and: false,
        digits: None,
        parts: 0,
        from,
        inverted: spoken::is_inverted(reading, from),
    };
    let mut at = from;
    let mut end = from;
    let mut with_and = false;
    loop {
        let started = sum.parts > 0;
        let mut and = false;
        let mut next = at;
        if started {
            // "and", and "a" in "half a million".
            while let Some(token) = reading.tokens.get(next) {
                let joins = reading.has(next, Tag::And)
                    && token.is_word()
                    && token.text != "with"
                    && token.text != "مع"
                    && token.text != "ba";
                if joins && !and {
                    and = true;
                    next += 1;
                } else {
                    break;
                }
            }
        }
        // "one point five"
        let point = reading.tokens.get(at).is_some_and(|token| {
            matches!(
                token.text.as_str(),
                "point" | "ممیز" | "نقطه" | "точка" | "momayez"
            )
        });
        if started
            && point
            && let Some((Piece::Word(NumberWord::Plain(tenths)), to, _)) =
                piece(reading, at + 1, true)
            && let Some(current) = &mut sum.current
        {
            *current += if tenths < 10.0 {
                tenths / 10.0
            } else {
                tenths / 100.0
            };
            at = to;
            end = to;
            continue;
        }
        if sum.inverted && sum.parts == 1 && spoken::is_before_count(reading, next) {
            next += 1;
        }
        let Some((piece, to, glued)) = piece(reading, next, started) else {
            break;
        };
        // من نص مليون لسبعمية: the other end of a range.
        let is_end = |hit: &Hit| hit.with_to && hit.to == to && matches!(hit.item, Item::Number(_));
        if started && reading.hits(next).iter().any(is_end) {
            break;
        }
        let and = and || glued;
        if !sum.takes(reading, &piece, and, to) {
            break;
        }
        if sum.parts == 1 && glued {
            with_and = true;
        }
        at = to;
        end = to;
    }
    let with_to = reading
        .hits(from)
        .iter()
        .any(|hit| hit.with_to && matches!(hit.item, Item::Number(_)));
    (sum.parts > 0).then(|| sum.finish(from, end, with_and, with_to))
}

impl Sum {
    /// Whether a piece belongs to this number; it is added then. `to` is where the piece ends.
    fn takes(&mut self, reading: &Reading<'_>, piece: &Piece, and: bool, to: usize) -> bool {
        let taken = match piece {
            Piece::Digits(digits) => self.takes_digits(reading, digits, and, to),
            Piece::Word(word) => self.takes_word(reading, *word, and, to),
        };
        let taken = taken || self.takes_elliptical(reading, piece, and, to);
        if taken {
            self.parts += 1;
            self.after_and = and;
        }
        taken
    }

    /// «یک و دویست» for a price: a million and two hundred thousand.
    fn takes_elliptical(
        &mut self,
        reading: &Reading<'_>,
        piece: &Piece,
        and: bool,
        to: usize,
    ) -> bool {
        let value = match piece {
            Piece::Digits(digits) => digits.value,
            Piece::Word(NumberWord::Plain(value)) => *value,
            Piece::Word(_) => return false,
        };
        let millions = self
            .current
            .filter(|current| (1.0..10.0).contains(current) && current.fract() == 0.0);
        let fits = self.parts == 1
            && and
            && reading.context == Some(crate::Context::Budget)
            && (100.0..1000.0).contains(&value)
            && reading.number_scale(to).is_none()
            && reading.tag_before(self.from, Tag::Between).is_none();
        let Some(millions) = millions.filter(|_| fits) else {
            return false;
        };
        self.total = millions * MILLION;
        (self.last, self.greatest) = (MILLION, MILLION);
        self.current = Some(value);
        self.digits = None;
        true
    }

    fn takes_digits(
        &mut self,
        reading: &Reading<'_>,
        digits: &Digits,
        and: bool,
        to: usize,
    ) -> bool {
        if self.parts == 0 {
            self.current = Some(digits.value);
            self.digits = Some(digits.clone());
            return true;
        }
        // Russian may put the count behind: «тысяч 900».
        if self.parts == 1 && self.inverted && digits.value < 1000.0 {
            self.total *= digits.value;
            self.inverted = false;
            return true;
        }
        // "2 million 200": thousands are meant, unless something is counted.
        if self.current.is_none() && self.last >= MILLION && self.last.is_finite() {
            let scaled = reading.number_scale(to);
            let fits = (and || digits.value >= 100.0)
                && digits.value < 1000.0
                && digits.value.fract() == 0.0;
            if (fits && !reading.counts_something(to))
                || (scaled == Some(1e3) && digits.value < 1000.0)
            {
                self.current = Some(digits.value);
                self.digits = None;
                return true;
            }
        }
        false
    }

    fn takes_word(
        &mut self,
        reading: &Reading<'_>,
        word: NumberWord,
        and: bool,
        to: usize,
    ) -> bool {
        match word {
            NumberWord::Plain(value) => self.takes_plain(reading, value, and, to),
            NumberWord::Hundred => match self.current {
                Some(current) if current < 100.0 => {
                    self.current = Some(current * 100.0);
                    true
                }
                None if self.parts == 0 => {
                    self.current = Some(100.0);
                    true
                }
                None => self.takes_plain(reading, 100.0, and, to),
                Some(_) => false,
            },
            NumberWord::Scale(scale) => self.takes_scale(reading, scale, and),
            NumberWord::Scaled(count, scale) => {
                if self.parts > 0 && (self.current.is_some() || scale >= self.last) {
                    return false;
                }
                self.total += count * scale;
                self.last = scale;
                self.greatest = self.greatest.max(scale);
                true
            }
            NumberWord::Part(part) => self.takes_part(reading, part, and, to),
        }
    }

    fn takes_plain(&mut self, reading: &Reading<'_>, value: f64, and: bool, to: usize) -> bool {
        let Some(current) = self.current else {
            if self.parts > 0 {
                // "2 million 3 bedrooms" are two numbers.
                let scaled = reading
                    .number_scale(to)
                    .is_some_and(|scale| scale < self.last);
                let hundreds = value >= 100.0 || reading.is_hundred(to);
                let ends = reading.ends_clause(to);
                let more = reading.number_word_follows(to);
                if reading.counts_something(to) || !(scaled || and || hundreds || ends || more) {
                    return false;
                }
                if self.last < MILLION && !and && !hundreds && value < 10.0 && !ends && !more {
                    return false;
                }
            }
            self.current = Some(value);
            return true;
        };
        if self.digits.is_some() {
            return false;
        }
        let behind_million = self.last.is_finite() && self.last >= MILLION;
        if !and && spoken::leaves_out_hundred(reading, current, value, behind_million, to) {
            self.current = Some(current * 100.0 + value);
            return true;
        }
        let fits = if value < 10.0 {
            current >= 20.0 && current % 10.0 == 0.0
        } else if value < 100.0 {
            // Arabic says five and twenty.
            (current >= 100.0 && current % 100.0 == 0.0)
                || (and
                    && value % 10.0 == 0.0
                    && value >= 20.0
                    && current % 100.0 < 10.0
                    && current % 100.0 > 0.0)
        } else {
            false
        };
        // "three or twenty" has no "and"; a count ends where another one begins.
        if !fits || (reading.counts_something(to) && !and && value < 10.0 && current >= 100.0) {
            return false;
        }
        self.current = Some(current + value);
        true
    }

    fn takes_scale(&mut self, reading: &Reading<'_>, scale: f64, and: bool) -> bool {
        let _ = reading;
        match self.current {
            Some(current) => {
                // "nine hundred and a million" are two numbers.
                if scale >= self.last || and {
                    return false;
                }
                let count = match &self.digits {
                    // "1.250 million" has a fraction, "650.000" has none.
                    Some(digits) if scale >= MILLION || digits.value.fract() != 0.0 => {
                        digits.decimal.unwrap_or(current)
                    }
                    _ => current,
                };
                self.total += count * scale;
                self.current = None;
            }
            None if self.parts == 0 => self.total += scale,
            // "a hundred thousand million" is nothing; «هزار میلیارد» is a thousand milliards.
            None if !and && scale > self.last => {
                self.total *= scale;
            }
            None if and && scale < self.last => self.total += scale,
            None => return false,
        }
        self.last = scale;
        self.greatest = self.greatest.max(scale);
        true
    }

    fn takes_part(&mut self, reading: &Reading<'_>, part: f64, and: bool, to: usize) -> bool {
        if self.parts == 0 {
            // "half" alone is none; "half a million", полтора миллиона.
            let scale = reading.number_scale(to).is_some();
            if part <= 0.0 || (part < 1.0 && !scale) {
                return false;
            }
            self.current = Some(part);
            return true;
        }
        if !and
            && part > 0.0
            && self.current.is_some()
            && reading.number_scale(to).is_none()
            && self.digits.is_none()
        {
            return false;
        }
        if self.inverted && self.parts == 1 && part >= 1.0 {
            self.total *= part;
            self.inverted = false;
            return true;
        }
        match &mut self.current {
            Some(current) => {
                *current += part;
                // "300 and a half" is nothing that is said of figures alone, but it does no harm.
                if let Some(digits) = &mut self.digits {
                    digits.value += part;
                    digits.decimal = digits.decimal.map(|value| value + part);
                }
            }
            None => self.total += part * self.last,
        }
        true
    }

    fn finish(self, from: usize, to: usize, with_and: bool, with_to: bool) -> Number {
        let mut value = self.total;
        if let (true, Some(current)) = (
            self.inverted
                && self.total >= 1.0
                && self.total <= self.last
                && (self.last < MILLION || self.current < Some(100.0)),
            self.current,
        ) {
            return Number {
                from,
                to,
                value: current * self.total,
                scale: self.greatest,
                digits: None,
                with_and,
                with_to,
            };
        }
        if let Some(current) = self.current {
            // "two million two hundred", "a million two".
            value += if self.last.is_finite() && self.last >= MILLION {
                let step = if current < 10.0 {
                    self.last / 10.0
                } else {
                    self.last / 1000.0
                };
                if current < 1000.0 {
                    current * step
                } else {
                    current
                }
            } else if self.last < MILLION && current >= 1000.0 {
                0.0
            } else {
                current
            };
        }
        Number {
            from,
            to,
            value,
            scale: self.greatest,
            digits: self.digits,
            with_and,
            with_to,
        }
    }
}
