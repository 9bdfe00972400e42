//! A message understood as a whole.

use serde::Serialize;

use crate::{
    Bedrooms, Context, Intent, Language, PropertyType, Slots,
    areas::{Gazetteer, Places},
    bedrooms, choice, financing,
    intents::{self, Known},
    lexicon::Lexicon,
    money,
    names::{Finder, FirstNames, Named},
    patterns::{Meaning, Patterns},
    property,
    reading::Reading,
    tell::{self, Statistics},
    timeline,
    tokens::Kind,
    vocabulary::Vocabulary,
};

/// All that is known of the languages, loaded once.
#[derive(Debug)]
pub struct Understanding {
    lexicon: Lexicon,
    gazetteer: Gazetteer,
    patterns: Patterns,
    names: FirstNames,
    vocabulary: Vocabulary,
    statistics: Statistics,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// `None` where nothing tells: the conversation's language stays.
    pub lang: Option<Language>,
    /// `None` where a message holds only values, a choice, or an acknowledgement.
    pub intent: Option<Intent>,
    /// The stated values.
    pub slots: Slots,
}

impl Default for Understanding {
    fn default() -> Self {
        Self::new()
    }
}

impl Understanding {
    /// Loads the lists, which takes some tens of milliseconds.
    pub fn new() -> Self {
        let gazetteer = Gazetteer::load().expect("the gazetteer is tested to be readable");
        let lexicon = Lexicon::load(gazetteer.spellings())
            .expect("the lists of words are tested to be readable");
        Self {
            lexicon,
            gazetteer,
            patterns: Patterns::load().expect("the patterns are tested to be readable"),
            names: FirstNames::load(),
            vocabulary: Vocabulary::load().expect("the vocabulary is tested to be readable"),
            statistics: Statistics::default(),
        }
    }

    /// What `text` says after the question `context`; without one it is unprompted.
    pub fn understand(&self, text: &str, context: Option<Context>) -> Understood {
        let reading = Reading::new(text, context, &self.lexicon, &self.vocabulary);
        let mut covered = Vec::new();
        let mut slots = Slots::default();

        let transaction = intents::transaction(&reading, &self.patterns);
        let ends = slots_end(&reading, transaction);
        let within = |place: usize| ends.is_none_or(|(from, to)| !(from..to).contains(&place));

        let named = self.named(&reading);
        let name_place = named.as_ref().map(|named| (named.from, named.to));

        let places = self.places(&reading, name_place);
        slots.area = places
            .wanted
            .iter()
            .filter(|(_, at)| within(*at))
            .map(|(name, _)| name.clone())
            .collect();
        slots.area_not.clone_from(&places.excluded);

        let (budget, sums) = money::budget(&reading);
        slots.budget = budget;
        let mut taken = sums.clone();
        taken.extend(&places.tokens);
        let (rooms, room_places) = bedrooms::bedrooms(&reading, &taken);
        let (kinds, kind_places) = property::kinds(&reading, &taken);
        slots.property_type = kinds
            .iter()
            .filter(|(_, at)| within(*at))
            .map(|(kind, _)| *kind)
            .collect();
        slots.bedrooms = rooms.filter(|_| {
            room_places.iter().any(|(from, _)| within(*from)) || room_places.is_empty()
        });
        if slots.bedrooms == Some(Bedrooms::STUDIO)
            && !slots.property_type.contains(&PropertyType::Studio)
        {
            slots.bedrooms = None;
        }
        let mut others = taken.clone();
        others.extend(&room_places);
        let (time, time_places) = timeline::timeline(&reading, &self.patterns, &others);
        slots.timeline = time;
        slots.financing = financing::financing(&reading, &self.patterns);
        slots.choice = choice::choice(&reading);
        slots.phone = reading
            .tokens
            .iter()
            .rfind(|token| token.kind == Kind::Phone)
            .map(|token| token.text.clone());
        slots.name = named.as_ref().map(|named| named.name.clone());
        if slots.choice.is_some() {
            slots.budget = None;
            slots.bedrooms = None;
        }

        covered.extend(sums);
        covered.extend(room_places);
        covered.extend(kind_places);
        covered.extend(time_places);
        covered.extend(&places.tokens);
        let known = Known {
            slots: &slots,
            covered: &covered,
            name: name_place,
            transaction: transaction.map(|(intent, ..)| intent),
            is_frame: &|word| self.vocabulary.is_frame(word) || tell::is_russian_verb(word),
        };
        let intent = intents::intent(&reading, &self.patterns, &known);

        let mut proper = places.tokens.clone();
        proper.extend(name_place);
        if intent == Some(Intent::Stop) {
            // Whoever leaves wishes for nothing.
            slots = Slots {
                phone: slots.phone,
                ..Slots::default()
            };
        }
        let lang =
            tell::tell(&reading, &self.vocabulary, &self.statistics, &proper).or_else(|| {
                named
                    .as_ref()
                    .and_then(|named| glued_copula(&reading, named))
            });
        Understood {
            lang,
            intent,
            slots,
        }
    }

