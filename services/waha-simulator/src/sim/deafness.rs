//! `POST /sim/sessions/{name}/deafness`: a session that says WORKING and is not.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;

use crate::session::Deafness;
use crate::sim::phones::find;
use crate::sim::refusal::{Input, SimResult};
use crate::world::World;

/// What is wrong from now on; with neither of the first two, nothing is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// No webhook of the session is posted.
    #[serde(default)]
    webhooks: bool,
    /// The engine has lost WhatsApp.
    #[serde(default)]
    engine: bool,
    /// How many restarts it survives; none by default.
    #[serde(default)]
    survives: u32,
}

/// What had waited for an engine that hears again comes with its next start, or with the next connection.
pub(super) async fn set(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Input(wanted): Input<Wanted>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    let deafness = Deafness {
        webhooks: wanted.webhooks,
        engine: wanted.engine,
        survives: wanted.survives,
    };
    tracing::info!(session = name, ?deafness, "deafness changed");
    session.state().deafness = (deafness.webhooks || deafness.engine).then_some(deafness);
    Ok(StatusCode::NO_CONTENT)
}
