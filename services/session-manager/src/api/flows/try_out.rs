//! `POST /api/tenants/{tenant_id}/flows/{flow}/try`

mod scene;

use axum::Json;
use axum::extract::State;
use flow::Flow;
use storage::{flows, tenants};
use tokio::task::spawn_blocking;

use super::rehearsal::RehearsalBody;
use super::{flow_not_found, version_not_found};
use crate::api::Shared;
use crate::extract::{self, FlowPath, TenantPath};
use crate::flows::{Scene, rehearse};
use crate::problem::Problem;
use scene::SceneBody;

/// Plays a conversation by a flow: what the bot would answer to these messages at these times. Nothing is stored or sent.
///
/// The bot is the one that customers meet, and a draft with errors can be tried too. What is around it is left out: how
/// long it types, quiet hours, people who take over.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/flows/{flow}/try",
    tag = "flows",
    request_body = SceneBody,
    responses(
        (status = 200, description = "What the bot does, turn by turn.", body = RehearsalBody),
        (status = 404, description = "`flow_not_found`: the tenant has no flow of this name. `version_not_found`: the flow has no version of this number."),
        (status = 422, description = "`flow_unreadable`: the document cannot be read any more."),
    )
)]
pub(in crate::api) async fn try_out(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    FlowPath(name): FlowPath,
    extract::Json(body): extract::Json<SceneBody>,
) -> Result<Json<RehearsalBody>, Problem> {
    let moves = body.moves()?;
    let until = body.until()?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    let agency = tenants::lookup(&mut tx, tenant).await?;
    let agency = agency.ok_or_else(Problem::tenant_not_found)?;
    let draft = flows::lookup_draft(&mut tx, tenant, &name).await?;
    let draft = draft.ok_or_else(flow_not_found)?;
    let document = match body.version() {
        None => draft.document,
        Some(version) => {
            let found = flows::lookup_version(&mut tx, tenant, &name, version).await?;
            found.ok_or_else(version_not_found)?.1
        }
    };
    // Nobody needs the database for what follows.
    tx.commit().await?;
    let flow: Flow = serde_json::from_value(document).map_err(Problem::flow_unreadable)?;
    let understanding = api.understanding.clone();
    let play = move || {
        let taken = rehearse(&Scene {
            flow: &flow,
            understanding: understanding.get(),
            agency: &agency.name,
            moves: &moves,
            until,
        });
        RehearsalBody::new(&flow, taken)
    };
    // The bot is a pure function, but not a perfect one: what it cannot bear is this request's alone.
    let played = spawn_blocking(play).await;
    let body = played.map_err(|error| Problem::internal().because(error))?;
    Ok(Json(body))
}
