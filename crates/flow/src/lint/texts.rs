//! Texts that customers and colleagues read.

use super::Findings;
use crate::{Flow, Language, PLACEHOLDERS, Texts};

/// The longest text that still looks like a message, in characters.
const LONGEST: usize = 1_000;

/// What a text is for, and so what it may do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A question.
    Question,
    /// It is said together with a question that comes after it.
    Statement,
    /// It is said alone, and may ask something to have an answer.
    Message,
    /// A line of a menu, or a reason on a card.
    Label,
}

pub(super) fn lint(flow: &Flow, findings: &mut Findings<'_>) {
    let mut check = |path: String, texts: &Texts, kind| all(flow, path, texts, kind, findings);
    check("opening".to_owned(), &flow.opening, Kind::Statement);
    for (at, step) in flow.steps.iter().enumerate() {
        if let Some(say) = &step.say {
            let kind = if step.ask.is_some() {
                Kind::Question
            } else {
                Kind::Statement
            };
            check(format!("steps[{at}].say"), say, kind);
        }
        let Some(ask) = &step.ask else { continue };
        if let Some(retry) = &ask.retry_say {
            check(format!("steps[{at}].ask.retry_say"), retry, Kind::Question);
        }
        for (choice, it) in ask.choices.iter().enumerate() {
            check(
                format!("steps[{at}].ask.choices[{choice}].labels"),
                &it.labels,
                Kind::Label,
            );
        }
    }
    for (at, rule) in flow.score.iter().flat_map(|score| &score.rules).enumerate() {
        check(
            format!("score.rules[{at}].reason"),
            &rule.reason,
            Kind::Label,
        );
    }
    check("handoff.say".to_owned(), &flow.handoff.say, Kind::Statement);
    if let Some(say) = &flow.handoff.say_closed {
        check("handoff.say_closed".to_owned(), say, Kind::Statement);
    }
    for (at, follow_up) in flow.followups.iter().enumerate() {
        check(
            format!("followups[{at}].say"),
            &follow_up.say,
            Kind::Message,
        );
    }
    same_follow_ups(flow, findings);
}

fn all(flow: &Flow, path: String, texts: &Texts, kind: Kind, findings: &mut Findings<'_>) {
    if Language::ALL
        .iter()
        .all(|language| texts.get(*language).is_none())
    {
        let what = if kind == Kind::Label {
            "no label"
        } else {
            "no text"
        };
        findings.error(
            path,
            format!("has {what} in any language: write one for each of the flow's"),
        );
        return;
    }
    for language in Language::ALL {
        let field = format!("{path}.{}", language.code());
        match (texts.get(language), flow.languages.contains(&language)) {
            (None, true) => findings.error(
                field,
                "is missing: translate it, or remove the language from `languages`",
            ),
            (Some(_), false) => findings.warning(
                field,
                format!(
                    "is never said: add `{}` to `languages`, or remove it",
                    language.code()
                ),
            ),
            (Some(text), true) => one(&field, text, kind, findings),
            (None, false) => {}
        }
    }
}

fn one(field: &str, text: &str, kind: Kind, findings: &mut Findings<'_>) {
    if text.trim().is_empty() {
        findings.error(
            field,
            "is empty: write the text, or remove the field around it",
        );
        return;
    }
    if text.chars().count() > LONGEST {
        findings.warning(
            field,
            format!("is longer than {LONGEST} characters: nobody reads that in a chat"),
        );
    }
    match text.matches(['?', '؟']).count() {
        1 if kind == Kind::Statement => findings.error(
            field,
            "asks something, and a question may follow it in the same message: make it a statement, or a step with `ask`",
        ),
        0 | 1 => {}
        _ => findings.error(field, "asks more than one question: ask one a message"),
    }
    if let Err(message) = brackets(text) {
        findings.error(field, message);
    }
}

/// Braces and square brackets: closed, not nested, and around what is known.
fn brackets(text: &str) -> Result<(), String> {
    let mut optional: Option<bool> = None;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '[', ']']) {
        let (sign, after) = rest[at..].split_at(1);
        rest = after;
        match (sign, optional) {
            ("{", _) => {
                let Some((name, after)) = after.split_once('}') else {
                    return Err(
                        "has a `{` that is not closed: write `{agency}` or `{name}`".to_owned()
                    );
                };
                if !PLACEHOLDERS.contains(&name) {
                    return Err(format!(
                        "has the placeholder `{{{name}}}`, which nothing fills: there are `{{agency}}` and `{{name}}`"
                    ));
                }
                if name == "name" && optional.is_none() {
                    return Err("says `{name}` also to who has not told one: put it in brackets, as in `Hello[, {name}]`".to_owned());
                }
                optional = optional.map(|_| true);
                rest = after;
            }
            ("[", None) => optional = Some(false),
            ("]", Some(true)) => optional = None,
            ("]", Some(false)) => {
                return Err("has brackets without a `{name}` in them: remove them".to_owned());
            }
            _ => {
                return Err(format!(
                    "has a `{sign}` too many: brackets and braces come in pairs, one inside no other"
                ));
            }
        }
    }
    match optional {
        None => Ok(()),
        Some(_) => Err(
            "has a `[` that is not closed: write `]` after the part that depends on the name"
                .to_owned(),
        ),
    }
}

/// Who does not answer is not told the same again.
fn same_follow_ups(flow: &Flow, findings: &mut Findings<'_>) {
    let texts: Vec<&Texts> = flow
        .followups
        .iter()
        .map(|follow_up| &follow_up.say)
        .collect();
    for (at, _) in super::repeated(&texts) {
        findings.warning(
            format!("followups[{at}].say"),
            "repeats an earlier follow-up: vary the words, or leave it out",
        );
    }
}
