//! The bot as a customer meets it.

mod dialogues;
mod mistakes;
mod properties;
mod readings;
