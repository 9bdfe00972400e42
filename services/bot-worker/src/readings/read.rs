//! One message, read.

use std::collections::BTreeMap;

use bot::{Language, Place, Reading, State, Step};
use llm::{Entry, Prompt};
use serde_json::Value;
use storage::{
    StorageError,
    bot_settings::{self, BotSettings},
    llm::{self as stored, Claim, FaqEntry, LlmSettings, ToRead},
    turns::Gate,
};
use time::OffsetDateTime;
use understanding::{Understanding, fold, leaving};

use super::Readings;
use crate::turns::gate_of;

/// What has fewer words is understood, or nobody understands it.
const FEWEST_WORDS: usize = 2;
/// How much of an answer of the FAQ a model needs in order to know what it is about, in characters.
const SHOWN: usize = 300;

/// What is needed to ask.
struct Asking {
    message: ToRead,
    settings: LlmSettings,
    faq: Vec<FaqEntry>,
}

impl Readings {
    /// Asks about a message and stores what can be believed of the answer. One word for metrics.
    pub(super) async fn try_read(
        &self,
        claim: Claim,
        understanding: &Understanding,
        now: OffsetDateTime,
    ) -> Result<&'static str, StorageError> {
        let Some(asking) = self.look_up(claim, now).await? else {
            return Ok("not_asked");
        };
        let message = asking.message.body.as_str();
        let entries = entries(&asking.faq);
        let prompt = Prompt::new(
            message,
            asked(asking.message.state.as_ref()).as_deref(),
            &entries,
        );
        let tenant = claim.tenant;
        let form = match self.advisor.ask(tenant, &asking.settings, &prompt).await? {
            Ok(form) => form,
            Err(silence) => {
                self.settle(claim, None).await?;
                return Ok(silence.kind());
            }
        };
        let checked = llm::check(&form, message, entries.len(), understanding);
        let answers = checked.entries.iter().filter_map(|at| asking.faq.get(*at));
        let reading = Reading {
            lang: checked.understood.lang,
            intent: checked.understood.intent,
            slots: checked.understood.slots,
            answers: answers.map(answers_of).collect(),
        };
        // It is made of values that are all JSON.
        let reading = serde_json::to_value(&reading).ok();
        self.settle(claim, reading.as_ref()).await?;
        Ok("read")
    }

    /// What is needed to ask; `None`, and settled: there is no asking.
    async fn look_up(
        &self,
        claim: Claim,
        now: OffsetDateTime,
    ) -> Result<Option<Asking>, StorageError> {
        let tenant = claim.tenant;
        let mut tx = self.database.begin(tenant).await?;
        let Some(message) = stored::lookup(&mut tx, &claim, now).await? else {
            return Ok(None);
        };
        let settings = stored::lookup_settings(&mut tx, tenant).await?;
        let wishes = bot_settings::lookup(&mut tx, tenant).await?;
        let settings = settings.filter(|it| it.enabled && is_worth_it(&message, &wishes));
        let Some(settings) = settings else {
            stored::settle(&mut tx, &claim, None).await?;
            tx.commit().await?;
            return Ok(None);
        };
        let faq = stored::lookup_faq(&mut tx, tenant).await?;
        tx.commit().await?;
        Ok(Some(Asking {
            message,
            settings,
            faq,
        }))
    }

    async fn settle(&self, claim: Claim, reading: Option<&Value>) -> Result<(), StorageError> {
        let mut tx = self.database.begin(claim.tenant).await?;
        stored::settle(&mut tx, &claim, reading).await?;
        tx.commit().await
    }
}

