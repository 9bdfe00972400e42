//! The bot as a customer meets it.

mod any_flow;
mod dialogues;
mod mistakes;
mod properties;
mod readings;
mod visits;
