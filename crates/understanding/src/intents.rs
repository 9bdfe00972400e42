//! What is wanted: the most urgent of what a message says.

use crate::{
    Context, Intent, Slots, correction, leaving,
    lexicon::Tag,
    patterns::{Meaning, Patterns},
    reading::Reading,
};

/// What the slots know of the message.
pub(crate) struct Known<'a> {
    pub(crate) slots: &'a Slots,
    /// Tokens that slots are said with.
    pub(crate) covered: &'a [(usize, usize)],
    /// Where the name is.
    pub(crate) name: Option<(usize, usize)>,
    /// The two transactions, where two are worded.
    pub(crate) transaction: Option<Intent>,
    /// Whether a word is a verb or a function word.
    pub(crate) is_frame: &'a dyn Fn(&str) -> bool,
}

/// The intent of a message; `None` where it is only values, a choice, or an acknowledgement.
pub(crate) fn intent(
    reading: &Reading<'_>,
    patterns: &Patterns,
    known: &Known<'_>,
) -> Option<Intent> {
    let line = &reading.line;
    if leaving::opts_out(reading.text, None).is_some() {
        return Some(Intent::Stop);
    }
    let opened = without_openers(line);
    if (patterns.has(Meaning::Stop, line) || patterns.has(Meaning::Stop, &opened))
        && !patterns.has(Meaning::NotStop, line)
    {
        return Some(Intent::Stop);
    }
    let without_name = without_name_formula(reading, known);
    let human = patterns.without(Meaning::NotHuman, &without_name);
    if patterns.has(Meaning::Human, &human) {
        return Some(Intent::Human);
    }
    let resumes = leaving::opts_in(reading.text, None).is_some()
        || patterns.has(Meaning::Resume, line)
        || patterns.has(Meaning::Resume, &opened);
    // "You can write Maria Lopez"
    let spells = known.name.is_some() && reading.context == Some(Context::Name);
    if resumes && !spells && !patterns.has(Meaning::NotResume, line) {
        return Some(Intent::Resume);
    }
    if known.transaction.is_some() {
        return known.transaction;
    }
    if patterns.has(Meaning::LetOut, line) {
        return Some(Intent::Other);
    }
    rest(reading, patterns, known)
}

/// The transaction that is worded first, and where; and where a second one is.
pub(crate) fn transaction(
    reading: &Reading<'_>,
    patterns: &Patterns,
) -> Option<(Intent, usize, Option<usize>)> {
    // What is blanked keeps its length, so that places stay those of the line.
    let blank = |meaning: Meaning, line: &str| {
        let mut line = line.to_owned();
        while let Some((start, end)) = patterns.find(meaning, &line) {
            let blanked: String = line[start..end]
                .chars()
                .map(|c| {
                    if c == ' ' {
                        " ".to_owned()
                    } else {
                        "_".repeat(c.len_utf8())
                    }
                })
                .collect();
            if blanked == line[start..end] {
                break;
            }
            line.replace_range(start..end, &blanked);
        }
        line
    };
    let wanted = blank(Meaning::NotWanted, &reading.line);
    if let Some((start, _)) = patterns.find(Meaning::Invest, &wanted) {
        return Some((Intent::Invest, start, None));
    }
    let wanted = blank(Meaning::LetOut, &wanted);
    // "a flat for sale" is bought, unless it is one's own.
    let mut found: Vec<(usize, usize, Intent)> = [
        (Meaning::Sell, Intent::Sell),
        (Meaning::Buy, Intent::Buy),
        (Meaning::Rent, Intent::Rent),
    ]
    .into_iter()
    .filter_map(|(meaning, intent)| {
        let (start, end) = patterns.find(meaning, &wanted)?;
        Some((start, end, intent))
    })
    .collect();
    found.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    // A seller's phrase that holds a buyer's word: «عندي شقة للبيع».
    if let Some((start, end, _)) = found
        .iter()
        .find(|(.., intent)| *intent == Intent::Sell)
        .copied()
    {
        found.retain(|(other, _, intent)| {
            *intent == Intent::Sell || *other < start || *other + 1 >= end
        });
    }
    let (start, end, intent) = *found.first()?;
    if let Some((second, _, corrected)) = found.get(1).copied()
        && correction::between(
            reading,
            reading.token_at(end.saturating_sub(2)) + 1,
            reading.token_at(second + 1),
        )
    {
        return Some((corrected, second, None));
    }
    let second = found.get(1).map(|(second, ..)| *second);
    Some((intent, start, second))
}

