//! `POST /sim/sessions/{name}/timelock`: WhatsApp lets the account open no new chats for a while.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;
use service_runtime::clock;
use time::Duration;

use crate::network::lock;
use crate::session;
use crate::sim::phones::find;
use crate::sim::refusal::{Input, Refusal, SimResult};
use crate::world::World;

/// No lock lasts longer.
const LONGEST_SECONDS: u32 = 365 * 24 * 60 * 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// From now on, in real time; 0 ends it.
    seconds: u32,
}

/// Sends to people who never wrote fail until then, and webhooks hear of it by another `WORKING`.
pub(super) async fn set(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Input(wanted): Input<Wanted>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    if wanted.seconds > LONGEST_SECONDS {
        return Err(Refusal::bad("seconds must be at most a year"));
    }
    let not_linked = || Refusal::conflict(format!("{name} is linked to no phone"));
    let account = world.account_of(&name).ok_or_else(not_linked)?;
    let until =
        (wanted.seconds > 0).then(|| clock::now() + Duration::seconds(i64::from(wanted.seconds)));
    lock(&account).set_timelock(until);
    session::tell_timelock(&world, &session, until);
    Ok(StatusCode::NO_CONTENT)
}
