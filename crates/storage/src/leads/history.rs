//! What became of a lead: who changed what of it, and when.

use std::collections::HashMap;

use domain::TenantId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::types::Json;
use time::OffsetDateTime;

use super::{Change, Class, Entry, LeadId, Stage, entry};
use crate::{StorageError, Tx, audit::Actor, contacts::ContactId, users::UserId};

/// The actor of what the bot does.
pub const BOT: &str = "bot";
/// The actor of what happens by itself.
pub const SYSTEM: &str = "system";

/// Something of a lead that became otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// What: `stage`, `score_class`, `assigned_to`, `slots.area`.
    pub field: String,
    /// What it was; null: not known, or nobody.
    pub from: Value,
    /// What it became; null: as above.
    pub to: Value,
}

/// A moment of a lead's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its number; later moments have higher ones. 0: the beginning of a lead that is older than this record.
    pub id: i64,
    /// When.
    pub at: OffsetDateTime,
    /// What happened, in one word: `created`, `changed`, `handed_over`, `crm_delivered`.
    pub action: String,
    /// Whose doing it was, in the words of the audit log; or [`BOT`], or [`SYSTEM`].
    pub actor: Actor,
    /// What became otherwise.
    pub changes: Vec<FieldChange>,
}

/// The moments of a lead, newest first: those before number `before`, at most `limit`. `None`: there is no such lead.
pub async fn history(
    tx: &mut Tx,
    tenant: TenantId,
    lead: LeadId,
    before: Option<i64>,
    limit: i64,
) -> Result<Option<Vec<Moment>>, StorageError> {
    let Some(contact) = entry::contact_of(tx, tenant, lead).await? else {
        return Ok(None);
    };
    // The beginning of what was there before this record began is known from the lead itself.
    let rows = sqlx::query!(
        "select id as \"id!\", at as \"at!\", action as \"action!\", actor as \"actor!\", by_operator as \"by_operator!\",
                changes as \"changes!: Json<Vec<FieldChange>>\"
         from (
             select h.id, h.at, h.action, h.actor, h.by_operator, h.changes
             from lead_changes h
             where h.tenant_id = $1 and h.contact_id = $2 and h.id < $3
             union all
             select 0, l.created_at, 'created', $5, false, '[]'
             from leads l
             where l.tenant_id = $1 and l.contact_id = $2 and $3 > 0
               and not exists (
                   select from lead_changes h
                   where h.tenant_id = $1 and h.contact_id = $2 and h.action = 'created'
               )
         ) moments
         order by id desc limit $4",
        tenant.get(),
        contact.0,
        before.unwrap_or(i64::MAX),
        limit,
        BOT,
    )
    .fetch_all(&mut **tx)
    .await?;
    let moments = rows.into_iter().map(|row| Moment {
        id: row.id,
        at: row.at,
        action: row.action,
        actor: Actor {
            name: row.actor,
            is_operator: row.by_operator,
        },
        changes: row.changes.0,
    });
    Ok(Some(moments.collect()))
}

/// Writes down what the bot has brought about, if that is part of a lead's history.
pub(super) async fn add_of_bot(
    tx: &mut Tx,
    tenant: TenantId,
    known: &Entry,
    learnt: &Entry,
) -> Result<(), StorageError> {
    let changes = steps(Some(known), learnt.stage, class(learnt));
    let actor = Actor {
        name: BOT.to_owned(),
        is_operator: false,
    };
    add(tx, tenant, (known, learnt), &actor, changes).await
}

/// Writes down what a person has made of a lead.
pub(super) async fn add_of_person(
    tx: &mut Tx,
    tenant: TenantId,
    (known, changed): (&Entry, &Entry),
    change: &Change,
    actor: &Actor,
) -> Result<(), StorageError> {
    let mut changes = steps(Some(known), changed.stage, class(changed));
    if known.assigned_to != changed.assigned_to {
        let names = names(tx, tenant, known.assigned_to, changed.assigned_to).await?;
        let name = |user: Option<UserId>| user.and_then(|user| names.get(&user.0));
        changes.push(FieldChange {
            field: "assigned_to".to_owned(),
            from: json!(name(known.assigned_to)),
            to: json!(name(changed.assigned_to)),
        });
    }
    for (name, value) in &change.slots {
        let from = value_of(known, name);
        if from != *value {
            changes.push(FieldChange {
                field: format!("slots.{name}"),
                from,
                to: value.clone(),
            });
        }
    }
    add(tx, tenant, (known, changed), actor, changes).await
}

/// What a lead has come to: its stage and its class, where they are not what they were.
pub(super) fn steps(
    known: Option<&Entry>,
    stage: Stage,
    class_now: Option<Class>,
) -> Vec<FieldChange> {
    let stages = (known.map(|lead| lead.stage.as_str()), Some(stage.as_str()));
    let classes = (
        known.and_then(class).map(Class::as_str),
        class_now.map(Class::as_str),
    );
    [("stage", stages), ("score_class", classes)]
        .into_iter()
        .filter(|(_, (from, to))| from != to)
        .map(|(field, (from, to))| FieldChange {
            field: field.to_owned(),
            from: json!(from),
            to: json!(to),
        })
        .collect()
}

fn class(lead: &Entry) -> Option<Class> {
    lead.score.as_ref().map(|score| score.class)
}

/// What was known under this name.
fn value_of(lead: &Entry, name: &str) -> Value {
    match name {
        "name" => json!(lead.name),
        "wish" => json!(lead.wish),
        _ => lead
            .slots
            .get(name)
            .map_or(Value::Null, |slot| slot.value.clone()),
    }
}

/// What users are called: their names stay true when they are gone.
async fn names(
    tx: &mut Tx,
    tenant: TenantId,
    one: Option<UserId>,
    other: Option<UserId>,
) -> Result<HashMap<i64, String>, StorageError> {
    let ids: Vec<i64> = one.into_iter().chain(other).map(|user| user.0).collect();
    let rows = sqlx::query!(
        "select id, email from users where tenant_id = $1 and id = any ($2)",
        tenant.get(),
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.email)).collect())
}

async fn add(
    tx: &mut Tx,
    tenant: TenantId,
    (before, after): (&Entry, &Entry),
    actor: &Actor,
    changes: Vec<FieldChange>,
) -> Result<(), StorageError> {
    if changes.is_empty() {
        return Ok(());
    }
    let is_hand_over = after.stage == Stage::HandedOver && before.stage != Stage::HandedOver;
    let action = if is_hand_over {
        "handed_over"
    } else {
        "changed"
    };
    let ContactId(contact) = before.contact;
    sqlx::query!(
        "insert into lead_changes (tenant_id, contact_id, action, actor, by_operator, changes)
         values ($1, $2, $3, $4, $5, $6)",
        tenant.get(),
        contact,
        action,
        actor.name,
        actor.is_operator,
        Json(changes) as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
