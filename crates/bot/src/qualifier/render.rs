//! Texts as they are sent: names filled in, menus numbered, figures in the language's digits.

use flow::Texts;
use understanding::Language::{self, Arabic, English, Persian, Russian};

use super::phrases::of_flow;

/// The order of the menu of languages.
pub(super) const LANGUAGES: [Language; 4] = [English, Arabic, Persian, Russian];

/// Names that texts are filled with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) agency: &'a str,
    pub(super) customer: Option<&'a str>,
}

/// A text in a language, with the names in it. What is in brackets is left out where the customer's name is not known.
pub(super) fn text(texts: &Texts, language: Language, names: Names<'_>) -> String {
    let template = texts.say(of_flow(language));
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('[') {
        let (optional, after) = after.split_once(']').unwrap_or((after, ""));
        filled.push_str(before);
        if names.customer.is_some() {
            filled.push_str(optional);
        }
        rest = after;
    }
    filled.push_str(rest);
    let agency = isolated(names.agency, language);
    let customer = isolated(names.customer.unwrap_or_default(), language);
    // The customer's name last: what is in it is no template.
    filled
        .replace("{agency}", &agency)
        .replace("{name}", &customer)
}

/// A text without names.
pub(super) fn plain(texts: &Texts, language: Language) -> &str {
    texts.say(of_flow(language))
}

/// Something of the other writing direction, fenced off so that it does not turn its surroundings round.
pub(super) fn isolated(inner: &str, language: Language) -> String {
    let is_rightward = |c: &char| matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fefc}');
    let first = inner.chars().find(|c| c.is_alphabetic());
    let turns =
        first.is_some_and(|first| is_rightward(&first) != matches!(language, Persian | Arabic));
    if turns {
        format!("\u{2068}{inner}\u{2069}")
    } else {
        inner.to_owned()
    }
}

/// A numbered menu, a line a choice.
pub(super) fn menu<'a>(labels: impl Iterator<Item = &'a str>, language: Language) -> String {
    let lines: Vec<_> = (1_u64..)
        .zip(labels)
        .map(|(number, label)| format!("{}. {label}", digits(&number.to_string(), language)))
        .collect();
    lines.join("\n")
}

/// The menu of languages, which has to be read in any of them.
pub(super) fn languages() -> String {
    let lines = "1. English\n2. العربية\n3. فارسی\n4. Русский";
    format!(
        "Please choose your language · اختاروا اللغة · زبان را انتخاب کنید · Выберите язык\n\n{lines}"
    )
}

/// Figures in the digits that the language is written with.
pub(super) fn digits(figures: &str, language: Language) -> String {
    let zero = match language {
        English | Russian => return figures.to_owned(),
        Persian => '۰',
        Arabic => '٠',
    };
    let own = |c: char| {
        c.to_digit(10)
            .and_then(|digit| char::from_u32(u32::from(zero) + digit))
            .unwrap_or(c)
    };
    figures.chars().map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_known_leaves_no_gap() {
        let texts = Texts {
            en: Some("Hi[, {name}]! {agency} here.".to_owned()),
            fa: Some("سلام[، {name}]! از {agency}.".to_owned()),
            ..Texts::default()
        };
        let names = |customer| Names {
            agency: "Palm",
            customer,
        };
        assert_eq!(text(&texts, English, names(None)), "Hi! Palm here.");
        assert_eq!(
            text(&texts, English, names(Some("Ana"))),
            "Hi, Ana! Palm here."
        );
        assert_eq!(
            text(&texts, English, names(Some("سارا"))),
            "Hi, \u{2068}سارا\u{2069}! Palm here."
        );
        assert_eq!(
            text(&texts, Persian, names(Some("سارا"))),
            "سلام، سارا! از \u{2068}Palm\u{2069}."
        );
    }

    #[test]
    fn menus_are_numbered_as_the_language_writes() {
        let labels = || ["a", "b"].into_iter();
        assert_eq!(menu(labels(), English), "1. a\n2. b");
        assert_eq!(menu(labels(), Persian), "۱. a\n۲. b");
        assert_eq!(menu(labels(), Arabic), "١. a\n٢. b");
    }
}