/// Greeting, something else, or nothing but values.
fn rest(reading: &Reading<'_>, patterns: &Patterns, known: &Known<'_>) -> Option<Intent> {
    let line = &reading.line;
    let has_words = reading.tokens.iter().any(crate::tokens::Token::is_word);
    if !has_words {
        return None;
    }
    let left = left_over(reading, known);
    let greets = patterns.has(Meaning::Greeting, line);
    let left = patterns.without(Meaning::Greeting, &left);
    let left = patterns.without(Meaning::Ack, &left);
    let left = if greets {
        patterns.without(Meaning::Filler, &left)
    } else {
        left
    };
    let words = |line: &str| {
        line.split(' ')
            .filter(|word| word.chars().any(char::is_alphabetic))
            .count()
    };
    let only_name = *known.slots
        == Slots {
            name: known.slots.name.clone(),
            ..Slots::default()
        };
    let formula_free = if known.name.is_some() {
        patterns.without(Meaning::NameBefore, &left)
    } else {
        left.clone()
    };
    let formula_free = if known.name.is_some() {
        patterns.without(Meaning::NameAfter, &formula_free)
    } else {
        formula_free
    };
    if greets
        && only_name
        && (words(&formula_free) == 0
            || (known.name.is_some()
                && words(&formula_free) <= 3
                && !patterns.has(Meaning::Question, &left)
                && !patterns.has(Meaning::Statement, &formula_free)))
        && reading.context != Some(Context::Name)
    {
        return Some(Intent::Greeting);
    }
    if greets && known.slots.is_empty() && words(&left) == 0 {
        return Some(Intent::Greeting);
    }
    if words(&left) == 0 {
        return None;
    }
    let asks = reading.text.contains(['?', '؟']);
    let question = patterns.has(Meaning::Question, &left);
    let indifferent = patterns.has(Meaning::NoPreference, line);
    if known.slots.is_empty() {
        return empty(
            reading,
            patterns,
            known,
            &left,
            question || asks,
            indifferent,
        );
    }
    // A value with a question mark is an uncertain answer; a question that names values is a question.
    let answered = reading.context.is_some() && is_answered(reading.context, known.slots);
    if question && (asks || !answered) && !(answered && words(&left) <= 1) {
        return Some(Intent::Other);
    }
    let weak = known.slots.budget.is_none()
        && known.slots.bedrooms.is_none()
        && known.slots.timeline.is_none()
        && known.slots.financing.is_none()
        && known.slots.choice.is_none()
        && known.slots.area_not.is_empty();
    let statement = patterns.has(Meaning::Statement, &left);
    if weak && !answered && statement && known.slots.name.is_none() {
        return Some(Intent::Other);
    }
    if asks && !answered && words(&left) >= 3 {
        return Some(Intent::Other);
    }
    None
}

/// Words of a wish for what is close by, which is no place that is known.
const NEAR: &[&str] = &[
    "near",
    "close",
    "nearby",
    "closer",
    "نزدیک",
    "قریب",
    "قریبه",
    "جنب",
    "рядом",
    "поближе",
    "недалеко",
    "ближе",
    "nazdik",
    "nazdike",
];

