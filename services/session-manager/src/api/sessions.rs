//! `GET /api/sessions?state&node_id&search&limit&after`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::fleet_sessions::{self, Filter, FleetSession};
use storage::nodes::NodeId;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use super::Shared;
use super::page::Limit;
use crate::extract::Query;
use crate::problem::Problem;
use crate::reconcile;

/// Which sessions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SessionsQuery {
    /// A state: the sessions in it.
    state: Option<String>,
    /// The id of a node: the sessions on it.
    node_id: Option<i64>,
    /// A part of the tenant's name, or its id.
    search: Option<String>,
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// The id of a tenant: the sessions of those after it.
    #[param(value_type = Option<i64>)]
    after: Option<TenantId>,
}

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetSessions)]
pub(in crate::api) struct SessionsBody {
    sessions: Vec<FleetSessionBody>,
    /// How many sessions of the whole fleet are in each state.
    states: BTreeMap<String, i64>,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<i64>,
}

/// A session, as operators see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetSession)]
pub(in crate::api) struct FleetSessionBody {
    tenant_id: i64,
    tenant_name: String,
    /// Its name in WAHA.
    session: String,
    /// The WAHA node that holds it; null while none does.
    #[schema(required)]
    node_id: Option<i64>,
    #[schema(required)]
    node_name: Option<String>,
    /// One word for programs: an open set.
    state: String,
    /// Why it is so.
    #[schema(required)]
    reason: Option<String>,
    /// What the tenant's person does next.
    next_step: &'static str,
    /// What WAHA said last.
    #[schema(required)]
    status: Option<String>,
    /// The number that was linked last.
    #[schema(required)]
    phone: Option<String>,
    /// Since when it is in this state.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
}

/// Lists the sessions of all tenants, in the order of the tenants' ids.
#[utoipa::path(
    get,
    path = "/api/sessions",
    tag = "fleet",
    params(SessionsQuery),
    responses((status = 200, description = "The sessions.", body = SessionsBody))
)]
pub(in crate::api) async fn sessions(
    State(api): Shared,
    Query(query): Query<SessionsQuery>,
) -> Result<Json<SessionsBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let search = query.search.as_deref().map(str::trim);
    let filter = Filter {
        state: query.state.as_deref(),
        node: query.node_id.map(NodeId::new),
        search: search.filter(|text| !text.is_empty()),
    };
    let database = &api.whatsapp.database;
    let mut found = fleet_sessions::list(database, filter, query.after, limit.to_read()).await?;
    let next_after = limit.cut(&mut found, |session| session.tenant.get());
    let states = fleet_sessions::count(database).await?;
    Ok(Json(SessionsBody {
        sessions: found.into_iter().map(FleetSessionBody::from).collect(),
        states: states.into_iter().collect(),
        next_after,
    }))
}

impl From<FleetSession> for FleetSessionBody {
    fn from(session: FleetSession) -> Self {
        let (node_id, node_name) = session.node.unzip();
        let state = reconcile::State::named(&session.state);
        Self {
            tenant_id: session.tenant.get(),
            tenant_name: session.tenant_name,
            session: session.session,
            node_id: node_id.map(NodeId::get),
            node_name,
            state: session.state,
            reason: session.reason,
            next_step: state.next_step(session.status.as_ref()),
            status: session.status.map(|status| status.as_str().to_owned()),
            phone: session.phone,
            since: session.since,
        }
    }
}
