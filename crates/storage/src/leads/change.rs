//! What people make of a lead.

use std::collections::BTreeMap;

use domain::TenantId;
use serde_json::Value;

use super::{Entry, LeadId, Slot, Stage, entry, history, save::event};
use crate::{StorageError, Tx, audit::Actor, crm, users::UserId};

/// The constraint that a lead is assigned to a user of its tenant.
pub const ASSIGNEE_EXISTS: &str = "leads_assigned_to_fkey";

/// What is to be otherwise; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// How far it has come: people may set any stage.
    pub stage: Option<Stage>,
    /// Who works on it; `Some(None)`: nobody.
    pub assigned_to: Option<Option<UserId>>,
    /// What the person knows better, by name; null: it is not known after all.
    pub slots: BTreeMap<String, Value>,
}

/// Changes a lead by a person's word, writes it down in its history, and tells the tenant's CRM; `None`: there is no such
/// lead. The person's name stays with what they have corrected. What is as they say already changes nothing.
pub async fn change(
    tx: &mut Tx,
    tenant: TenantId,
    lead: LeadId,
    change: &Change,
    by: &Actor,
) -> Result<Option<Entry>, StorageError> {
    // Found by its contact, and locked, as a turn does.
    let Some(contact) = entry::contact_of(tx, tenant, lead).await? else {
        return Ok(None);
    };
    let Some(known) = entry::lock_of(tx, tenant, contact).await? else {
        return Ok(None);
    };
    let changed = apply(known.clone(), change, by.seen_by_tenants());
    if changed != known {
        entry::write(tx, tenant, &changed).await?;
        history::add_of_person(tx, tenant, (&known, &changed), change, by).await?;
        let event = event(Some(known.stage), changed.stage);
        crm::tell(tx, tenant, known.id, event, None).await?;
    }
    super::lookup(tx, tenant, lead).await
}

fn apply(mut lead: Entry, change: &Change, by: &str) -> Entry {
    if let Some(stage) = change.stage {
        lead.stage = stage;
    }
    if let Some(assigned_to) = change.assigned_to {
        lead.assigned_to = assigned_to;
    }
    for (name, value) in &change.slots {
        // These two have columns of their own, which lists show.
        let text = || value.as_str().map(str::to_owned);
        match name.as_str() {
            "name" => lead.name = text(),
            "wish" => lead.wish = text(),
            _ => {}
        }
        let is_known = lead
            .slots
            .get(name)
            .is_some_and(|slot| slot.is_corrected() && slot.value == *value);
        if !is_known {
            let slot = Slot {
                corrected_by: Some(by.to_owned()),
                ..Slot::said(value.clone(), None)
            };
            lead.slots.insert(name.clone(), slot);
        }
    }
    lead
}
