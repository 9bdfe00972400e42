//! What is known, said back in the customer's language.

use flow::{Slot, Texts};
use understanding::{
    Bedrooms, Budget,
    Language::{self, Arabic, English, Persian, Russian},
};

use super::{
    knowledge::{Facts, code},
    phrases::VALUES,
    render::{digits, isolated, plain},
};

/// A few words for the value of a slot; `None`: it has none that is worth saying.
pub(super) fn phrase(facts: &Facts, slot: Slot, language: Language) -> Option<String> {
    let slots = &facts.slots;
    if let Some(words) = facts.words.get(&slot) {
        return Some(isolated(&words.replace(['?', '؟'], ""), language));
    }
    let coded = |kind: &str| {
        let names: Vec<_> = facts
            .codes(slot)
            .iter()
            .map(|code| named(kind, code, language))
            .collect();
        (!names.is_empty()).then(|| list(&names, language))
    };
    let said = match slot {
        Slot::Intent => coded("intent"),
        Slot::Area if slots.area.is_empty() && !slots.area_not.is_empty() => {
            let names: Vec<_> = slots
                .area_not
                .iter()
                .map(|area| named("area", area, language))
                .collect();
            Some(filled("not", &list(&names, language), language))
        }
        Slot::Area => coded("area"),
        // "Studio" is said once, as the kind.
        Slot::Bedrooms
            if slots.bedrooms == Some(Bedrooms::STUDIO) && !slots.property_type.is_empty() =>
        {
            return None;
        }
        Slot::PropertyType => coded("property_type"),
        Slot::Timeline => coded("timeline"),
        Slot::Financing => coded("financing"),
        Slot::Bedrooms => slots.bedrooms.map(|bedrooms| rooms(bedrooms, language)),
        Slot::Budget => slots.budget.map(|budget| money(budget, language)),
        Slot::Name => slots.name.as_deref().map(|name| isolated(name, language)),
        Slot::Phone => slots.phone.clone(),
        Slot::Visit => facts.visit.map(|time| time.said(language)),
        Slot::Details => None,
    };
    let any = || {
        let slot_name = named("slot", slot.name(), language);
        let is_open = facts.indifferent.contains(&slot);
        is_open.then(|| filled("any", &slot_name, language))
    };
    said.or_else(any)
}

/// Several values in a row.
pub(super) fn list(parts: &[String], language: Language) -> String {
    parts.join(comma(language))
}

fn comma(language: Language) -> &'static str {
    match language {
        English | Russian => ", ",
        Persian | Arabic => "، ",
    }
}

/// What a code is called; itself where it has no name.
pub(super) fn named(kind: &str, code: &str, language: Language) -> String {
    let name = VALUES.get(&format!("{kind}.{code}"));
    name.map_or_else(
        || isolated(code, language),
        |texts| plain(texts, language).to_owned(),
    )
}

fn filled(pattern: &str, x: &str, language: Language) -> String {
    let pattern = VALUES
        .get(pattern)
        .map_or("{x}", |texts: &Texts| plain(texts, language));
    pattern.replace("{x}", x)
}

fn range(from: &str, to: &str, language: Language) -> String {
    let pattern = VALUES
        .get("range")
        .map_or("{a}–{b}", |texts| plain(texts, language));
    pattern.replace("{a}", from).replace("{b}", to)
}

fn rooms(bedrooms: Bedrooms, language: Language) -> String {
    let (number, count) = match bedrooms {
        Bedrooms::Studio(_) => return named("property_type", "studio", language),
        Bedrooms::Count(count) if language == Arabic && count == 1 => {
            return "غرفة نوم واحدة".to_owned();
        }
        Bedrooms::Count(count) if language == Arabic && count == 2 => {
            return "غرفتا نوم".to_owned();
        }
        Bedrooms::Count(count) => (digits(&count.to_string(), language), count),
        Bedrooms::Range {
            min: Some(min),
            max: Some(max),
        } => {
            let (from, to) = (
                digits(&min.to_string(), language),
                digits(&max.to_string(), language),
            );
            (range(&from, &to, language), max)
        }
        Bedrooms::Range {
            min: Some(min),
            max: None,
        } => (
            format!("{}+", digits(&min.to_string(), language)),
            min.max(2),
        ),
        Bedrooms::Range { min: None, max } => {
            let most = max.unwrap_or_default();
            (
                filled("up_to", &digits(&most.to_string(), language), language),
                most,
            )
        }
    };
    match language {
        English if count == 1 => format!("{number} bedroom"),
        English => format!("{number} bedrooms"),
        Persian => format!("{number} خوابه"),
        Arabic if (3..=10).contains(&count) => format!("{number} غرف نوم"),
        Arabic => format!("{number} غرفة نوم"),
        Russian => format!("{number} {}", russian(count)),
    }
}

