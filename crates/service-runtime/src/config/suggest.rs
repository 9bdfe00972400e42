//! What to say of a name that is no setting: which one was probably meant.

use strsim::damerau_levenshtein;

use super::layers::env_name;

/// The settings of all services, a line each: the key, a tab, the service. `cargo xtask gen` writes it, so that a service
/// can say whose setting it was given.
const OF_ALL: &str = include_str!("of_all.tsv");

/// The most settings that one answer names.
const MOST_NAMED: usize = 3;

/// What is said of `key`, which is none of the service's `own` settings. Goes on after the key.
pub(super) fn unknown(key: &str, own: &[String]) -> String {
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    if let Some(meant) = own.iter().find(|known| folded(known) == folded(key)) {
        return format!("is not a setting; did you mean {meant}?");
    }
    let others = others(&own);
    let owners = owners(&others, |known| folded(known) == folded(key));
    if !owners.is_empty() {
        return format!("is a setting of {}, not of this service", owners.join(", "));
    }
    if let Some(meant) = misspelt(key, &own, &others) {
        return meant;
    }
    let in_another_place = in_another_place(key, &own);
    if !in_another_place.is_empty() {
        let names = in_another_place.join(" or ");
        return format!("is not a setting; did you mean {names}?");
    }
    let section = key.split_once('.').map_or(key, |(section, _)| section);
    let section = section.to_lowercase();
    let inside: Vec<&str> = own
        .iter()
        .filter_map(|known| known.strip_prefix(&section)?.strip_prefix('.'))
        .collect();
    if inside.is_empty() {
        format!(
            "is not a setting; the sections are {}",
            sections(&own).join(", ")
        )
    } else {
        format!("is not a setting; {section} has {}", inside.join(", "))
    }
}

/// The variable that was meant by `name`, which is not read since it does not have the form `PEYK__SECTION__KEY`; `None`
/// when it is none of our business. Kubernetes gives every pod variables such as `PEYK_NATS_PORT`: only what spells a
/// setting, or has the double underscore that nothing else has, is one.
pub(super) fn meant_by_variable(name: &str, own: &[String]) -> Option<String> {
    let upper = name.to_uppercase();
    let rest = upper.strip_prefix("PEYK")?;
    let (distance, meant) = own
        .iter()
        .map(|known| (damerau_levenshtein(&folded(known), &folded(rest)), known))
        .min()?;
    let far = if rest.contains("__") {
        allowed(&folded(rest))
    } else {
        0
    };
    (distance <= far).then(|| env_name(meant))
}

/// A key without what people get wrong first: case, and which of `.`, `_`, `__` and `-` stands where.
fn folded(key: &str) -> String {
    key.chars()
        .filter(|char| char.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many slips of the finger a name may have.
fn allowed(key: &str) -> usize {
    key.chars().count() / 4 + 1
}

/// Keys and services of settings that are not the service's own.
fn others(own: &[&str]) -> Vec<(&'static str, &'static str)> {
    OF_ALL
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(key, _)| !own.contains(key))
        .collect()
}

fn owners(
    others: &[(&'static str, &'static str)],
    is_meant: impl Fn(&str) -> bool,
) -> Vec<&'static str> {
    let meant = others.iter().filter(|(key, _)| is_meant(key));
    meant.map(|(_, service)| *service).collect()
}

/// The nearest setting, of this service rather than of another when both are as near.
fn misspelt(key: &str, own: &[&str], others: &[(&str, &str)]) -> Option<String> {
    let lower = key.to_lowercase();
    let distance = |known: &str| damerau_levenshtein(&lower, known);
    let ours = own.iter().map(|known| (distance(known), false, *known));
    let theirs = others
        .iter()
        .map(|(known, _)| (distance(known), true, *known));
    let (distance, is_theirs, meant) = ours.chain(theirs).min()?;
    if distance > allowed(&lower) {
        return None;
    }
    Some(if is_theirs {
        let owners = owners_of(others, meant);
        format!("is not a setting; did you mean {meant}, a setting of {owners}?")
    } else {
        format!("is not a setting; did you mean {meant}?")
    })
}

fn owners_of(others: &[(&str, &str)], meant: &str) -> String {
    let owners = others.iter().filter(|(known, _)| *known == meant);
    let owners: Vec<&str> = owners.map(|(_, service)| *service).collect();
    owners.join(", ")
}

/// Settings whose own name is that of `key`, but whose section is another or nested otherwise: those of a section that
/// `key` names, else the nearest first.
fn in_another_place<'a>(key: &str, own: &[&'a str]) -> Vec<&'a str> {
    let lower = key.to_lowercase();
    let last = |key: &str| folded(key.rsplit('.').next().unwrap_or_default());
    let mut found: Vec<&str> = own
        .iter()
        .copied()
        .filter(|known| last(known) == last(&lower))
        .collect();
    let of_a_named_section = |known: &&str| {
        let section = known.split('.').next().unwrap_or_default();
        lower.split('.').any(|part| part == section)
    };
    if found.iter().any(of_a_named_section) {
        found.retain(of_a_named_section);
    }
    found.sort_by_key(|known| damerau_levenshtein(&lower, known));
    found.truncate(MOST_NAMED);
    found
}

fn sections<'a>(own: &[&'a str]) -> Vec<&'a str> {
    let mut sections: Vec<&str> = own.iter().filter_map(|key| key.split('.').next()).collect();
    sections.dedup();
    sections
}
