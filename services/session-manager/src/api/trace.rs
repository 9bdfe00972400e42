//! `GET /api/trace?tenant_id&message_id` or `?tenant_id&reply_id`

mod steps;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Direction, TenantId};
use serde::{Deserialize, Serialize};
use storage::traces::{self, Arrival, Departure};
use storage::{Tx, tenants};
use utoipa::{IntoParams, ToSchema};

use super::Shared;
use crate::extract::Query;
use crate::problem::Problem;
use steps::StepBody;

/// Which message.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "they are the names in the query")]
pub(in crate::api) struct TraceQuery {
    /// The tenant's id.
    #[param(value_type = i64)]
    tenant_id: TenantId,
    /// A message's id, a customer's or an own one.
    message_id: Option<i64>,
    /// Instead: a reply's id.
    reply_id: Option<i64>,
}

/// The way of a message through the house, and of what was answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trace)]
pub(in crate::api) struct TraceBody {
    tenant_id: i64,
    conversation_id: i64,
    /// The id that its spans and log lines have; null where it has none.
    #[schema(required)]
    trace_id: Option<String>,
    /// In the order of their times.
    steps: Vec<StepBody>,
}

/// The rows that tell of a way.
#[derive(Debug, Default)]
struct Way {
    arrival: Option<Arrival>,
    departures: Vec<Departure>,
}

/// Shows where the time went between a customer's message and its answer, without a word of either.
///
/// Of a customer's message: its way in, and that of what the first turn said that spoke after it. Of a reply, or of an own
/// message that is one: its way out, and the way in of the message that it answers. The times are those that Postgres keeps
/// for good; of several attempts the last is shown. What WhatsApp says of a reply has a time since that is noted.
#[utoipa::path(
    get,
    path = "/api/trace",
    tag = "fleet",
    params(TraceQuery),
    responses(
        (status = 200, description = "The way.", body = TraceBody),
        (status = 404, description = "`tenant_not_found`: there is no such tenant. `message_not_found`, `reply_not_found`: it has no such message or reply."),
    )
)]
pub(in crate::api) async fn trace(
    State(api): Shared,
    Query(query): Query<TraceQuery>,
) -> Result<Json<TraceBody>, Problem> {
    let tenant = query.tenant_id;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let way = match (query.message_id, query.reply_id) {
        (Some(message), None) => of_message(&mut tx, tenant, message).await?,
        (None, Some(reply)) => {
            let found = traces::lookup_departure(&mut tx, tenant, reply).await?;
            let missing = || not_found("reply_not_found", "The tenant has no reply of this id.");
            of_reply(&mut tx, tenant, found.ok_or_else(missing)?).await?
        }
        (None, None) => return Err(Problem::field("message_id", "or reply_id must be there")),
        (Some(_), Some(_)) => {
            return Err(Problem::field(
                "reply_id",
                "must not be there beside message_id",
            ));
        }
    };
    tx.commit().await?;
    let arrival = way.arrival.as_ref();
    let first = way.departures.first();
    let conversation = arrival.map(|it| it.conversation);
    let conversation = conversation.or(first.map(|it| it.conversation));
    let traceparent = arrival.and_then(|it| it.traceparent.as_deref());
    let traceparent = traceparent.or(first.and_then(|it| it.traceparent.as_deref()));
    Ok(Json(TraceBody {
        tenant_id: tenant.get(),
        conversation_id: conversation.ok_or_else(Problem::internal)?.get(),
        trace_id: traceparent.and_then(trace_id).map(str::to_owned),
        steps: steps::steps(arrival, &way.departures),
    }))
}

async fn of_message(tx: &mut Tx, tenant: TenantId, message: i64) -> Result<Way, Problem> {
    let found = traces::lookup_arrival(tx, tenant, message).await?;
    let missing = || not_found("message_not_found", "The tenant has no message of this id.");
    let arrival = found.ok_or_else(missing)?;
    if arrival.direction == Direction::Out
        && let Some(reply) = traces::find_departure(tx, tenant, &arrival).await?
    {
        return of_reply(tx, tenant, reply).await;
    }
    Ok(Way {
        departures: traces::list_answers(tx, tenant, &arrival).await?,
        arrival: Some(arrival),
    })
}

async fn of_reply(tx: &mut Tx, tenant: TenantId, reply: Departure) -> Result<Way, Problem> {
    Ok(Way {
        arrival: traces::find_answered(tx, tenant, &reply).await?,
        departures: vec![reply],
    })
}

/// The trace's id within a `traceparent`: `00-<trace>-<span>-01`.
fn trace_id(traceparent: &str) -> Option<&str> {
    let id = traceparent.split('-').nth(1)?;
    (id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

fn not_found(code: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_has_the_id_that_its_spans_have() {
        let id = "0af7651916cd43dd8448eb211c80319c";
        assert_eq!(trace_id(&format!("00-{id}-b7ad6b7169203331-01")), Some(id));
        for nothing in ["", "00", "00--b7ad6b7169203331-01", "00-xyz-1-01"] {
            assert_eq!(trace_id(nothing), None, "{nothing}");
        }
    }
}
