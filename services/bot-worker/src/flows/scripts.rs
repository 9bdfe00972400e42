//! Which flow holds which conversation.

use std::{collections::HashMap, sync::Arc};

use bot::{Input, Pin, Qualifier, Script, State};
use domain::TenantId;
use flow::Flow;
use storage::flows::Place;

use super::{Flows, Qualifying, TEMPLATE};

/// What the conversations of a transaction are held by.
#[derive(Debug)]
pub(crate) struct Scripts<'a> {
    flows: &'a Flows,
    versions: HashMap<Place, Arc<Flow>>,
    /// What new conversations begin with: of each tenant first what was published last.
    current: Vec<Place>,
}

impl<'a> Scripts<'a> {
    /// As if no tenant had a flow.
    pub(super) fn new(flows: &'a Flows) -> Self {
        Self {
            flows,
            versions: HashMap::new(),
            current: Vec::new(),
        }
    }

    pub(super) fn know(&mut self, versions: Vec<(Place, Arc<Flow>)>) {
        self.versions.extend(versions);
    }

    pub(super) fn begin_with(&mut self, current: Vec<Place>) {
        self.current = current;
    }

    /// Whether the flow is here that a conversation began with.
    pub(super) fn knows(&self, tenant: TenantId, pin: &Pin) -> bool {
        let qualifying = self.flows.qualifying.as_ref();
        qualifying.is_some_and(|it| self.pinned(it, tenant, pin).is_some())
    }

    /// The script of a conversation: the flow that it began with, while there is one.
    pub(crate) fn script(
        &self,
        tenant: TenantId,
        state: Option<&State>,
        inputs: &[Input<'_>],
    ) -> Script<'_> {
        let qualifying = self.flows.qualifying.as_ref();
        let flow = qualifying.and_then(|it| self.flow(it, tenant, state, inputs));
        match (self.flows.chosen, qualifying, flow) {
            (bot::Flow::Echo, ..) => Script::Echo,
            (bot::Flow::Qualifier, Some(qualifying), Some(flow)) => Script::Qualifier(Qualifier {
                flow,
                understanding: &qualifying.understanding,
            }),
            _ => Script::Reception,
        }
    }

    fn flow<'s>(
        &'s self,
        qualifying: &'s Qualifying,
        tenant: TenantId,
        state: Option<&State>,
        inputs: &[Input<'_>],
    ) -> Option<&'s Flow> {
        let pin = state.and_then(State::pin);
        let own: Vec<&Flow> = self.own(tenant);
        pin.and_then(|pin| self.pinned(qualifying, tenant, pin))
            // Another version of the same is the next best.
            .or_else(|| {
                let templates = qualifying.templates.iter().map(|flow| &**flow);
                let mut all = own.iter().copied().chain(templates);
                all.find(|flow| pin.is_some_and(|pin| pin.id == flow.id))
            })
            .or_else(|| {
                let mut own = own.iter().copied();
                own.find(|flow| is_triggered(flow, inputs))
            })
            .or_else(|| own.iter().copied().find(|flow| flow.triggers.is_empty()))
            .or_else(|| qualifying.templates.first().map(|flow| &**flow))
    }

    fn pinned<'s>(
        &'s self,
        qualifying: &'s Qualifying,
        tenant: TenantId,
        pin: &Pin,
    ) -> Option<&'s Flow> {
        let flow = match place(tenant, pin) {
            Some(place) => self.versions.get(&place),
            None => qualifying
                .templates
                .iter()
                .find(|flow| flow.id == pin.id && flow.version == pin.version),
        };
        flow.map(|flow| &**flow)
    }

    /// The tenant's own flows that a conversation can begin with, first what was published last.
    fn own(&self, tenant: TenantId) -> Vec<&Flow> {
        let current = self.current.iter().filter(|place| place.tenant == tenant);
        current
            .filter_map(|place| self.versions.get(place))
            .map(|flow| &**flow)
            .collect()
    }
}

/// Where a tenant's flow is that is pinned; `None`: it is a template.
pub(super) fn place(tenant: TenantId, pin: &Pin) -> Option<Place> {
    if pin.id.starts_with(TEMPLATE) {
        return None;
    }
    Some(Place {
        tenant,
        flow: pin.id.clone(),
        version: i32::try_from(pin.version).ok()?,
    })
}

