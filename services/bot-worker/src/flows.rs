//! The flow that conversations are held by, and what it needs, loaded once.

use std::sync::Arc;

use bot::{Qualifier, Script, State};
use flow::{Flow, templates};
use understanding::Understanding;

/// What [`bot::turn`] is given as its script.
#[derive(Debug)]
pub(crate) struct Flows {
    chosen: bot::Flow,
    /// Only where they are needed: the understanding of four languages takes memory.
    qualifying: Option<Qualifying>,
}

#[derive(Debug)]
struct Qualifying {
    understanding: Arc<Understanding>,
    /// Not empty; the first one is that of new conversations.
    flows: Vec<Flow>,
}

impl Flows {
    /// Loads what the chosen flow needs.
    pub(crate) fn new(chosen: bot::Flow) -> Self {
        let qualifying = (chosen == bot::Flow::Qualifier).then(|| Qualifying {
            understanding: Arc::new(Understanding::new()),
            flows: ["sale", "rent", "reception"]
                .into_iter()
                .filter_map(templates::template)
                .collect(),
        });
        Self { chosen, qualifying }
    }

    /// The understanding of messages, where the chosen flow needs it.
    pub(crate) fn understanding(&self) -> Option<Arc<Understanding>> {
        let qualifying = self.qualifying.as_ref();
        qualifying.map(|it| Arc::clone(&it.understanding))
    }

    /// The script of a conversation: the flow that it began with, while there is one.
    pub(crate) fn script(&self, state: Option<&State>) -> Script<'_> {
        let qualifying = self.qualifying.as_ref();
        match (
            self.chosen,
            qualifying,
            qualifying.and_then(|it| it.flow(state)),
        ) {
            (bot::Flow::Echo, ..) => Script::Echo,
            (bot::Flow::Qualifier, Some(qualifying), Some(flow)) => Script::Qualifier(Qualifier {
                flow,
                understanding: &qualifying.understanding,
            }),
            _ => Script::Reception,
        }
    }
}

impl Qualifying {
    fn flow(&self, state: Option<&State>) -> Option<&Flow> {
        let pin = state.and_then(State::pin);
        let pinned = pin.and_then(|pin| {
            let mut flows = self.flows.iter();
            flows.find(|flow| flow.id == pin.id && flow.version == pin.version)
        });
        pinned.or(self.flows.first())
    }
}
