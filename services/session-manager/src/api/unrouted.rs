//! `/api/unrouted`: webhooks that were believed and have no tenant that takes them.

mod list;
mod redrive;
mod redrive_all;
mod remove;

use axum::http::StatusCode;
use events::UnroutedEvent;
use storage::{Realm, audit};

use crate::api::Api;
use crate::auth::Principal;
use crate::problem::Problem;
use crate::unrouted::NotRedriven;

pub(super) use list::*;
pub(super) use redrive::*;
pub(super) use redrive_all::*;
pub(super) use remove::*;

fn event_not_found() -> Problem {
    let detail = "There is no unrouted event with this id.";
    Problem::new(StatusCode::NOT_FOUND, "unrouted_not_found", detail)
}

/// Notes what somebody does about an event before it is done; what it says is no operator's business.
async fn note(
    api: &Api,
    realm: Realm,
    principal: &Principal,
    action: &'static str,
    (id, event): (u64, &UnroutedEvent),
) -> Result<(), Problem> {
    let detail = format!(
        "event {id}: {} of {}, {}",
        event.event, event.session, event.reason
    );
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    audit::add(&mut tx, realm, &principal.actor(), action, Some(&detail)).await?;
    Ok(tx.commit().await?)
}

impl From<NotRedriven> for Problem {
    fn from(error: NotRedriven) -> Self {
        match error {
            NotRedriven::Storage(error) => error.into(),
            NotRedriven::Bus(error) => error.into(),
            NotRedriven::Publish(error) => error.into(),
        }
    }
}
