//! `/api/dead-letters`: messages that a consumer gave up on.

mod list;
mod redrive;
mod remove;

use axum::http::StatusCode;
use bus::Kept;
use events::{DeadLetter, Subject};
use storage::{Realm, audit};

use crate::api::Api;
use crate::auth::Principal;
use crate::problem::Problem;

pub(super) use list::*;
pub(super) use redrive::*;
pub(super) use remove::*;

async fn lookup(api: &Api, id: u64) -> Result<Kept<DeadLetter>, Problem> {
    let letters = api.bus.dead_letters().await?;
    letters.lookup(id).await?.ok_or_else(|| {
        let detail = "There is no dead letter with this id.";
        Problem::new(StatusCode::NOT_FOUND, "letter_not_found", detail)
    })
}

/// Notes what somebody does about a letter before it is done.
async fn note(
    api: &Api,
    principal: &Principal,
    action: &'static str,
    kept: &Kept<DeadLetter>,
) -> Result<(), Problem> {
    let Kept { id, item, .. } = kept;
    let realm = match Subject::parse_event(&item.subject) {
        Some((tenant, _)) => Realm::Tenant(tenant),
        None => Realm::Operators,
    };
    let detail = format!("letter {id}: {} of {}", item.subject, item.consumer);
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    audit::add(&mut tx, realm, &principal.actor(), action, Some(&detail)).await?;
    Ok(tx.commit().await?)
}
