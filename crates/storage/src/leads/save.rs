//! What the bot has learnt, added to what is known.

use std::collections::BTreeMap;

use domain::{Phone, TenantId};
use sqlx::types::Json;

use super::{Entry, LeadId, Reason, Score, Slot, Slots, Stage, entry, history};
use crate::{
    StorageError, Tx,
    contacts::ContactId,
    crm::{self, Event},
};

/// Why a person is to go on with a lead, and what that person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOff<'a> {
    /// Why, in a word.
    pub cause: &'a str,
    /// What an agent reads.
    pub card: &'a str,
}

/// What the bot has learnt.
#[derive(Debug, Clone, Default)]
pub struct Lead<'a> {
    /// The customer's number, where it is known.
    pub phone: Option<Phone>,
    /// What he calls himself.
    pub name: Option<&'a str>,
    /// What he wants, in his words.
    pub wish: Option<&'a str>,
    /// The language he writes: `fa`, `ar`, `en` or `ru`.
    pub language: Option<&'a str>,
    /// How far it has come.
    pub stage: Stage,
    /// How good it is, and why.
    pub score: Option<Score>,
    /// What the bot has heard since, value by value; null: it knows that no more.
    pub slots: Slots,
    /// That a person is to go on from here. It is not stored, the CRM is told.
    pub hand_off: Option<HandOff<'a>>,
}

/// Writes what is known of a contact's wish, and tells the tenant's CRM; what is not known now stays as it was.
///
/// What a person has corrected stays, and a stage only goes on: the bot does not take back what it has handed over, nor
/// what a person says has become of it. Answers which lead is another one now, if it is. [`StorageError::Overtaken`]: the
/// lead was made at this moment.
pub async fn save(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
    lead: &Lead<'_>,
) -> Result<Option<LeadId>, StorageError> {
    let Some(known) = entry::lock_of(tx, tenant, contact).await? else {
        let id = add(tx, tenant, contact, lead).await?;
        let event = event(None, lead.stage);
        crm::tell(tx, tenant, id, event, lead.hand_off).await?;
        return Ok(Some(id));
    };
    let learnt = learn(known.clone(), lead);
    if learnt == known {
        return Ok(None);
    }
    entry::write(tx, tenant, &learnt).await?;
    history::add_of_bot(tx, tenant, &known, &learnt).await?;
    let event = event(Some(known.stage), learnt.stage);
    crm::tell(tx, tenant, known.id, event, lead.hand_off).await?;
    Ok(Some(known.id))
}

/// What a change is called.
pub(super) fn event(before: Option<Stage>, after: Stage) -> Event {
    match before {
        _ if after == Stage::HandedOver && before != Some(after) => Event::HandedOver,
        None => Event::Created,
        Some(_) => Event::Updated,
    }
}

/// What is known once the bot has said this.
fn learn(mut known: Entry, lead: &Lead<'_>) -> Entry {
    let is_corrected = |slot: &str| known.slots.get(slot).is_some_and(Slot::is_corrected);
    let (keeps_name, keeps_wish) = (is_corrected("name"), is_corrected("wish"));
    if let Some(phone) = &lead.phone {
        known.phone = Some(phone.clone());
    }
    if let Some(name) = lead.name.filter(|_| !keeps_name) {
        known.name = Some(name.to_owned());
    }
    if let Some(wish) = lead.wish.filter(|_| !keeps_wish) {
        known.wish = Some(wish.to_owned());
    }
    if let Some(language) = lead.language {
        known.language = Some(language.to_owned());
    }
    // What lies behind the hand-over is people's word.
    if known.stage < Stage::HandedOver {
        known.stage = known.stage.max(lead.stage);
    }
    if let Some(score) = &lead.score {
        known.score = Some(score.clone());
    }
    for (name, slot) in &lead.slots {
        if known.slots.get(name).is_some_and(Slot::is_corrected) {
            continue;
        }
        if slot.value.is_null() {
            known.slots.remove(name);
        } else {
            known.slots.insert(name.clone(), slot.clone());
        }
    }
    known
}

