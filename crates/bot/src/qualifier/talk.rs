//! One answer: what a burst says is taken in, and the next question found.

mod take;

use flow::{Flow, Slot};
use time::{Duration, OffsetDateTime};
use understanding::Language;

use super::{
    card::{self, Cause},
    hear::{Open, Said},
    hours,
    knowledge::{Learned, Pin, Place, Qualifying},
    phrases::{PHRASES, of_flow, of_ours},
    render::{self, Names},
    score, values, visits,
    walk::{Next, walk},
};
use crate::{Agency, Effect, Input, LeadUpdate, LeadValue, Progress};

/// The language of who reads cards.
const COLLEAGUES: Language = Language::English;

/// Where a conversation stands after a turn, what is said, and what else is to be done.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) known: Qualifying,
    pub(super) effects: Vec<Effect>,
    pub(super) text: Option<String>,
}

/// A turn as it is taken.
pub(super) struct Talk<'a> {
    flow: &'a Flow,
    agency: Agency<'a>,
    known: Qualifying,
    open: Open<'a>,
    now: OffsetDateTime,
    /// What this turn has brought.
    learned: Vec<Learned>,
    /// What was sent beside it, for the lead.
    beside: Vec<LeadValue>,
    /// What it has taken back.
    forgotten: Vec<Slot>,
    /// What is said before the question.
    parts: Vec<String>,
    heard: Heard,
}

/// What else a burst shows.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is there or not, whatever the others are"
)]
#[derive(Debug, Default)]
struct Heard {
    /// A person is wanted.
    human: bool,
    /// A question of the customer's that is left to a colleague.
    question: bool,
    /// A question of the customer's that the tenant has answered beforehand.
    answered: bool,
    /// Something that cannot be read, and was kept.
    kept: bool,
    /// The language was changed.
    switched: bool,
    /// A line of a menu of the bot's own.
    choice: Option<u32>,
    no: bool,
    start_over: bool,
}

impl Qualifying {
    pub(super) fn new(flow: &Flow, now: OffsetDateTime) -> Self {
        Self {
            flow: Pin {
                id: flow.id.clone(),
                version: flow.version,
            },
            language: None,
            place: Place::New,
            misses: 0,
            facts: super::Facts::default(),
            introduced: false,
            told: std::collections::BTreeSet::new(),
            offered: Vec::new(),
            answers: 0,
            heard_at: now,
        }
    }
}