/// Whether a message mentions one of the flow's words, or brings the code of one of its links.
fn is_triggered(flow: &Flow, inputs: &[Input<'_>]) -> bool {
    let mut phrases = flow.triggers.words.iter().chain(&flow.triggers.links);
    phrases.any(|phrase| {
        inputs
            .iter()
            .any(|input| matches!(input, Input::Text(text) if bot::mentions(text, phrase)))
    })
}

#[cfg(test)]
mod tests {
    use flow::templates;
    use serde_json::json;

    use super::*;

    const PALM: i64 = 1;
    const MARINA: i64 = 2;

    fn flow(id: &str, version: u32, words: &[&str]) -> Arc<Flow> {
        let mut flow = templates::template("rent").unwrap();
        flow.id = id.to_owned();
        flow.version = version;
        flow.triggers.words = words.iter().map(|word| (*word).to_owned()).collect();
        Arc::new(flow)
    }

    fn at(tenant: i64, flow: &Flow) -> Place {
        Place {
            tenant: tenant.try_into().unwrap(),
            flow: flow.id.clone(),
            version: flow.version.try_into().unwrap(),
        }
    }

    /// What Palm has published, the last first, and what else is known of it.
    fn scripts<'a>(flows: &'a Flows, current: &[&Arc<Flow>], former: &[&Arc<Flow>]) -> Scripts<'a> {
        let mut scripts = Scripts::new(flows);
        let all = current.iter().chain(former);
        scripts.know(all.map(|flow| (at(PALM, flow), Arc::clone(flow))).collect());
        scripts.begin_with(current.iter().map(|flow| at(PALM, flow)).collect());
        scripts
    }

    fn pinned(id: &str, version: u32) -> State {
        let state = json!({
            "step": "qualifying", "flow": {"id": id, "version": version}, "language": "en",
            "place": {"at": "new"}, "heard_at": "2026-11-27T08:00:00Z",
        });
        serde_json::from_value(state).unwrap()
    }

    #[track_caller]
    fn assert_held(
        scripts: &Scripts<'_>,
        tenant: i64,
        state: Option<&State>,
        text: &str,
        id: &str,
        version: u32,
    ) {
        let inputs = [Input::Text(text)];
        let Script::Qualifier(qualifier) =
            scripts.script(tenant.try_into().unwrap(), state, &inputs)
        else {
            panic!("no flow");
        };
        assert_eq!(
            (&*qualifier.flow.id, qualifier.flow.version),
            (id, version),
            "{text}"
        );
    }

    #[test]
    fn a_conversation_keeps_its_version_and_the_next_begins_with_the_new_one() {
        let flows = Flows::new(bot::Flow::Qualifier);
        let (old, new) = (flow("rent", 1, &[]), flow("rent", 2, &[]));
        let scripts = scripts(&flows, &[&new], &[&old]);
        assert_held(&scripts, PALM, Some(&pinned("rent", 1)), "Hi", "rent", 1);
        assert_held(&scripts, PALM, None, "Hi", "rent", 2);
        // What is not there any more is replaced by what is nearest to it.
        assert_held(&scripts, PALM, Some(&pinned("rent", 7)), "Hi", "rent", 2);
        assert_held(&scripts, PALM, Some(&pinned("lots", 1)), "Hi", "rent", 2);
        let template = pinned("template:rent", 1);
        assert_held(&scripts, PALM, Some(&template), "Hi", "template:rent", 1);
        let former = pinned("template:rent", 9);
        assert_held(&scripts, PALM, Some(&former), "Hi", "template:rent", 1);
    }

    #[test]
    fn nobody_meets_another_tenants_flow() {
        let flows = Flows::new(bot::Flow::Qualifier);
        let own = flow("rent", 1, &[]);
        let scripts = scripts(&flows, &[&own], &[]);
        assert_held(&scripts, MARINA, None, "Hi", "template:sale", 1);
        let pin = pinned("rent", 1);
        assert!(!scripts.knows(MARINA.try_into().unwrap(), pin.pin().unwrap()));
        assert_held(&scripts, MARINA, Some(&pin), "Hi", "template:sale", 1);
    }

    #[test]
    fn words_choose_among_several() {
        let flows = Flows::new(bot::Flow::Qualifier);
        let villas = flow("villas", 3, &["villa", "PALM-7"]);
        let all = flow("all", 2, &[]);
        let both = scripts(&flows, &[&villas, &all], &[]);
        assert_held(&both, PALM, None, "a VILLA, please", "villas", 3);
        assert_held(&both, PALM, None, "palm-7", "villas", 3);
        assert_held(&both, PALM, None, "Hi", "all", 2);
        let alone = scripts(&flows, &[&villas], &[]);
        assert_held(&alone, PALM, None, "Hi", "template:sale", 1);
    }

    #[test]
    fn what_is_chosen_for_everybody_is_everybodys() {
        for chosen in [bot::Flow::Echo, bot::Flow::Reception] {
            let flows = Flows::new(chosen);
            let own = flow("rent", 1, &[]);
            let scripts = scripts(&flows, &[&own], &[]);
            let script = scripts.script(PALM.try_into().unwrap(), None, &[]);
            let is_it = match chosen {
                bot::Flow::Echo => matches!(script, Script::Echo),
                _ => matches!(script, Script::Reception),
            };
            assert!(is_it, "{chosen:?}");
        }
    }
}