fn russian(count: u32) -> &'static str {
    match (count % 10, count % 100) {
        (_, 11..=14) => "спален",
        (1, _) => "спальня",
        (2..=4, _) => "спальни",
        _ => "спален",
    }
}

fn money(budget: Budget, language: Language) -> String {
    let sum = |amount| {
        let (figure, unit) = amount_of(amount, language);
        if unit.is_empty() {
            figure
        } else {
            format!("{figure} {unit}")
        }
    };
    let amount = match (budget.min, budget.max) {
        (Some(min), Some(max)) if min == max => sum(min),
        (Some(min), Some(max)) => {
            // The unit once: "5–6 million".
            let (from, to) = (amount_of(min, language), amount_of(max, language));
            let is_one = from.1.is_empty() == to.1.is_empty();
            range(&if is_one { from.0 } else { sum(min) }, &sum(max), language)
        }
        (None, Some(max)) => filled("up_to", &sum(max), language),
        (Some(min), None) => filled("from", &sum(min), language),
        (None, None) => String::new(),
    };
    let mut said = vec![amount];
    let code_of = |currency| code(&currency).unwrap_or_default();
    if let Some(currency) = budget.currency {
        said.push(named("currency", &code_of(currency), language));
    }
    if let Some(period) = budget.period.and_then(|period| code(&period)) {
        said.push(named("period", &period, language));
    }
    said.join(" ")
}

/// An amount as people write it, with its unit: millions in words, else grouped by thousands.
fn amount_of(amount: u64, language: Language) -> (String, &'static str) {
    let (point, group) = match language {
        English => ('.', ','),
        Persian | Arabic => ('٫', '٬'),
        Russian => (',', '\u{a0}'),
    };
    if amount >= 1_000_000 && amount.is_multiple_of(10_000) {
        let whole = amount / 1_000_000;
        let parts = format!("{:02}", amount % 1_000_000 / 10_000);
        let parts = parts.trim_end_matches('0');
        let figure = if parts.is_empty() {
            whole.to_string()
        } else {
            format!("{whole}{point}{parts}")
        };
        // Arabic counts from three to ten in the plural.
        let is_few = parts.is_empty() && (3..=10).contains(&whole);
        let unit = VALUES.get(if is_few { "millions" } else { "million" });
        return (
            digits(&figure, language),
            unit.map_or("M", |texts| plain(texts, language)),
        );
    }
    let figures = amount.to_string();
    let mut grouped = String::new();
    for (at, figure) in figures.chars().enumerate() {
        if at > 0 && (figures.len() - at).is_multiple_of(3) {
            grouped.push(group);
        }
        grouped.push(figure);
    }
    (digits(&grouped, language), "")
}

#[cfg(test)]
mod tests {
    use understanding::{Currency, Period};

    use super::*;

    #[test]
    fn rooms_are_counted_as_each_language_counts() {
        for (count, said) in [
            (1, ["1 bedroom", "۱ خوابه", "غرفة نوم واحدة", "1 спальня"]),
            (2, ["2 bedrooms", "۲ خوابه", "غرفتا نوم", "2 спальни"]),
            (3, ["3 bedrooms", "۳ خوابه", "٣ غرف نوم", "3 спальни"]),
            (5, ["5 bedrooms", "۵ خوابه", "٥ غرف نوم", "5 спален"]),
            (11, ["11 bedrooms", "۱۱ خوابه", "١١ غرفة نوم", "11 спален"]),
        ] {
            let languages = [English, Persian, Arabic, Russian];
            assert_eq!(
                languages.map(|language| rooms(Bedrooms::Count(count), language)),
                said
            );
        }
        assert_eq!(
            rooms(Bedrooms::between(Some(2), Some(3)), Persian),
            "۲ تا ۳ خوابه"
        );
    }

    #[test]
    fn money_is_said_as_people_write_it() {
        let budget = |min, max, currency, period| Budget {
            min,
            max,
            currency,
            period,
        };
        let million = budget(None, Some(1_250_000), Some(Currency::Aed), None);
        assert_eq!(money(million, English), "up to 1.25 million AED");
        assert_eq!(money(million, Persian), "تا ۱٫۲۵ میلیون درهم");
        assert_eq!(money(million, Arabic), "حتى ١٫٢٥ مليون درهم");
        assert_eq!(money(million, Russian), "до 1,25 млн AED");
        let range = budget(Some(5_000_000), Some(6_000_000), None, None);
        assert_eq!(money(range, Russian), "5–6 млн");
        assert_eq!(money(range, Arabic), "٥ إلى ٦ ملايين");
        let rent = budget(Some(90_000), Some(120_000), None, Some(Period::Year));
        assert_eq!(money(rent, English), "90,000–120,000 a year");
        assert_eq!(money(rent, Persian), "۹۰٬۰۰۰ تا ۱۲۰٬۰۰۰ در سال");
    }
}
