//! `POST /api/tenants/{tenant_id}/conversations/{conversation_id}/takeover`

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ConversationBody;
use super::change::{self, Change};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{ConversationPath, OptionalJson, TenantPath};
use crate::problem::Problem;

/// As long as a message from the phone silences the bot, unless bot-worker is set otherwise.
const USUAL_MINUTES: u64 = 12 * 60;
/// Who does not want the bot for longer than 30 days does not want it.
const MOST_MINUTES: u64 = 30 * 24 * 60;

/// For how long a person takes the chat.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Takeover {
    /// 1 to 43200, from now on; left out: 720.
    minutes: Option<i64>,
}

/// Takes a chat over from the bot, which is silent there at once.
///
/// What waits for the bot is a person's to answer, and what the bot was about to say is not said. Doing it again sets the
/// time anew.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/takeover",
    tag = "conversations",
    request_body = Option<Takeover>,
    responses(
        (status = 200, description = "A person has the chat.", body = ConversationBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
    )
)]
pub(in crate::api) async fn take_over(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
    OptionalJson(takeover): OptionalJson<Takeover>,
) -> Result<Json<ConversationBody>, Problem> {
    let time = time(takeover.minutes)?;
    change::make(&api, &principal, (tenant, id), Change::TakeOver(time)).await
}

/// As long as a message from the phone would give a person the chat.
pub(super) fn usual_takeover() -> Duration {
    Duration::from_mins(USUAL_MINUTES)
}

fn time(minutes: Option<i64>) -> Result<Duration, Problem> {
    let minutes = minutes.map_or(Ok(USUAL_MINUTES), u64::try_from);
    minutes
        .ok()
        .filter(|minutes| (1..=MOST_MINUTES).contains(minutes))
        .map(Duration::from_mins)
        .ok_or_else(|| Problem::field("minutes", format!("must be 1 to {MOST_MINUTES}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_is_taken_for_a_minute_to_a_month() {
        assert_eq!(time(None).unwrap(), Duration::from_hours(12));
        assert_eq!(time(Some(1)).unwrap(), Duration::from_mins(1));
        assert_eq!(time(Some(43_200)).unwrap(), Duration::from_hours(720));
        for wrong in [i64::MIN, -1, 0, 43_201, i64::MAX] {
            assert!(time(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
