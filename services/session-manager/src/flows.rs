//! Flows as their authors work with them: documents checked, versions published, conversations rehearsed.

mod comparison;
mod document;
mod past;
mod publishing;
mod rehearsal;
mod room;

use std::sync::{Arc, OnceLock};

use understanding::Understanding;

pub(crate) use comparison::{Difference, compare};
pub(crate) use document::{Document, document_of};
pub(crate) use past::{has_words, moves_of};
pub(crate) use publishing::{Wish, publish};
pub(crate) use rehearsal::{Act, Move, Scene, Speech, Taken, rehearse};
pub(crate) use room::ReplayRoom;

/// The understanding of customers, loaded when somebody first needs it: it takes memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct LazyUnderstanding(Arc<OnceLock<Understanding>>);

impl LazyUnderstanding {
    /// Loads it the first time, which takes a moment.
    pub(crate) fn get(&self) -> &Understanding {
        self.0.get_or_init(Understanding::new)
    }
}