    /// The places; a name is none.
    fn places(&self, reading: &Reading<'_>, name_place: Option<(usize, usize)>) -> Places {
        let is_known = |at: usize| {
            let token = &reading.tokens[at];
            self.vocabulary.is_word(&token.text)
                || self.names.has(&token.text)
                || reading.hits(at).iter().any(|hit| {
                    !matches!(hit.item, crate::lexicon::Item::Area(_)) && hit.to == at + 1
                })
                || self
                    .patterns
                    .has(Meaning::Greeting, &format!(" {} ", token.text))
        };
        let mut places = self.gazetteer.places(reading, &is_known);
        if let Some((from, to)) = name_place {
            let area_at = |at: usize| {
                places
                    .tokens
                    .iter()
                    .any(|(start, end)| *start <= at && at < *end)
            };
            if (from..to).any(area_at) {
                places.wanted.retain(|(_, at)| !(from..to).contains(at));
                places
                    .tokens
                    .retain(|(start, _)| !(from..to).contains(start));
            }
        }
        places
    }

    fn named(&self, reading: &Reading<'_>) -> Option<Named> {
        let finder = Finder {
            reading,
            patterns: &self.patterns,
            names: &self.names,
            vocabulary: &self.vocabulary,
        };
        let named = finder.find()?;
        // A bare word where a name was asked for may be an answer to something else.
        let elsewhere = named.bare
            && (self.patterns.has(Meaning::Stop, &reading.line)
                || self.patterns.has(Meaning::Human, &reading.line)
                || self.patterns.has(Meaning::Resume, &reading.line)
                || self.patterns.has(Meaning::NoPreference, &reading.line));
        (!elsewhere).then_some(named)
    }
}

/// "Kaveham": a Persian "I am" behind a name in Latin letters.
fn glued_copula(reading: &Reading<'_>, named: &Named) -> Option<Language> {
    let written = &reading.text[reading.tokens[named.from].start..reading.tokens[named.to - 1].end];
    (written.is_ascii() && written.len() > named.name.len()).then_some(Language::Persian)
}

/// The tokens that belong to the second of two transactions, whose values are not those of the first.
fn slots_end(
    reading: &Reading<'_>,
    transaction: Option<(Intent, usize, Option<usize>)>,
) -> Option<(usize, usize)> {
    let (_, first, second) = transaction?;
    let (first, second) = (reading.token_at(first + 1), reading.token_at(second? + 1));
    let between = &reading.tokens[first.min(second)..second];
    // "rent or buy": one wish, undecided.
    let undecided = (first.min(second)..second).any(|at| reading.has(at, crate::lexicon::Tag::Or));
    if between.len() < 2 || undecided {
        return None;
    }
    // Persian says the verb last, so that what follows the first verb is the second's.
    let verb = reading.tokens[first].text.as_str();
    let persian = (verb.starts_with("ب") || verb.starts_with("می")) && verb.ends_with(['م', 'د']);
    Some(if persian {
        (first + 1, reading.tokens.len())
    } else {
        (second, reading.tokens.len())
    })
}
