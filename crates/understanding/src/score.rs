//! How well labelled messages are understood, counted as the corpus is scored.

mod table;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Budget, Context, Intent, Language, PropertyType, Slots, Understood, fold};

/// A labelled message, a line of a corpus.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// Its prefix, up to the hyphen, names the group.
    pub id: String,
    /// The language.
    pub lang: Option<Language>,
    /// What was written.
    pub text: String,
    /// The question that was just asked.
    pub context: Option<Context>,
    /// What is wanted.
    pub intent: Option<Intent>,
    /// What is right as well.
    #[serde(default)]
    pub intent_also: Vec<Intent>,
    /// The values that the text states.
    pub slots: Slots,
}

/// A line of predictions.
#[derive(Debug, Serialize)]
pub struct Prediction<'a> {
    /// The message's id.
    pub id: &'a str,
    /// What was understood.
    #[serde(flatten)]
    pub understood: &'a Understood,
}

/// True positives, false positives, false negatives.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    hits: u32,
    extra: u32,
    missed: u32,
}

impl Count {
    fn add(&mut self, gold: Option<&Value>, predicted: Option<&Value>) {
        if predicted.is_some() && predicted == gold {
            self.hits += 1;
        } else {
            self.extra += u32::from(predicted.is_some());
            self.missed += u32::from(gold.is_some());
        }
    }

    fn precision(self) -> Option<f64> {
        ratio(self.hits, self.hits + self.extra)
    }

    fn recall(self) -> Option<f64> {
        ratio(self.hits, self.hits + self.missed)
    }

    fn f1(self) -> Option<f64> {
        ratio(2 * self.hits, 2 * self.hits + self.extra + self.missed)
    }
}

fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// A slot's value in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Budget(Budget),
    Amount(Option<u64>, Option<u64>),
    /// Lists are sets, and names are folded.
    Set(BTreeSet<String>),
    Text(String),
}

const INTENTS: [(Option<Intent>, &str); 10] = [
    (Some(Intent::Buy), "buy"),
    (Some(Intent::Rent), "rent"),
    (Some(Intent::Sell), "sell"),
    (Some(Intent::Invest), "invest"),
    (Some(Intent::Human), "human"),
    (Some(Intent::Stop), "stop"),
    (Some(Intent::Resume), "resume"),
    (Some(Intent::Greeting), "greeting"),
    (Some(Intent::Other), "other"),
    (None, "none"),
];

const SLOTS: [&str; 11] = [
    "budget",
    "budget amount",
    "bedrooms",
    "area",
    "area_not",
    "property_type",
    "timeline",
    "financing",
    "name",
    "choice",
    "phone",
];
/// Is shown beside the budget, and is no slot of its own.
const AMOUNT: usize = 1;

/// What was counted of a group of messages.
#[derive(Debug, Clone)]
struct Group {
    name: String,
    messages: u32,
    lang: u32,
    lang_known: u32,
    known: u32,
    intent: u32,
    all: u32,
    total: Count,
    slots: [Count; SLOTS.len()],
    intents: [Count; INTENTS.len()],
}

/// The score of messages, for each group and for all.
#[derive(Debug, Clone)]
pub struct Score {
    groups: Vec<Group>,
    all: Group,
}

impl Default for Score {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            all: Group::new("all"),
        }
    }
}

impl Score {
    /// Counts one message.
    pub fn add(&mut self, gold: &Gold, understood: &Understood) {
        let name = gold.id.split('-').next().unwrap_or_default();
        let at = self.groups.iter().position(|group| group.name == name);
        let at = at.unwrap_or_else(|| {
            self.groups.push(Group::new(name));
            self.groups.len() - 1
        });
        self.groups[at].add(gold, understood);
        self.all.add(gold, understood);
    }

    /// The share of messages with the right language, intent and values, from 0 to 1.
    pub fn all_correct(&self) -> f64 {
        ratio(self.all.all, self.all.messages).unwrap_or_default()
    }
}

/// Whether a message was understood in language, intent and every value.
pub fn is_all_correct(gold: &Gold, understood: &Understood) -> bool {
    let mut group = Group::new("");
    group.add(gold, understood);
    group.all == 1
}

impl Group {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            messages: 0,
            lang: 0,
            lang_known: 0,
            known: 0,
            intent: 0,
            all: 0,
            total: Count::default(),
            slots: Default::default(),
            intents: Default::default(),
        }
    }

    fn add(&mut self, gold: &Gold, understood: &Understood) {
        self.messages += 1;
        let lang = understood.lang == gold.lang;
        self.lang += u32::from(lang);
        self.known += u32::from(gold.lang.is_some());
        self.lang_known += u32::from(lang && gold.lang.is_some());
        let also = understood
            .intent
            .is_some_and(|intent| gold.intent_also.contains(&intent));
        let intent = understood.intent == gold.intent || also;
        self.intent += u32::from(intent);
        for (count, (named, _)) in self.intents.iter_mut().zip(INTENTS) {
            count.hits += u32::from(intent && named == gold.intent);
            count.missed += u32::from(!intent && named == gold.intent);
            count.extra += u32::from(!intent && named == understood.intent);
        }
        let (wanted, found) = (values(&gold.slots), values(&understood.slots));
        for (at, (wanted, found)) in wanted.iter().zip(&found).enumerate() {
            self.slots[at].add(wanted.as_ref(), found.as_ref());
            if at != AMOUNT {
                self.total.add(wanted.as_ref(), found.as_ref());
            }
        }
        self.all += u32::from(lang && intent && wanted == found);
    }
}

fn values(slots: &Slots) -> [Option<Value>; SLOTS.len()] {
    let budget = slots
        .budget
        .filter(|budget| budget.min.is_some() || budget.max.is_some());
    let set = |words: &[String]| {
        let set: BTreeSet<_> = words.iter().map(|word| folded(word)).collect();
        (!set.is_empty()).then_some(Value::Set(set))
    };
    let debug = |value: String| Value::Text(value);
    let kinds: Vec<String> = slots
        .property_type
        .iter()
        .map(|kind: &PropertyType| format!("{kind:?}"))
        .collect();
    [
        budget.map(Value::Budget),
        budget.map(|budget| Value::Amount(budget.min, budget.max)),
        slots.bedrooms.map(|rooms| debug(format!("{rooms:?}"))),
        set(&slots.area),
        set(&slots.area_not),
        set(&kinds),
        slots.timeline.map(|time| debug(format!("{time:?}"))),
        slots.financing.map(|how| debug(format!("{how:?}"))),
        slots.name.as_deref().map(|name| debug(folded(name))),
        slots.choice.map(|choice| debug(choice.to_string())),
        slots.phone.clone().map(debug),
    ]
}

/// Names are the same whatever keyboard they were typed on.
fn folded(name: &str) -> String {
    fold::words(name).join(" ")
}
