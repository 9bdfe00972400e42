//! `GET /api/tenants/{tenant_id}/events`

mod message;
mod told;
mod watch;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderName;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::response::sse::{KeepAlive, Sse};
use bus::ChangeId;
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::Shared;
use crate::api::whatsapp::read_session;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;
pub(in crate::api) use message::MessageBody;
use told::{Reset, Told};
use watch::Watch;

/// How often something is said when nothing happens: who is between us closes what is silent.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The header with which a browser asks for what it has missed.
const LAST_EVENT_ID: &str = "last-event-id";

/// Asks a proxy (nginx) to pass on each event at once.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct EventsQuery {
    /// As the header `Last-Event-ID`, which goes before it: for who cannot send one.
    last_event_id: Option<String>,
}

/// Tells what happens to the tenant, as it happens: server-sent events.
///
/// `event: session` has how the session is now, as `…/whatsapp/session` answers it, and means that its timeline may be
/// longer too; it is also the first event of a stream that does not go on with another. `event: qr` has where a new
/// QR code can be seen. `event: message` has a message that came or went, or was changed: acknowledged, edited, deleted,
/// reacted to, its file fetched. `event: conversation` has a conversation of which something is otherwise, and means that
/// what is about to be said in it may be too; `event: lead` has a lead. Each replaces what was known under its id.
/// `event: reset` says that more was missed than is remembered (an hour): read everything anew. Other events may be added. A lost connection is taken up again with
/// the last `id:` in `Last-Event-ID`, as browsers do by themselves. Nothing is promised of an event but to be prompt:
/// who must miss nothing looks now and then.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/events",
    tag = "whatsapp",
    params(
        EventsQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The `id:` of the event that came last: what was missed comes first."),
    ),
    responses(
        (status = 200, description = "A stream that goes on until one side ends it. The schema is that of each event's `data`.", content(
            (Told = "text/event-stream"),
        )),
        (status = 429, description = "`too_many_streams`: too many streams of this tenant are open."),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn events(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<EventsQuery>,
    parts: Parts,
) -> Result<impl IntoResponse, Problem> {
    let place = api.watchers.enter(tenant);
    let place = place.ok_or_else(Problem::too_many_streams)?;
    let last = last_event_id(&parts, query);
    let after: Option<ChangeId> = last.as_deref().and_then(|last| last.parse().ok());
    // Before anything is read: what changes meanwhile is told afterwards.
    let feed = api.bus.follow_changes(tenant, after).await?;
    let session = read_session(&api, tenant).await?;
    let first = match last {
        None => Some(Told::Session(session)),
        Some(_) if after.is_none() || !feed.is_whole() => Some(Told::Reset(Reset {})),
        Some(_) => None,
    };
    let watch = Watch::new(api, tenant, parts, feed, place, first)?;
    let events = stream::unfold(watch, async |mut watch: Watch| {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    let alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(([UNBUFFERED], Sse::new(events).keep_alive(alive)))
}

fn last_event_id(parts: &Parts, query: EventsQuery) -> Option<String> {
    let header = parts.headers.get(LAST_EVENT_ID);
    let header = header.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let last = header.or(query.last_event_id);
    last.filter(|last| !last.is_empty())
}