async fn add(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
    lead: &Lead<'_>,
) -> Result<LeadId, StorageError> {
    let score = lead.score.as_ref();
    let reasons: &[Reason] = score.map_or(&[], |score| &score.reasons);
    let known = lead.slots.iter().filter(|(_, slot)| !slot.value.is_null());
    let known: BTreeMap<&String, &Slot> = known.collect();
    let beginning = history::steps(None, lead.stage, score.map(|score| score.class));
    let id = sqlx::query_scalar!(
        "with lead as (
             insert into leads (tenant_id, contact_id, whatsapp_phone, name, wish, language, stage, score, score_class,
                                score_reasons, slots)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             on conflict (tenant_id, contact_id) do nothing returning id
         ),
         moment as (
             insert into lead_changes (tenant_id, contact_id, action, actor, changes)
             select $1, $2, 'created', $12, $13 from lead
         )
         select id from lead",
        tenant.get(),
        contact.0,
        lead.phone.as_ref().map(Phone::as_str),
        lead.name,
        lead.wish,
        lead.language,
        lead.stage.as_str(),
        score.map(|score| score.points),
        score.map(|score| score.class.as_str()),
        Json(reasons) as _,
        Json(known) as _,
        history::BOT,
        Json(beginning) as _,
    )
    .fetch_optional(&mut **tx)
    .await?;
    id.map(LeadId).ok_or(StorageError::Overtaken)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::OffsetDateTime;

    use super::super::Class;
    use super::*;

    fn known(stage: Stage, slots: &[(&str, Slot)]) -> Entry {
        let slots = slots.iter().cloned();
        Entry {
            id: LeadId(1),
            contact: ContactId(1),
            conversation: None,
            phone: None,
            name: Some("Ana".to_owned()),
            push_name: None,
            wish: None,
            language: None,
            stage,
            score: None,
            slots: slots.map(|(name, slot)| (name.to_owned(), slot)).collect(),
            assigned_to: None,
            created_at: OffsetDateTime::UNIX_EPOCH,
            updated_at: OffsetDateTime::UNIX_EPOCH,
        }
    }

    fn corrected(value: serde_json::Value) -> Slot {
        Slot {
            corrected_by: Some("user:5 ana@palm.example".to_owned()),
            ..Slot::said(value, None)
        }
    }

    #[test]
    fn a_persons_word_stays_and_the_rest_is_as_the_bot_says() {
        let before = known(
            Stage::New,
            &[
                ("area", corrected(json!("Marina"))),
                ("name", corrected(json!("Ana"))),
                ("bedrooms", Slot::said(json!(3), Some(7))),
                ("budget", Slot::said(json!(900), Some(7))),
                ("type", Slot::said(json!("villa"), Some(7))),
            ],
        );
        let told = known(
            Stage::New,
            &[
                ("area", Slot::said(json!("JVC"), Some(9))),
                ("bedrooms", Slot::said(json!(2), Some(9))),
                ("budget", Slot::said(json!(null), Some(9))),
            ],
        );
        let lead = Lead {
            name: Some("Bea"),
            slots: told.slots,
            ..Lead::default()
        };
        let after = learn(before.clone(), &lead);
        assert_eq!(after.name.as_deref(), Some("Ana"));
        assert_eq!(after.slots["area"].value, json!("Marina"));
        assert_eq!(after.slots["bedrooms"], Slot::said(json!(2), Some(9)));
        assert!(
            !after.slots.contains_key("budget"),
            "what the bot knows no more"
        );
        assert_eq!(after.slots["type"], before.slots["type"], "not said again");
        // Nothing said of slots is not the same as that there are none.
        assert_eq!(learn(before.clone(), &Lead::default()), before);
    }

    #[test]
    fn a_stage_goes_on_and_people_have_the_last_word() {
        use Stage::{HandedOver, Lost, New, Qualified, Visiting};
        for (is, said, then) in [
            (New, New, New),
            (New, HandedOver, HandedOver),
            (Qualified, New, Qualified),
            (HandedOver, New, HandedOver),
            (Visiting, HandedOver, Visiting),
            (Lost, HandedOver, Lost),
        ] {
            let lead = Lead {
                stage: said,
                ..Lead::default()
            };
            assert_eq!(
                learn(known(is, &[]), &lead).stage,
                then,
                "{is:?} and {said:?}"
            );
        }
    }

    #[test]
    fn a_hand_over_is_told_as_one_and_once() {
        use Stage::{HandedOver, New, Visiting};
        assert_eq!(event(None, New), Event::Created);
        assert_eq!(event(None, HandedOver), Event::HandedOver);
        assert_eq!(event(Some(New), HandedOver), Event::HandedOver);
        assert_eq!(event(Some(HandedOver), HandedOver), Event::Updated);
        assert_eq!(event(Some(HandedOver), Visiting), Event::Updated);
    }

    #[test]
    fn a_score_replaces_the_one_before() {
        let score = Score {
            points: 12,
            class: Class::Hot,
            reasons: Vec::new(),
        };
        let lead = Lead {
            score: Some(score.clone()),
            ..Lead::default()
        };
        let after = learn(known(Stage::New, &[]), &lead);
        assert_eq!(after.score, Some(score));
        assert_eq!(learn(after.clone(), &Lead::default()), after);
    }
}
