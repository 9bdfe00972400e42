//! `POST /api/tenants/{tenant_id}/flows/{flow}/replay`

mod answer;
mod past;
mod wish;

use std::time::Instant;

use axum::Json;
use axum::extract::State;
use flow::Flow;
use serde_json::Value;
use service_runtime::clock;
use storage::{flows, tenants};
use tokio::task::spawn_blocking;

use super::{flow_not_found, nothing_published, version_not_found};
use crate::api::Shared;
use crate::extract::{self, FlowPath, TenantPath};
use crate::flows::{Scene, compare, has_words, moves_of, rehearse};
use crate::problem::Problem;
use answer::{ReplayBody, ReplayedBody};
use past::Conversation;
use wish::WishBody;

/// Plays conversations of the past by two versions of a flow, and says what would have come out otherwise. Nothing is
/// stored or sent.
///
/// Customers' messages are played at their times, up to now, the newest conversations first, and as they were first written;
/// those that the bot would have answered together are one burst. Both versions meet each customer as somebody new: of a
/// conversation its last 200 messages are played, whatever flow it was held by. Left out is what was around the bot: what
/// people and the bot wrote (a message that a person answered is played like any other), pauses, quiet hours, the time that
/// it takes to type, what a language model made of a message, and messages that were deleted. Private chats and the one with
/// the agent are not played, unless they are named. Together at most 5000 messages or so are played, for half of the time
/// that a request may take: `unplayed` says how many conversations were left.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/flows/{flow}/replay",
    tag = "flows",
    request_body = WishBody,
    responses(
        (status = 200, description = "What each conversation would have been, by both versions.", body = ReplayBody),
        (status = 404, description = "`flow_not_found`: the tenant has no flow of this name. `version_not_found`: the flow has no version of this number."),
        (status = 409, description = "`nothing_published`: no version runs yet that could be compared with."),
        (status = 422, description = "`flow_unreadable`: a document cannot be read any more."),
        (status = 503, description = "`replay_busy`: another replay is being played."),
    )
)]
pub(in crate::api) async fn replay(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    FlowPath(name): FlowPath,
    extract::Json(body): extract::Json<WishBody>,
) -> Result<Json<ReplayBody>, Problem> {
    let which = body.which()?;
    let place = api.replay_room.enter(api.request_timeout / 4).await?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    let agency = tenants::lookup(&mut tx, tenant).await?;
    let agency = agency.ok_or_else(Problem::tenant_not_found)?;
    let draft = flows::lookup_draft(&mut tx, tenant, &name).await?;
    let draft = draft.ok_or_else(flow_not_found)?;
    let against = body.against.or(draft.version);
    let against = against.ok_or_else(nothing_published)?;
    let mut documents = [None, Some(draft.document)];
    for (document, version) in documents.iter_mut().zip([Some(against), body.version]) {
        if let Some(version) = version {
            let found = flows::lookup_version(&mut tx, tenant, &name, version).await?;
            *document = Some(found.ok_or_else(version_not_found)?.1);
        }
    }
    let past = past::read(&mut tx, tenant, &which).await?;
    // Nobody needs the database for what follows.
    tx.commit().await?;
    let [before, after] = documents.map(|document| readable(document.unwrap_or_default()));
    let (before, after) = (before?, after?);
    let understanding = api.understanding.clone();
    let until = clock::now();
    let deadline = Instant::now() + api.request_timeout / 2;
    let play = move || {
        // Kept until it is played: nobody may be waiting for it any more.
        let _place = place;
        let mut body = ReplayBody::default();
        body.unplayed = past.left;
        for conversation in past.conversations {
            let Conversation { past, lines } = conversation;
            let moves = moves_of(&lines);
            if !has_words(&moves) {
                body.unread += 1;
                continue;
            }
            if Instant::now() >= deadline {
                body.unplayed += 1;
                continue;
            }
            let [was, is] = [&before, &after].map(|flow| {
                rehearse(&Scene {
                    flow,
                    understanding: understanding.get(),
                    agency: &agency.name,
                    moves: &moves,
                    until: moves.last().map(|last| last.at.max(until)),
                })
            });
            let differences = compare(&was, &is);
            let played = [(&before, was), (&after, is)];
            body.add(ReplayedBody::new(past, lines, differences, played));
        }
        body
    };
    // As of a flow that is tried: what the bot cannot bear is this request's alone.
    let played = spawn_blocking(play).await;
    let body = played.map_err(|error| Problem::internal().because(error))?;
    Ok(Json(body))
}

fn readable(document: Value) -> Result<Flow, Problem> {
    serde_json::from_value(document).map_err(Problem::flow_unreadable)
}
