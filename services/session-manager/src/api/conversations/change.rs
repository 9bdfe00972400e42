//! Changes of who speaks in a conversation: made, noted and answered in one way.

use std::time::Duration;

use axum::Json;
use domain::TenantId;
use service_runtime::clock;
use storage::conversations::{self, ConversationId};
use storage::{audit, bot_settings, tenants};

use super::{ConversationBody, conversation_not_found};
use crate::api::Api;
use crate::auth::Principal;
use crate::problem::Problem;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// A person has the chat for so long.
    TakeOver(Duration),
    /// The bot has it again.
    Resume,
    /// The customer wants no messages.
    OptOut,
    /// The customer wants them again.
    OptIn,
}

impl Change {
    /// As the audit log has it.
    fn action(self) -> &'static str {
        match self {
            Self::TakeOver(_) => "conversation_taken_over",
            Self::Resume => "conversation_resumed",
            Self::OptOut => "contact_opted_out",
            Self::OptIn => "contact_opted_in",
        }
    }
}

/// Makes a change, and answers how the conversation is then. One that was made before is made again, to no harm.
pub(super) async fn make(
    api: &Api,
    principal: &Principal,
    (tenant, id): (TenantId, ConversationId),
    change: Change,
) -> Result<Json<ConversationBody>, Problem> {
    let now = clock::now();
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let is_there = match change {
        Change::TakeOver(time) => conversations::take_over(&mut tx, tenant, id, now + time).await?,
        Change::Resume => conversations::resume(&mut tx, tenant, id).await?,
        Change::OptOut => conversations::set_opted_out(&mut tx, tenant, id, Some(now)).await?,
        Change::OptIn => conversations::set_opted_out(&mut tx, tenant, id, None).await?,
    };
    if !is_there {
        return Err(conversation_not_found());
    }
    let detail = format!("conversation:{id}");
    let actor = principal.actor();
    audit::add(
        &mut tx,
        tenant.into(),
        &actor,
        change.action(),
        Some(&detail),
    )
    .await?;
    let summary = conversations::lookup(&mut tx, tenant, id).await?;
    let summary = summary.ok_or_else(conversation_not_found)?;
    let settings = bot_settings::lookup(&mut tx, tenant).await?;
    tx.commit().await?;
    api.whatsapp.changes.conversation(tenant, id.get()).await;
    Ok(Json(ConversationBody::new(summary, &settings, now)))
}
