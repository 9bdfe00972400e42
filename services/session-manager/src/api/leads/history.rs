//! `GET /api/tenants/{tenant_id}/leads/{lead_id}/history?before&limit`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::audit::Actor;
use storage::leads::{self, BOT, FieldChange, Moment, SYSTEM};
use storage::tenants;
use storage::users::Role;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use super::lead_not_found;
use crate::api::Shared;
use crate::api::page::Limit;
use crate::auth::Principal;
use crate::extract::{LeadPath, Query, TenantPath};
use crate::problem::Problem;

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct HistoryQuery {
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// A page's `next_before`: what follows it.
    before: Option<i64>,
}

/// A page of a lead's history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadHistory)]
pub(in crate::api) struct HistoryBody {
    entries: Vec<MomentBody>,
    /// What to ask for as `before` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<i64>,
}

/// Something that happened to a lead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadHistoryEntry)]
struct MomentBody {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// One word for programs, an open set: `created`, `changed`, `handed_over`, `crm_delivered`.
    action: String,
    actor: ActorBody,
    /// What became otherwise; empty where that was not written down.
    changes: Vec<FieldChangeBody>,
}

/// Who did it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LeadActor)]
struct ActorBody {
    /// `user`, `token` or `bot`; `operator`: somebody who runs the platform; `system`: nobody. An open set.
    kind: &'static str,
    /// The id of the user or token, who may be gone.
    #[schema(required)]
    id: Option<i64>,
    /// What they are called; null of the bot, and of nobody.
    #[schema(required)]
    name: Option<String>,
}

/// Something of a lead that became otherwise.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeadFieldChange)]
struct FieldChangeBody {
    /// `stage`, `score_class`, `assigned_to` (the names of users), or `slots.` and what is known; of `crm_delivered`:
    /// `event`, what the CRM was told. An open set.
    field: String,
    /// What it was; null: not known, or nobody.
    #[schema(value_type = Value)]
    from: Value,
    /// What it became; null: not known after all, or nobody.
    #[schema(value_type = Value)]
    to: Value,
}

/// Lists what became of a lead, newest first.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/leads/{lead_id}/history",
    tag = "leads",
    params(HistoryQuery),
    responses(
        (status = 200, description = "The entries.", body = HistoryBody),
        (status = 404, description = "`lead_not_found`: the tenant has no lead with this id."),
    )
)]
pub(in crate::api) async fn history(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    LeadPath(id): LeadPath,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<HistoryBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let found = leads::history(&mut tx, tenant, id, query.before, limit.to_read()).await?;
    let mut found = found.ok_or_else(lead_not_found)?;
    let next_before = limit.cut(&mut found, |moment| moment.id);
    let by_operator = principal.role == Role::Operator;
    let entries = found.into_iter().map(|moment| seen(moment, by_operator));
    Ok(Json(HistoryBody {
        entries: entries.collect(),
        next_before,
    }))
}

fn seen(moment: Moment, by_operator: bool) -> MomentBody {
    MomentBody {
        at: moment.at,
        action: moment.action,
        actor: actor(&moment.actor, by_operator),
        changes: moment.changes.into_iter().map(Into::into).collect(),
    }
}

/// An actor by its parts. The tenant's people learn no operator's name.
fn actor(actor: &Actor, by_operator: bool) -> ActorBody {
    let of = |kind, id, name: &str| ActorBody {
        kind,
        id,
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
    };
    if actor.is_operator {
        let name = if by_operator {
            &actor.name
        } else {
            actor.seen_by_tenants()
        };
        return of("operator", None, name);
    }
    if actor.name == BOT {
        return of("bot", None, "");
    }
    if actor.name == SYSTEM {
        return of("system", None, "");
    }
    let (id, name) = actor.name.split_once(' ').unwrap_or((&actor.name, ""));
    let kinds = [("user", "user:"), ("token", "token:")].into_iter();
    let mut read = kinds.filter_map(|(kind, prefix)| {
        let id = id.strip_prefix(prefix)?.parse().ok()?;
        Some(of(kind, Some(id), name))
    });
    read.next()
        .unwrap_or_else(|| of("unknown", None, &actor.name))
}

impl From<FieldChange> for FieldChangeBody {
    fn from(change: FieldChange) -> Self {
        Self {
            field: change.field,
            from: change.from,
            to: change.to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_has_a_kind_an_id_and_a_name_and_operators_have_none_of_theirs() {
        let read = |name: &str, is_operator, by_operator| {
            let name = name.to_owned();
            let body = actor(&Actor { name, is_operator }, by_operator);
            (body.kind, body.id, body.name)
        };
        let named = |name: &str| Some(name.to_owned());
        for (text, expected) in [
            (
                "user:5 ana@palm.example",
                ("user", Some(5), named("ana@palm.example")),
            ),
            (
                "token:7 nightly export",
                ("token", Some(7), named("nightly export")),
            ),
            ("token:7", ("token", Some(7), None)),
            ("bot", ("bot", None, None)),
            ("system", ("system", None, None)),
            ("user:x y", ("unknown", None, named("user:x y"))),
        ] {
            assert_eq!(read(text, false, false), expected);
        }
        let hidden = ("operator", None, named("an operator"));
        assert_eq!(read("user:1 op@peyk.example", true, false), hidden);
        let known = ("operator", None, named("user:1 op@peyk.example"));
        assert_eq!(read("user:1 op@peyk.example", true, true), known);
    }
}
