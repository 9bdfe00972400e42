//! What customers write, understood without any model of language: the language, what is wanted, and typed values.
//!
//! [`Understanding::understand`] is a pure function of a text and of the question that was just asked. A message goes
//! through these steps:
//!
//! 1. `fold`, `tokens`: one form for what is written in several ways; words, figures, phone numbers, each with its place.
//! 2. `lexicon`, `numbers`: known words with their meanings from the lists in `data/`, and numbers in figures and words.
//! 3. A file for each slot, such as `money` and `areas`: mentions, and which of them counts.
//! 4. `patterns`, `intents`: phrases that lists cannot say, and the most urgent of what is wanted.
//! 5. `tell`: the language.
//!
//! The scheme of the values is that of `corpus/README.md`.

mod areas;
mod bedrooms;
mod choice;
mod correction;
mod financing;
pub mod fold;
mod intents;
mod language;
pub mod leaving;
mod lexicon;
mod money;
mod names;
mod numbers;
mod patterns;
mod phrases;
mod property;
mod reading;
pub mod score;
mod slots;
mod tell;
mod timeline;
mod tokens;
mod understand;
mod values;
mod vocabulary;

pub use language::Language;
pub use slots::Slots;
pub use understand::{Understanding, Understood};
pub use values::{
    Bedrooms, Budget, Context, Currency, Financing, Intent, Period, PropertyType, Studio, Timeline,
};
