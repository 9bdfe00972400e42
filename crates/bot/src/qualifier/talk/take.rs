//! Taking in what a burst says.

use flow::Slot;
use understanding::{Intent, PropertyType, Slots, fold};

use super::Talk;
use crate::{
    Input, LeadValue, Spot,
    qualifier::{
        hear::Said,
        knowledge::{Learned, Place},
        phrases::{PHRASES, WORDS},
        render::LANGUAGES,
    },
};

/// From so many words on a message in another language changes the language of the conversation: everybody says "ok".
const SENTENCE: usize = 3;
/// The most words of a name that was not recognised as one.
const LONGEST_NAME: usize = 3;

impl Talk<'_> {
    pub(super) fn take_language(&mut self, said: &[Said<'_>]) {
        let before = self.known.language;
        for said in said {
            if let Some(named) = WORDS
                .language(said.text)
                .filter(|named| self.speaks(*named))
            {
                self.known.language = Some(named);
                self.heard.switched = true;
                continue;
            }
            let picked = said
                .choice
                .filter(|_| self.known.place == Place::Language)
                .and_then(|line| {
                    LANGUAGES
                        .get(usize::try_from(line).ok()?.checked_sub(1)?)
                        .copied()
                });
            let told = picked
                .or(said.understood.lang)
                .filter(|told| self.speaks(*told));
            let is_sentence = || {
                fold::words(said.text).len() >= SENTENCE
                    || said.understood.intent == Some(Intent::Greeting)
            };
            if told.is_some()
                && (self.known.language.is_none() || picked.is_some() || is_sentence())
            {
                self.known.language = told;
            }
        }
        self.heard.switched |= before.is_some() && before != self.known.language;
    }

    /// What has no words is kept for a colleague, and the customer is told so.
    pub(super) fn take_media(&mut self, inputs: &[Input<'_>]) {
        for (at, input) in inputs.iter().enumerate() {
            let (texts, note) = match input {
                Input::Text(_) | Input::Read(..) => continue,
                Input::Voice => (&PHRASES.voice, "sent a voice message".to_owned()),
                Input::Place(place) => (&PHRASES.place, format!("sent a location {place}")),
                Input::Contact(contact) => {
                    (&PHRASES.contact, format!("sent a contact card {contact}"))
                }
                Input::Media | Input::Captioned(_) | Input::Wordless => {
                    (&PHRASES.media, "sent a picture or a file".to_owned())
                }
            };
            self.known.facts.note(&note);
            let beside = match input {
                Input::Place(place) => Some(("location", place)),
                Input::Contact(contact) => Some(("contact", contact)),
                _ => None,
            };
            // Not an answer to anything, but the lead's all the same.
            self.beside
                .extend(beside.filter(|(_, value)| !value.trim().is_empty()).map(
                    |(slot, value)| LeadValue {
                        slot,
                        value: value.trim().into(),
                        input: at,
                    },
                ));
            self.heard.kept = true;
            let text = self.text(texts);
            if !self.parts.contains(&text) {
                self.parts.push(text);
            }
            // A place answers the question where, also one without a name.
            if let Input::Place(place) = input
                && self.open.slot() == Some(Slot::Area)
                && !self.known.facts.knows(Slot::Area)
            {
                let (name, _) = Spot::split(place);
                let place = if name.is_empty() { "📍" } else { name };
                let learned = self.known.facts.learn_words(Slot::Area, place, at);
                self.learned.extend(learned);
            }
        }
    }

    pub(super) fn take_words(&mut self, said: &[Said<'_>]) {
        let is_new = matches!(self.known.place, Place::New | Place::Language);
        let at_step = matches!(self.known.place, Place::Step { .. });
        for said in said {
            let understood = &said.understood;
            self.heard.human |= understood.intent == Some(Intent::Human);
            self.heard.no |= WORDS.is_no(said.text);
            self.heard.start_over |= WORDS.is_start_over(said.text);
            let before = self.learned.len();
            match said.choice {
                Some(line) if at_step => self.take_choice(line, said.input),
                choice => self.heard.choice = choice.or(self.heard.choice),
            }
            let learned = self
                .known
                .facts
                .learn(understood.intent, &understood.slots, said.input);
            self.learned.extend(learned);
            if at_step && WORDS.language(said.text).is_none() {
                self.take_own_words(said, before);
            }
            if is_new {
                self.take_details(said);
            }
            let asks = understood.intent == Some(Intent::Other) && is_question(said.text);
            let is_answered = self.take_answers(said);
            if asks && self.open.slot() != Some(Slot::Details) {
                self.known.facts.note(&format!("asks: {}", said.text));
                self.heard.question |= !is_answered;
            }
        }
    }

    /// Says what the tenant itself answers to a question; whether there is anything.
    fn take_answers(&mut self, said: &Said<'_>) -> bool {
        let language = self.language();
        let answers = said.reading.into_iter();
        let answers: Vec<_> = answers.flat_map(|it| it.answers(language)).collect();
        for answer in &answers {
            if !self.parts.iter().any(|part| part == answer) {
                self.parts.push((*answer).to_owned());
            }
        }
        self.heard.answered |= !answers.is_empty();
        !answers.is_empty()
    }

    /// A line of a step's menu. One that is not there says nothing.
    fn take_choice(&mut self, line: u32, input: usize) {
        let Some(ask) = self.open.ask else { return };
        let line = usize::try_from(line)
            .ok()
            .and_then(|line| line.checked_sub(1));
        if let Some(time) = line.and_then(|line| self.known.offered.get(line)) {
            let learned = self.known.facts.learn_visit(*time, input);
            self.learned.push(learned);
            return;
        }
        let Some(choice) = line.and_then(|line| ask.choices.get(line)) else {
            return;
        };
        let id = &choice.id;
        let mut intent = None;
        let mut slots = Slots::default();
        match ask.slot {
            Slot::Intent => intent = read(id),
            Slot::PropertyType => {
                slots.property_type = read::<PropertyType>(id).into_iter().collect();
            }
            Slot::Timeline => slots.timeline = read(id),
            Slot::Financing => slots.financing = read(id),
            Slot::Area => slots.area = vec![id.clone()],
            slot => {
                let learned = self.known.facts.learn_words(slot, id, input);
                self.learned.extend(learned);
                return;
            }
        }
        self.heard.human |= intent == Some(Intent::Human);
        let learned = self.known.facts.learn(intent, &slots, input);
        self.learned.extend(learned);
    }

    /// The answer to a step in words that are not understood, where the step takes them.
    fn take_own_words(&mut self, said: &Said<'_>, learned_before: usize) {
        let Some(ask) = self.open.ask else { return };
        let slot = ask.slot;
        let is_open = !self.known.facts.knows(slot);
        if is_open && WORDS.is_any(said.text) && !matches!(slot, Slot::Intent | Slot::Name) {
            self.known.facts.indifferent.insert(slot);
            self.learned.push(Learned {
                slot,
                input: said.input,
                changed: false,
            });
            return;
        }
        let intent = said.understood.intent;
        let has_letters = said.text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        let has_figures = said.text.chars().any(char::is_numeric);
        let is_answer = matches!(intent, None | Some(Intent::Other))
            && !is_question(said.text)
            && !WORDS.is_yes(said.text)
            && !WORDS.is_no(said.text);
        let takes = match slot {
            // Several messages may tell one story; the first is kept, which says most.
            Slot::Details => {
                has_letters && !matches!(intent, Some(Intent::Greeting | Intent::Human))
            }
            Slot::Visit => is_answer && (has_letters || has_figures),
            // What is no name by any list may be one all the same, when it is said a second time.
            Slot::Name => {
                let is_short = fold::words(said.text).len() <= LONGEST_NAME;
                is_answer && is_short && has_letters && !has_figures && self.known.misses > 0
            }
            _ => {
                is_answer
                    && has_letters
                    && said.choice.is_none()
                    && self.learned.len() == learned_before
            }
        };
        if takes && is_open && (ask.takes_words || slot == Slot::Name) {
            let learned = self.known.facts.learn_words(slot, said.text, said.input);
            self.learned.extend(learned);
        }
    }

    /// A first message that says what is wanted need not be asked for it.
    fn take_details(&mut self, said: &Said<'_>) {
        let mut asked = self.flow.steps.iter().filter_map(|step| step.ask.as_ref());
        let is_asked = asked.any(|ask| ask.slot == Slot::Details);
        let understood = &said.understood;
        let is_worded = understood
            .intent
            .is_some_and(|intent| intent != Intent::Greeting);
        let says_something = is_worded || !understood.slots.is_empty();
        let is_sentence = fold::words(said.text).len() >= SENTENCE;
        if is_asked && says_something && is_sentence && !self.known.facts.knows(Slot::Details) {
            let learned = self
                .known
                .facts
                .learn_words(Slot::Details, said.text, said.input);
            self.learned.extend(learned);
        }
    }
}

fn is_question(text: &str) -> bool {
    text.contains(['?', '؟'])
}

/// A value by its code.
fn read<T: serde::de::DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}
