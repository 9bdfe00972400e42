//! Whether a burst of messages wants no more messages, or wants them again.

use understanding::leaving::{opts_in, opts_out};

use crate::{Input, Language, turn::joined};

/// What a burst of messages decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent<'a> {
    /// No more messages, in this language.
    OptOut(Language),
    /// Messages again.
    OptIn {
        /// The language of the message that says so.
        language: Language,
        /// What was written before that message.
        before: &'a [Input<'a>],
        /// What was written after it.
        after: &'a [Input<'a>],
    },
}

/// The last decision of a burst; `None` if nothing is decided.
///
/// `spoken` is the language of the conversation: everybody writes "stop", and some words are Persian and Arabic.
pub(crate) fn of<'a>(inputs: &'a [Input<'a>], spoken: Option<Language>) -> Option<Intent<'a>> {
    let one = |(at, input): (usize, &Input<'_>)| {
        let text = input.text()?;
        let opts_in = || {
            let intent = |language| Intent::OptIn {
                language,
                before: &inputs[..at],
                after: &inputs[at + 1..],
            };
            opts_in(text, spoken).map(intent)
        };
        opts_out(text, spoken).map(Intent::OptOut).or_else(opts_in)
    };
    // "Please don't", and then "message me", is one sentence, and the second half alone says the opposite.
    let whole = opts_out(&joined(inputs), spoken).map(Intent::OptOut);
    whole.or_else(|| inputs.iter().enumerate().rev().find_map(one))
}