/// A message without values.
fn empty(
    reading: &Reading<'_>,
    patterns: &Patterns,
    known: &Known<'_>,
    left: &str,
    question: bool,
    indifferent: bool,
) -> Option<Intent> {
    let statement = patterns.has(Meaning::Statement, left);
    // The name is none of ours.
    if indifferent && reading.context == Some(Context::Name) {
        return Some(Intent::Other);
    }
    if indifferent {
        // "You decide" is an answer; "it depends, what do you have?" is a question.
        let rest = patterns.without(Meaning::NoPreference, left);
        let goes_on = reading.text.contains(['?', '؟', ',', '،', '.']);
        return (goes_on && patterns.has(Meaning::Question, &rest)).then_some(Intent::Other);
    }
    let words = left
        .split(' ')
        .filter(|word| word.chars().any(char::is_alphabetic));
    let sentence = words.clone().any(|word| (known.is_frame)(word));
    let words = words.count();
    let dated = reading.all(Tag::Calendar).chain(reading.all(Tag::Lease));
    let is_calendar = reading.context == Some(Context::Timeline)
        && dated.into_iter().next().is_some()
        && !reading.text.contains(['?', '؟']);
    let asks = reading.text.contains(['?', '؟']);
    let near_answer =
        reading.context == Some(Context::Area) && !asks && !patterns.has(Meaning::Question, left);
    let talks = patterns.has(Meaning::NotHuman, &reading.line);
    if (question || talks || (statement && !near_answer)) && !is_calendar {
        return Some(Intent::Other);
    }
    let near = reading
        .tokens
        .iter()
        .any(|token| NEAR.contains(&token.text.as_str()));
    match reading.context {
        // "Close to the beach" names no place that is known.
        Some(Context::Area) if near => None,
        // "When my lease ends", "after Ramadan": a time that is no length.
        Some(Context::Timeline) if is_calendar && !reading.text.contains(['?', '؟']) => None,
        // How many we are is no number of rooms, and still an answer.
        Some(Context::Bedrooms)
            if reading.all(Tag::People).next().is_some()
                || reading.all(Tag::Bathroom).next().is_some() =>
        {
            None
        }
        // A place that is not known.
        Some(Context::Area | Context::Name) if words <= 4 && !sentence => None,
        Some(Context::Budget | Context::Timeline | Context::Bedrooms) if words <= 3 => None,
        _ => Some(Intent::Other),
    }
}

fn is_answered(context: Option<Context>, slots: &Slots) -> bool {
    match context {
        Some(Context::Budget) => slots.budget.is_some(),
        Some(Context::Bedrooms) => slots.bedrooms.is_some(),
        Some(Context::Timeline) => slots.timeline.is_some(),
        Some(Context::Area) => !slots.area.is_empty() || !slots.area_not.is_empty(),
        Some(Context::Name) => slots.name.is_some(),
        Some(Context::Menu) => slots.choice.is_some(),
        None => false,
    }
}

/// The line without what slots are said with.
fn left_over(reading: &Reading<'_>, known: &Known<'_>) -> String {
    let mut line = String::from(" ");
    for (at, token) in reading.tokens.iter().enumerate() {
        let inside =
            |places: &[(usize, usize)]| places.iter().any(|(from, to)| (*from..*to).contains(&at));
        let corrects = !known.slots.is_empty() && reading.has(at, Tag::Correction);
        if corrects || inside(known.covered) || known.name.is_some_and(|name| inside(&[name])) {
            continue;
        }
        line.push_str(&token.text);
        line.push(' ');
    }
    line
}

/// "call me Mike" asks for no call.
fn without_name_formula(reading: &Reading<'_>, known: &Known<'_>) -> String {
    const CALLS: &[&str] = &[
        "me",
        "call",
        "just",
        "can",
        "you",
        "صدا",
        "نادونی",
        "зовите",
        "називайте",
        "u",
        "may",
    ];
    let Some((from, _)) = known.name else {
        return reading.line.clone();
    };
    let mut line = String::from(" ");
    let mut start = from;
    while let Some(before) = start.checked_sub(1)
        && CALLS.contains(&reading.tokens[before].text.as_str())
    {
        start = before;
    }
    for (at, token) in reading.tokens.iter().enumerate() {
        if (start..=from).contains(&at) {
            continue;
        }
        line.push_str(&token.text);
        line.push(' ');
    }
    line
}

/// The line without the words that open it: "ok, continue".
fn without_openers(line: &str) -> String {
    const OPENERS: &[&str] = &[
        "ok",
        "okay",
        "yes",
        "hi",
        "hello",
        "hey",
        "please",
        "well",
        "so",
        "and",
        "now",
        "alright",
        "sure",
        "سلام",
        "خب",
        "باشه",
        "اوکی",
        "بله",
        "لطفا",
        "آره",
        "اره",
        "حالا",
        "پس",
        "طیب",
        "تمام",
        "نعم",
        "مرحبا",
        "هلا",
        "اوکیه",
        "یلا",
        "خلاص",
        "اهلا",
        "ай",
        "да",
        "ок",
        "ладно",
        "хорошо",
        "ну",
        "привет",
        "здравствуйте",
        "все",
        "так",
        "tayeb",
        "khob",
        "bashe",
        "salam",
        "da",
        "nu",
        "privet",
        ",",
        ".",
        "!",
    ];
    let mut rest = line;
    while let Some((word, after)) = rest.trim_start().split_once(' ')
        && OPENERS.contains(&word)
        && !after.trim().is_empty()
    {
        rest = after;
    }
    format!(" {}", rest.trim_start())
}