/// Whether a model is shown a message: not what may be the owner's private chat, nor what the rules alone decide.
fn is_worth_it(message: &ToRead, wishes: &BotSettings) -> bool {
    let text = message.body.as_str();
    let gate = gate_of(message.gate, &[text], wishes);
    let is_ours = matches!(gate, Some((Gate::Open, _)));
    let words = fold::words(text);
    let worded = words
        .iter()
        .filter(|word| word.chars().any(char::is_alphabetic));
    is_ours
        && worded.count() >= FEWEST_WORDS
        && leaving::opts_out(text, None).is_none()
        && leaving::opts_in(text, None).is_none()
}

/// What was asked just before: the name of the flow's step, which says what it is about.
fn asked(state: Option<&Value>) -> Option<String> {
    let state: State = serde_json::from_value(state?.clone()).ok()?;
    match state.step {
        Step::Qualifying(known) => match known.place {
            Place::Step { step } => Some(step),
            _ => None,
        },
        Step::AskedName { .. } => Some("name".to_owned()),
        _ => None,
    }
}

/// The FAQ as a model is shown it: in English, where there is such an answer.
fn entries(faq: &[FaqEntry]) -> Vec<Entry<'_>> {
    faq.iter()
        .map(|entry| {
            let english = entry.answers.get(Language::English.code());
            let answer = english.or_else(|| entry.answers.values().next());
            let answer = answer.map_or("", String::as_str);
            let end = answer
                .char_indices()
                .nth(SHOWN)
                .map_or(answer.len(), |(at, _)| at);
            Entry {
                question: &entry.question,
                answer: &answer[..end],
            }
        })
        .collect()
}

fn answers_of(entry: &FaqEntry) -> BTreeMap<Language, String> {
    let in_language = |language: Language| {
        let answer = entry.answers.get(language.code())?;
        Some((language, answer.clone()))
    };
    Language::ALL.into_iter().filter_map(in_language).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use service_runtime::clock;

    use super::*;

    fn message(body: &str, gate: Option<Gate>) -> ToRead {
        ToRead {
            body: body.to_owned(),
            state: None,
            gate,
            due_at: clock::now(),
        }
    }

    #[test]
    fn what_may_be_private_or_is_decided_by_rules_is_shown_to_no_model() {
        let wishes = BotSettings {
            trigger_words: vec!["villa".to_owned()],
            ..BotSettings::default()
        };
        let open = Some(Gate::Open);
        for (body, gate, worth) in [
            ("we like the sea", open, true),
            ("we like the sea", None, false),
            ("we like the sea", Some(Gate::Shielded), false),
            ("a villa by the sea", None, true),
            ("stop", open, false),
            ("please stop writing to me", open, false),
            ("لغو", open, false),
            ("2", open, false),
            ("👍 👍 👍", open, false),
            ("1 2 3", open, false),
        ] {
            let message = message(body, gate);
            assert_eq!(is_worth_it(&message, &wishes), worth, "{body}: {gate:?}");
        }
        let unshielded = BotSettings {
            shield: false,
            ..wishes
        };
        assert!(is_worth_it(&message("we like the sea", None), &unshielded));
    }

    #[test]
    fn a_model_is_told_what_was_asked_and_a_part_of_each_answer() {
        let long = "ب".repeat(5000);
        let faq = [
            FaqEntry {
                question: "Pets?".to_owned(),
                answers: [
                    ("fa".to_owned(), long.clone()),
                    ("en".to_owned(), "Yes.".to_owned()),
                ]
                .into(),
            },
            FaqEntry {
                question: "Where?".to_owned(),
                answers: [("fa".to_owned(), long)].into(),
            },
        ];
        let shown = entries(&faq);
        assert_eq!(shown[0].answer, "Yes.");
        assert_eq!(shown[1].answer.chars().count(), SHOWN);
        assert_eq!(answers_of(&faq[1]).len(), 1);
        let state = json!({"step": "asked_name", "language": "fa", "asked": 1});
        assert_eq!(asked(Some(&state)).as_deref(), Some("name"));
        assert_eq!(asked(Some(&json!({"odd": 1}))), None);
        assert_eq!(asked(None), None);
    }
}
