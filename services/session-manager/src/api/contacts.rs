//! `/api/tenants/{tenant_id}/contacts`: what is known of one person, taken out and taken away.

mod erase;
mod export;
mod find;

use axum::http::StatusCode;

pub(super) use erase::*;
pub(super) use export::*;
pub(super) use find::*;

use crate::problem::Problem;

fn contact_not_found() -> Problem {
    let detail = "The tenant has no contact with this id.";
    Problem::new(StatusCode::NOT_FOUND, "contact_not_found", detail)
}
