//! The flows that conversations are held by: each tenant's own, and the templates for who has none.
//!
//! What a tenant has published is read in the transaction of the turns, so that it counts from the next turn on, and
//! kept in memory, because a version never changes. A conversation keeps the version that it began with.

mod cache;
mod scripts;

use std::sync::Arc;

use bot::Pin;
use flow::{Flow, templates};
use serde::Deserialize;
use serde_json::Value;
use storage::{
    StorageError, Tx,
    flows::{self, Place},
    turns::Conversation,
};
use understanding::Understanding;

use cache::Cache;
pub(crate) use scripts::Scripts;

/// Before the id of a template: no flow of a tenant is called so.
const TEMPLATE: &str = "template:";
/// How many versions are kept in memory; one is some ten kilobytes.
const MOST_KEPT: usize = 256;

/// The flow that is chosen for everybody, and what it needs, loaded once.
#[derive(Debug)]
pub(crate) struct Flows {
    chosen: bot::Flow,
    /// Only where they are needed: the understanding of four languages takes memory.
    qualifying: Option<Qualifying>,
}

#[derive(Debug)]
struct Qualifying {
    understanding: Arc<Understanding>,
    /// Not empty; the first one is for tenants without a flow of their own.
    templates: Vec<Arc<Flow>>,
    kept: Cache,
}

impl Flows {
    /// Loads what the chosen flow needs.
    pub(crate) fn new(chosen: bot::Flow) -> Self {
        let qualifying = (chosen == bot::Flow::Qualifier).then(|| Qualifying {
            understanding: Arc::new(Understanding::new()),
            templates: own_templates(),
            kept: Cache::new(MOST_KEPT),
        });
        Self { chosen, qualifying }
    }

    /// The understanding of messages, where the chosen flow needs it.
    pub(crate) fn understanding(&self) -> Option<Arc<Understanding>> {
        let qualifying = self.qualifying.as_ref();
        qualifying.map(|it| Arc::clone(&it.understanding))
    }

    /// What these conversations are held by. One statement where one of them begins, another where a version is not in
    /// memory yet.
    pub(crate) async fn of(
        &self,
        tx: &mut Tx,
        conversations: &[Conversation],
    ) -> Result<Scripts<'_>, StorageError> {
        let mut scripts = Scripts::new(self);
        let Some(qualifying) = &self.qualifying else {
            return Ok(scripts);
        };
        let pins: Vec<_> = conversations
            .iter()
            .map(|conversation| pin(conversation.state.as_ref()))
            .collect();
        let held = || conversations.iter().zip(&pins);
        let wanted: Vec<Place> = held()
            .filter_map(|(conversation, pin)| scripts::place(conversation.at.tenant, pin.as_ref()?))
            .collect();
        scripts.know(qualifying.versions(tx, wanted).await?);
        let mut beginning = Vec::new();
        for (conversation, pin) in held() {
            let tenant = conversation.at.tenant;
            match pin {
                Some(pin) if scripts.knows(tenant, pin) => continue,
                Some(pin) => tracing::warn!(
                    tenant = tenant.get(),
                    conversation = %conversation.at.conversation,
                    flow = pin.id,
                    version = pin.version,
                    "the flow that a conversation began with is gone, and it goes on with another"
                ),
                None => {}
            }
            beginning.push(tenant);
        }
        if !beginning.is_empty() {
            let current = flows::list_current(tx, &beginning).await?;
            scripts.know(qualifying.versions(tx, current.clone()).await?);
            scripts.begin_with(current);
        }
        Ok(scripts)
    }
}

impl Qualifying {
    /// Those of the versions that there are and that can be read.
    async fn versions(
        &self,
        tx: &mut Tx,
        wanted: Vec<Place>,
    ) -> Result<Vec<(Place, Arc<Flow>)>, StorageError> {
        let (mut found, missing) = self.kept.find(wanted);
        if missing.is_empty() {
            return Ok(found);
        }
        for (place, document) in flows::list_documents(tx, &missing).await? {
            let flow = read(&place, document);
            self.kept.keep(place.clone(), flow.clone());
            found.extend(flow.map(|flow| (place, flow)));
        }
        Ok(found)
    }
}

/// The flow of a document; what cannot be read is told and left out.
fn read(place: &Place, document: Value) -> Option<Arc<Flow>> {
    match serde_json::from_value::<Flow>(document) {
        Ok(flow) => Some(Arc::new(flow)),
        Err(error) => {
            tracing::error!(
                %error, tenant = place.tenant.get(), flow = place.flow, version = place.version,
                "a published flow cannot be read, and another is used in its place"
            );
            None
        }
    }
}

fn own_templates() -> Vec<Arc<Flow>> {
    let named = |mut flow: Flow| {
        flow.id = format!("{TEMPLATE}{}", flow.id);
        Arc::new(flow)
    };
    let others = templates::DOCUMENTS.map(|(id, _)| id);
    let others = others.into_iter().filter(|id| *id != templates::DEFAULT);
    std::iter::once(templates::DEFAULT)
        .chain(others)
        .filter_map(templates::template)
        .map(named)
        .collect()
}

/// The pin in a stored state, without reading all of it.
fn pin(state: Option<&Value>) -> Option<Pin> {
    Pin::deserialize(state?.get("flow")?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_pin_of_a_state_is_found_without_reading_it() {
        let flows = Flows::new(bot::Flow::Qualifier);
        let turn = bot::turn(
            Scripts::new(&flows).script("1".parse().unwrap(), None, &[]),
            bot::Agency { name: "Palm" },
            None,
            &[bot::Input::Text("Hi")],
            bot::Circumstances {
                opted_out: false,
                now: datetime!(2026-11-27 08:00 UTC),
            },
        );
        let stored = serde_json::to_value(&turn.state).unwrap();
        let found = pin(Some(&stored)).unwrap();
        assert_eq!(Some(&found), turn.state.pin());
        assert_eq!((&*found.id, found.version), ("template:sale", 1));
        for other in [
            json!({}),
            json!({"step": "echo", "turns": 1}),
            json!({"flow": 5}),
        ] {
            assert_eq!(pin(Some(&other)), None);
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let place = Place {
            tenant: "1".parse().unwrap(),
            flow: "rent".to_owned(),
            version: 1,
        };
        assert!(read(&place, json!({"id": "rent"})).is_none());
        let rent = serde_json::from_str(templates::RENT).unwrap();
        assert!(read(&place, rent).is_some());
    }
}
