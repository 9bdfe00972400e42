//! `PATCH /api/tenants/{tenant_id}/leads/{lead_id}`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use storage::leads::{self, ASSIGNEE_EXISTS, Change};
use storage::users::UserId;
use storage::{audit, tenants};
use utoipa::ToSchema;

use super::{LeadBody, filter, lead_not_found};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, LeadPath, TenantPath};
use crate::problem::Problem;

/// How many values a request may set.
const MOST_SLOTS: usize = 64;
/// The longest name of a value.
const LONGEST_NAME: usize = 64;
/// The longest value, as JSON.
const LONGEST_VALUE: usize = 4096;

/// What to change; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct LeadChange {
    /// How far it has come: `new`, `qualified`, `handed_over`, `visiting`, `won` or `lost`.
    stage: Option<String>,
    /// The id of the user who works on it from now on; null: nobody.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    assigned_to: Assignee,
    /// What is known better, by name; null: it is not known after all. `name` and `wish` are texts, and the lead's own
    /// name and wish.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Value>)]
    slots: BTreeMap<String, Value>,
}

/// Who is to work on a lead: what is null is something else than what is left out.
#[derive(Debug, Clone, Copy, Default)]
enum Assignee {
    /// Who works on it now.
    #[default]
    Kept,
    /// This user, or nobody.
    Is(Option<i64>),
}

impl<'de> Deserialize<'de> for Assignee {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::Is)
    }
}

/// Changes a lead: its stage, who works on it, what is known of it.
///
/// The bot does not overwrite what a person has said of a lead, nor take it back to an earlier stage. Of two who change
/// the same thing, the later is right.
#[utoipa::path(
    patch,
    path = "/api/tenants/{tenant_id}/leads/{lead_id}",
    tag = "leads",
    request_body = LeadChange,
    responses(
        (status = 200, description = "The lead, as it is now.", body = LeadBody),
        (status = 404, description = "`lead_not_found`: the tenant has no lead with this id."),
    )
)]
pub(in crate::api) async fn update(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    LeadPath(id): LeadPath,
    extract::Json(body): extract::Json<LeadChange>,
) -> Result<Json<LeadBody>, Problem> {
    let change = checked(body)?;
    let actor = principal.actor();
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let changed = leads::change(&mut tx, tenant, id, &change, &actor).await;
    let changed = changed.map_err(|error| {
        if error.violates(ASSIGNEE_EXISTS) {
            Problem::field("assigned_to", "must be a user of the tenant")
        } else {
            error.into()
        }
    })?;
    let lead = changed.ok_or_else(lead_not_found)?;
    let detail = format!("lead:{id}");
    audit::add(
        &mut tx,
        tenant.into(),
        &actor,
        "lead_changed",
        Some(&detail),
    )
    .await?;
    tx.commit().await?;
    api.crm.wake();
    api.whatsapp.changes.lead(tenant, id.get()).await;
    if let Some(conversation) = lead.conversation {
        // The customer's name is the lead's.
        api.whatsapp
            .changes
            .conversation(tenant, conversation.get())
            .await;
    }
    Ok(Json(lead.into()))
}

fn checked(body: LeadChange) -> Result<Change, Problem> {
    let stage = body.stage.as_deref();
    if body.slots.len() > MOST_SLOTS {
        let message = format!("must be at most {MOST_SLOTS}");
        return Err(Problem::field("slots", message));
    }
    for (name, value) in &body.slots {
        slot(name, value).map_err(|message| Problem::field(format!("slots.{name}"), message))?;
    }
    Ok(Change {
        stage: stage.map(|word| filter::stage("stage", word)).transpose()?,
        assigned_to: match body.assigned_to {
            Assignee::Kept => None,
            Assignee::Is(user) => Some(user.map(UserId::new)),
        },
        slots: body.slots,
    })
}

fn slot(name: &str, value: &Value) -> Result<(), String> {
    let is_word = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if !is_word || name.len() > LONGEST_NAME {
        return Err(format!(
            "its name must have 1 to {LONGEST_NAME} of a-z, 0-9 and _, a letter first"
        ));
    }
    if matches!(name, "name" | "wish") && !(value.is_string() || value.is_null()) {
        return Err("must be a text, or null".to_owned());
    }
    let text = value.to_string();
    // Postgres keeps no zero character.
    if text.len() > LONGEST_VALUE || text.contains("\\u0000") {
        return Err(format!(
            "must have at most {LONGEST_VALUE} bytes, and no zero character"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: Value) -> Result<Change, Problem> {
        checked(serde_json::from_value(body).unwrap())
    }

    #[test]
    fn nobody_is_something_else_than_nothing_said() {
        assert_eq!(read(json!({})).unwrap().assigned_to, None);
        let nobody = read(json!({"assigned_to": null})).unwrap();
        assert_eq!(nobody.assigned_to, Some(None));
        let ana = read(json!({"assigned_to": 5})).unwrap();
        assert_eq!(ana.assigned_to, Some(Some(UserId::new(5))));
    }

    #[test]
    fn values_have_names_and_an_end() {
        let fine = json!({"area": "Marina", "budget": {"max": 9}, "name": null, "x_2": [1]});
        assert!(read(json!({ "slots": fine })).is_ok());
        for wrong in [
            json!({"": 1}),
            json!({"Area": 1}),
            json!({"2nd": 1}),
            json!({"a b": 1}),
            json!({"name": 5}),
            json!({"area": "a\0"}),
            json!({"area": "a".repeat(5000)}),
            json!({"a".repeat(65): 1}),
        ] {
            assert!(read(json!({ "slots": wrong })).is_err(), "{wrong}");
        }
        let many: BTreeMap<_, _> = (0..65).map(|n| (format!("s{n}"), n)).collect();
        assert!(read(json!({ "slots": many })).is_err());
        assert!(read(json!({"stage": "sold"})).is_err());
    }
}
