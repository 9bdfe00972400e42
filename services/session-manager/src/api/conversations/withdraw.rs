//! `DELETE /api/tenants/{tenant_id}/conversations/{conversation_id}/outbox/{reply_id}`

use axum::extract::State;
use axum::http::StatusCode;
use storage::outbox::{self, Withdrawn};
use storage::{audit, conversations, tenants};

use super::conversation_not_found;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{ConversationPath, ReplyPath, TenantPath};
use crate::problem::Problem;

/// Takes a reply back before it is sent: an answer, a follow-up, or a person's words.
///
/// The others that wait are said all the same. A customer who hears no answer then waits for a person.
#[utoipa::path(
    delete,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/outbox/{reply_id}",
    tag = "conversations",
    responses(
        (status = 204, description = "It is not said."),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id. `reply_not_found`: the conversation has no reply with this id."),
        (status = 409, description = "`already_sent`: sending it had begun. `not_cancellable`: it is a farewell or a card."),
    )
)]
pub(in crate::api) async fn withdraw(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
    ReplyPath(reply): ReplyPath,
) -> Result<StatusCode, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    match outbox::withdraw(&mut tx, tenant, id, reply).await? {
        Some(Withdrawn::Now) => {}
        Some(Withdrawn::Before) => return Ok(StatusCode::NO_CONTENT),
        Some(Withdrawn::TooLate) => {
            let detail = "Sending it had begun already.";
            return Err(Problem::new(StatusCode::CONFLICT, "already_sent", detail));
        }
        Some(Withdrawn::Fixed) => {
            let (code, detail) = ("not_cancellable", "Farewells and cards are said.");
            return Err(Problem::new(StatusCode::CONFLICT, code, detail));
        }
        None => {
            let there = conversations::lookup_plan(&mut tx, tenant, id).await?;
            there.ok_or_else(conversation_not_found)?;
            let (code, detail) = ("reply_not_found", "There is no reply with this id.");
            return Err(Problem::new(StatusCode::NOT_FOUND, code, detail));
        }
    }
    let (actor, detail) = (
        principal.actor(),
        format!("conversation:{id} reply:{reply}"),
    );
    let action = "reply_cancelled";
    audit::add(&mut tx, tenant.into(), &actor, action, Some(&detail)).await?;
    tx.commit().await?;
    api.whatsapp.changes.conversation(tenant, id.get()).await;
    Ok(StatusCode::NO_CONTENT)
}