impl<'a> Talk<'a> {
    pub(super) fn new(
        flow: &'a Flow,
        agency: Agency<'a>,
        known: Qualifying,
        open: Open<'a>,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            flow,
            agency,
            known,
            open,
            now,
            learned: Vec::new(),
            beside: Vec::new(),
            forgotten: Vec::new(),
            parts: Vec::new(),
            heard: Heard::default(),
        }
    }

    /// Holds the conversation in this language, if it is not held in one and the flow speaks it.
    pub(super) fn speak(&mut self, language: Option<Language>) {
        let spoken = language.filter(|language| self.speaks(*language));
        self.known.language = self.known.language.or(spoken);
    }

    fn speaks(&self, language: Language) -> bool {
        self.flow.languages.contains(&of_flow(language))
    }

    fn language(&self) -> Language {
        let default = self
            .flow
            .languages
            .first()
            .map(|language| of_ours(*language));
        self.known.language.or(default).unwrap_or(Language::English)
    }

    fn text(&self, texts: &flow::Texts) -> String {
        let names = Names {
            agency: self.agency.name,
            customer: self.known.facts.slots.name.as_deref(),
        };
        render::text(texts, self.language(), names)
    }

    /// Answers a burst. `again`: the customer came back and may have said nothing else.
    pub(super) fn answer(mut self, inputs: &[Input<'_>], said: &[Said<'_>], again: bool) -> Answer {
        if self.known.place == Place::HandedOver {
            return self.silent();
        }
        let was_away = self.now - self.known.heard_at
            > Duration::minutes(i64::from(self.flow.timeout.minutes()));
        self.known.heard_at = self.now;
        self.take_language(said);
        self.take_words(said);
        self.take_media(inputs);
        if self.heard.human || self.known.place == Place::Ended {
            return self.hand_over(Cause::Asked);
        }
        if self.known.language.is_none() {
            if self.known.place != Place::Language {
                return self.ask_language();
            }
            self.known.language = Some(self.language());
        }
        match self.known.place.clone() {
            Place::Returning { .. } => self.returned(),
            Place::Offer { step } => {
                if let Some(cause) = self.offered(&step) {
                    return self.hand_over(cause);
                }
            }
            Place::Step { step } if was_away && self.learned.is_empty() && !again => {
                return self.welcome_back(step);
            }
            Place::Step { step } if !again => {
                if self.is_missed() {
                    return self.missed(step);
                }
                self.known.misses = 0;
            }
            _ => {}
        }
        self.go_on()
    }

    fn silent(self) -> Answer {
        Answer {
            known: self.known,
            effects: Vec::new(),
            text: None,
        }
    }

    /// Whether nothing in the burst answers anything.
    fn is_missed(&self) -> bool {
        let heard = &self.heard;
        self.learned.is_empty()
            && !heard.kept
            && !heard.switched
            && !heard.question
            && !heard.answered
    }

    fn ask_language(mut self) -> Answer {
        self.known.place = Place::Language;
        Answer {
            known: self.known,
            effects: Vec::new(),
            text: Some(render::languages()),
        }
    }

    fn welcome_back(mut self, step: String) -> Answer {
        self.known.place = Place::Returning { step };
        let text = self.text(&PHRASES.returning);
        self.ask_own(&text, &PHRASES.go_on, &PHRASES.start_over)
    }

    fn returned(&mut self) {
        if self.heard.start_over || self.heard.choice == Some(2) {
            let facts = &self.known.facts;
            self.forgotten = Slot::ALL
                .into_iter()
                .filter(|slot| facts.value(*slot).is_some())
                .collect();
            let name = self.known.facts.slots.name.take();
            let notes = std::mem::take(&mut self.known.facts.notes);
            self.known.facts = super::Facts {
                notes,
                ..super::Facts::default()
            };
            self.known.facts.slots.name = name;
            self.known.told.clear();
            self.learned.clear();
            let text = self.text(&PHRASES.started_over);
            self.parts.push(text);
        }
        self.known.misses = 0;
    }

    /// What comes of the offer of a person; `Some`: one is called.
    fn offered(&mut self, step: &str) -> Option<Cause> {
        self.known.misses = 0;
        let refuses = self.heard.no || self.heard.choice == Some(2);
        if !self.learned.is_empty() {
            return None;
        }
        if !refuses {
            return Some(Cause::Stuck);
        }
        // What cannot be told need not be told.
        let slot = self
            .flow
            .step(step)
            .and_then(|(_, step)| Some(step.ask.as_ref()?.slot));
        self.known.facts.indifferent.extend(slot);
        None
    }

    fn missed(mut self, step: String) -> Answer {
        self.known.misses = self.known.misses.saturating_add(1);
        let Some(ask) = self.open.ask else {
            return self.go_on();
        };
        if self.known.misses > ask.max_retries {
            self.known.place = Place::Offer { step };
            let text = self.text(&PHRASES.offer);
            return self.ask_own(&text, &PHRASES.offer_yes, &PHRASES.offer_no);
        }
        self.go_on()
    }

    /// Asks a question of the bot's own, with its two answers.
    fn ask_own(mut self, text: &str, first: &flow::Texts, second: &flow::Texts) -> Answer {
        let language = self.language();
        let labels = [
            render::plain(first, language),
            render::plain(second, language),
        ];
        let menu = render::menu(labels.into_iter(), language);
        self.parts.push(format!("{text}\n\n{menu}"));
        let lead = self.lead();
        self.finish(lead)
    }

    /// Says what is to be said, and asks the next question.
    fn go_on(mut self) -> Answer {
        let facts = self.known.facts.clone();
        let flow = self.flow;
        let (statements, next) = walk(flow, &facts);
        let question = match next {
            Next::HandOff => return self.hand_over(Cause::Complete),
            Next::Ask(step) => Some(step),
            Next::End => None,
        };
        self.acknowledge();
        self.known.offered.clear();
        for step in statements {
            if let Some(say) = &step.say
                && self.known.told.insert(step.id.clone())
            {
                let text = self.text(say);
                self.parts.push(text);
            }
        }
        match question {
            None => self.known.place = Place::Ended,
            Some(step) => {
                let place = Place::Step {
                    step: step.id.clone(),
                };
                if self.known.place != place {
                    self.known.misses = 0;
                }
                self.known.place = place;
                self.known.offered = visits::offers(flow, step, self.now);
                let question = self.question(step);
                self.parts.push(question);
            }
        }
        let lead = self.lead();
        self.finish(lead)
    }

    /// A step's question with its menu, in other words when it is asked again.
    fn question(&self, step: &flow::Step) -> String {
        let Some(ask) = &step.ask else {
            return String::new();
        };
        let again = ask.retry_say.as_ref().filter(|_| self.known.misses > 0);
        let Some(texts) = again.or(step.say.as_ref()) else {
            return String::new();
        };
        let language = self.language();
        let text = self.text(texts);
        let times: Vec<_> = self
            .known
            .offered
            .iter()
            .map(|time| time.said(language))
            .collect();
        if !times.is_empty() {
            let menu = render::menu(times.iter().map(String::as_str), language);
            return format!("{text}\n\n{menu}\n\n{}", self.text(&PHRASES.other_time));
        }
        let labels = ask
            .choices
            .iter()
            .map(|choice| render::plain(&choice.labels, language));
        let menu = render::menu(labels, language);
        if menu.is_empty() {
            text
        } else {
            format!("{text}\n\n{menu}")
        }
    }

    /// Says shortly what was understood: what was not asked for, and what was changed.
    fn acknowledge(&mut self) {
        let language = self.language();
        let first = self.known.place == Place::New || self.known.place == Place::Language;
        let asked = self.open.slot().filter(|_| !first);
        let phrases = |wanted: &dyn Fn(&Learned) -> bool| {
            let is_wanted = |slot| self.learned.iter().any(|it| it.slot == slot && wanted(it));
            let said: Vec<_> = card::SUMMARY
                .into_iter()
                .filter(|slot| is_wanted(*slot))
                .filter_map(|slot| values::phrase(&self.known.facts, slot, language))
                .collect();
            (!said.is_empty()).then(|| values::list(&said, language))
        };
        let changed = phrases(&|it| it.changed);
        let noted = phrases(&|it| !it.changed && (Some(it.slot) != asked));
        let mut said = Vec::new();
        for (texts, values) in [(&PHRASES.changed, changed), (&PHRASES.noted, noted)] {
            if let Some(values) = values {
                said.push(render::plain(texts, language).replace("{values}", &values));
            }
        }
        if self.heard.question {
            said.push(self.text(&PHRASES.question));
        }
        if said.is_empty()
            && self.parts.is_empty()
            && asked.is_some_and(|slot| self.learned.iter().any(|it| it.slot == slot))
        {
            let at =
                usize::try_from(self.known.answers).unwrap_or_default() % PHRASES.acks.len().max(1);
            said.extend(PHRASES.acks.get(at).map(|ack| self.text(ack)));
        }
        self.parts.append(&mut said);
    }

    fn hand_over(mut self, cause: Cause) -> Answer {
        let say = match cause {
            Cause::Complete => &self.flow.handoff.say,
            Cause::Asked | Cause::Stuck => &PHRASES.person,
        };
        let closed = self.flow.handoff.say_closed.as_ref();
        let say = closed
            .filter(|_| hours::is_closed(self.flow, self.now))
            .unwrap_or(say);
        // What was agreed is said back: it is the customer's calendar too.
        if let Some(visit) = self.known.facts.visit
            && self.learned.iter().any(|it| it.slot == Slot::Visit)
        {
            let language = self.language();
            let noted = render::plain(&PHRASES.noted, language);
            self.parts
                .push(noted.replace("{values}", &visit.said(language)));
        }
        let text = self.text(say);
        self.parts.push(text);
        self.known.offered.clear();
        self.known.place = Place::HandedOver;
        self.known.misses = 0;
        let card = card::hand_off(self.flow, &self.known, cause, COLLEAGUES);
        let mut effects = self.lead();
        effects.push(Effect::HandOff(card));
        self.finish(effects)
    }

    /// What is to be written down: always that somebody came, and what became known.
    fn lead(&self) -> Vec<Effect> {
        let progress = match self.known.place {
            Place::HandedOver => Progress::HandedOver,
            Place::Ended => Progress::Complete,
            _ => Progress::Asking,
        };
        let is_news =
            !self.learned.is_empty() || !self.beside.is_empty() || !self.forgotten.is_empty();
        if !is_news && self.known.introduced && progress == Progress::Asking {
            return Vec::new();
        }
        let facts = &self.known.facts;
        let mut values: Vec<LeadValue> = Vec::new();
        for learned in self.learned.iter().rev() {
            let name = learned.slot.name();
            if let Some(value) = facts.value(learned.slot)
                && !values.iter().any(|earlier| earlier.slot == name)
            {
                values.push(LeadValue {
                    slot: name,
                    value,
                    input: learned.input,
                });
            }
        }
        values.reverse();
        values.extend(self.beside.iter().cloned());
        let gone = self.forgotten.iter();
        let gone = gone.filter(|slot| facts.value(**slot).is_none());
        values.extend(gone.map(|slot| LeadValue {
            slot: slot.name(),
            value: serde_json::Value::Null,
            input: 0,
        }));
        let mut wish = card::summary(facts, COLLEAGUES);
        if let Some(details) = facts.words.get(&Slot::Details) {
            wish = if wish.is_empty() {
                details.clone()
            } else {
                format!("{wish}: {details}")
            };
        }
        vec![Effect::Lead(LeadUpdate {
            name: facts.slots.name.clone(),
            wish: (!wish.is_empty()).then_some(wish),
            language: self.language(),
            progress,
            values,
            score: score::score(self.flow, facts, COLLEAGUES),
        })]
    }

    /// The answer: who speaks, where that was not said yet, and all that is to be said.
    fn finish(mut self, effects: Vec<Effect>) -> Answer {
        if !self.known.introduced {
            self.known.introduced = true;
            let opening = self.text(&self.flow.opening);
            let hint = self.text(&PHRASES.hint);
            let is_over = self.known.place == Place::HandedOver;
            let opening = if is_over {
                opening
            } else {
                format!("{opening}\n{hint}")
            };
            self.parts.insert(0, opening);
        }
        self.known.answers = self.known.answers.saturating_add(1);
        Answer {
            text: Some(self.parts.join("\n\n")),
            known: self.known,
            effects,
        }
    }
}
